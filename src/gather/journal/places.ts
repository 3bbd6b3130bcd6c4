import type { Guide } from '../../wire/control.ts';
import type { JournalRecord } from '../../wire/records.ts';

/**
 * What a record is for somebody who reads the journal from the middle on, or of whom a part of it is damaged: without
 * an `opening` samples cannot be understood, or not be told whose they are; a `shared` one is that of many ranks; a
 * `note` says something of the job that nothing hangs on, a `mark` is a note of which the last tells which phase it is.
 * All these stand there twice. From a `key` on samples can be unpacked.
 */
export type Role = 'opening' | 'shared' | 'note' | 'mark' | 'key';

const ROLES: Readonly<Partial<Record<JournalRecord['type'], Role>>> = {
  job: 'opening',
  start: 'opening',
  benchmark: 'opening',
  hello: 'opening',
  info: 'opening',
  layout: 'shared',
  mark: 'mark',
  stop: 'note',
};

/** Which of these a record is, if any. */
export function roleOf(record: JournalRecord): Role | undefined {
  if (record.type === 'samples') return record.base === 0 ? 'key' : undefined;
  return ROLES[record.type];
}

/**
 * So much is read by who begins in the middle, seconds: a source that is read every 10 s is in it twice, though what is
 * written last was read 5 s ago. Each reading of such a source is a key sample, and so is the sample behind it.
 */
const HISTORY_S = 30;
/** Of key samples closer than this, seconds, one is kept. */
const APART_S = 5;

/** Where a key sample begins, bytes, and when it was written. */
interface KeyPlace {
  readonly from: number;
  readonly seconds: number;
}

/**
 * Where in the journal the records lie by which one process's samples are understood: a few numbers, however many
 * samples it takes.
 */
export class Places {
  /** Ranges of its hello and layouts: where one begins, where it ends, and so on, bytes. */
  readonly #openings: number[] = [];
  /** Of the last mark: there can be any number of them. */
  #mark: readonly [from: number, to: number] | undefined;
  /** Of its key samples: the last; before it some, so many seconds apart, and as many as there must be for `HISTORY_S`. */
  readonly #keys: KeyPlace[] = [];

  /** Notes a record that was written into `[from, to)`. @param seconds of a key sample: when, on a clock that never jumps */
  note(role: 'opening' | 'mark' | 'key', from: number, to: number, seconds = 0): void {
    if (role === 'key') this.#noteKey({ from, seconds });
    else if (role === 'mark') this.#mark = [from, to];
    else if (this.#openings.at(-1) === from) this.#openings[this.#openings.length - 1] = to;
    else this.#openings.push(from, to);
  }

  #noteKey(key: KeyPlace): void {
    const keys = this.#keys;
    const [before, last] = keys.slice(-2);
    if (before !== undefined && last !== undefined && last.seconds - before.seconds < APART_S) keys.pop();
    keys.push(key);
    while (keys.length > 2 && keys[1]!.seconds <= key.seconds - HISTORY_S) keys.shift();
  }

  get openings(): readonly (readonly [number, number])[] {
    const ranges = Array.from(
      { length: this.#openings.length / 2 },
      (_, nth) => [this.#openings[2 * nth]!, this.#openings[2 * nth + 1]!] as const,
    );
    return this.#mark === undefined ? ranges : [...ranges, this.#mark];
  }

  /** Where its last key sample begins; undefined if it has none. */
  get recent(): number | undefined {
    return this.#keys.at(-1)?.from;
  }

  /** Where a key sample before that begins, `HISTORY_S` earlier if there is one; the last if there is no other. */
  get earlier(): number | undefined {
    return this.#keys[0]?.from;
  }
}

/** It is cheaper to read so many bytes than to ask once more. */
const SMALL_GAP_BYTES = 16 * 1024;

/**
 * Tells where to begin.
 * @param all everyone's places, those of the gather's own records among them
 * @param heard the places of those whose samples are to be expected: others may have been silent for hours, and
 *   would have all of that read
 */
export function guideTo(all: readonly Places[], heard: readonly Places[], written: number): Guide {
  const openings = joined(all.flatMap((places) => places.openings));
  const least = (offsets: readonly (number | undefined)[]) =>
    offsets.reduce<number>((least, offset) => Math.min(least, offset ?? written), written);
  return {
    type: 'guide',
    openings,
    recent: least(heard.map(({ recent }) => recent)),
    earlier: least(heard.map(({ earlier }) => earlier)),
    written,
  };
}

/** Ranges in their order, with those joined that nearly touch: ranks that begin together write side by side. */
function joined(ranges: readonly (readonly [number, number])[]): [number, number][] {
  const long: [number, number][] = [];
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = long.at(-1);
    if (last !== undefined && from - last[1] <= SMALL_GAP_BYTES) last[1] = Math.max(last[1], to);
    else long.push([from, to]);
  }
  return long;
}
