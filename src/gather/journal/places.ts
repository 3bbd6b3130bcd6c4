import type { Guide } from '../../wire/control.ts';
import type { JournalRecord } from '../../wire/records.ts';

/**
 * What a record is for somebody who reads the journal from the middle on, or of whom a part of it is damaged: without
 * an `opening` samples cannot be understood, or not be told whose they are; a `shared` one is that of many ranks; a
 * `note` says something of the job that nothing hangs on. All these stand there twice. From a `key` on samples can be
 * unpacked.
 */
export type Role = 'opening' | 'shared' | 'note' | 'key';

const ROLES: Readonly<Partial<Record<JournalRecord['type'], Role>>> = {
  job: 'opening',
  start: 'opening',
  benchmark: 'opening',
  hello: 'opening',
  info: 'opening',
  layout: 'shared',
  mark: 'note',
  stop: 'note',
};

/** Which of these a record is, if any. */
export function roleOf(record: JournalRecord): Role | undefined {
  if (record.type === 'samples') return record.base === 0 ? 'key' : undefined;
  return ROLES[record.type];
}

/**
 * Where in the journal the records lie by which one process's samples are understood: a few numbers, however many
 * samples it takes.
 */
export class Places {
  /** Ranges of its hello and layouts: where one begins, where it ends, and so on, bytes. */
  readonly #openings: number[] = [];
  /** Of its last key sample; NaN before the first. */
  #key = Number.NaN;
  /** Of the one before that. */
  #earlierKey = Number.NaN;

  /** Notes a record that was written into `[from, to)`. */
  note(role: 'opening' | 'key', from: number, to: number): void {
    if (role === 'key') {
      this.#earlierKey = this.#key;
      this.#key = from;
    } else if (this.#openings.at(-1) === from) this.#openings[this.#openings.length - 1] = to;
    else this.#openings.push(from, to);
  }

  get openings(): readonly (readonly [number, number])[] {
    return Array.from({ length: this.#openings.length / 2 }, (_, nth) => [
      this.#openings[2 * nth]!,
      this.#openings[2 * nth + 1]!,
    ]);
  }

  /** Where its last key sample begins; undefined if it has none. */
  get recent(): number | undefined {
    return Number.isNaN(this.#key) ? undefined : this.#key;
  }

  /** Where its key sample before that begins; the last if there is no other. */
  get earlier(): number | undefined {
    return Number.isNaN(this.#earlierKey) ? this.recent : this.#earlierKey;
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
