import { readFrame } from '../../wire/journal/frames.ts';
import { APART_BYTES, padding } from '../../wire/journal/padding.ts';
import type { RecordBytes } from '../../wire/records.ts';
import type { ReadableJournal } from './files.ts';

/** So much is copied with one write while the benchmark runs. */
const MOST_AT_ONCE_BYTES = 1024 * 1024;

/** What is to be written a second time. */
export interface CopiesDue {
  readonly records: readonly RecordBytes[];
  /** To be called when it is. */
  readonly written: () => void;
}

interface Range {
  readonly from: number;
  to: number;
}

/**
 * Writes a second time into the journal what all else hangs on, read back from it: who sampled, what the numbers are,
 * what the job was. So no damaged place of the journal costs a host. The two stand `APART_BYTES` apart at least, so that
 * what damages a page or a block damages only one.
 */
export class Copies {
  readonly #journal: ReadableJournal;
  /** What stands there once, in its order. */
  readonly #single: Range[] = [];

  constructor(journal: ReadableJournal) {
    this.#journal = journal;
  }

  /** Notes that a record that is to stand there twice was written into `[from, to)`. */
  note(from: number, to: number): void {
    const last = this.#single.at(-1);
    if (last?.to === from && to - last.from <= MOST_AT_ONCE_BYTES) last.to = to;
    else this.#single.push({ from, to });
  }

  /**
   * What is to be written again: of what lies far enough back by now, some of it; or all, at the end of the journal. What
   * cannot be read is tried again the next time: nothing is lost without it.
   */
  async due(what: 'some' | 'all'): Promise<CopiesDue> {
    const ranges = what === 'all' ? this.#single.slice() : this.#farBack();
    const records: RecordBytes[] = [];
    try {
      for (const range of ranges) records.push(...(await this.#recordsOf(range)));
    } catch {
      return { records: [], written: () => {} };
    }
    const missing = this.#missingDistance(ranges);
    if (missing > 0) records.unshift(padding(missing));
    return { records, written: () => this.#single.splice(0, ranges.length) };
  }

  #farBack(): Range[] {
    let bytes = 0;
    const near = this.#single.findIndex(({ from, to }) => {
      bytes += to - from;
      return to + APART_BYTES > this.#journal.length || bytes > MOST_AT_ONCE_BYTES;
    });
    // One that is longer than all that goes at once goes alone.
    const first = this.#single[0];
    const isFar = first !== undefined && first.to + APART_BYTES <= this.#journal.length;
    return this.#single.slice(0, near < 0 ? this.#single.length : near === 0 && isFar ? 1 : near);
  }

  /** How much nearer than they should one of these and its copy would stand, bytes. */
  #missingDistance(ranges: readonly Range[]): number {
    let copy = this.#journal.length;
    let missing = 0;
    for (const { from, to } of ranges) {
      // Its first record is the one whose copy is the nearest to its own end, and all of it lies before `to`.
      missing = Math.max(missing, APART_BYTES - (copy - to));
      copy += to - from;
    }
    return missing;
  }

  async #recordsOf({ from, to }: Range): Promise<RecordBytes[]> {
    const bytes = Buffer.from(await this.#journal.read(from, to - from));
    const records: RecordBytes[] = [];
    for (let at = 0; at < bytes.length; ) {
      const frame = readFrame(bytes, at);
      if (typeof frame !== 'object') throw new Error('what was written is not what is read');
      records.push(frame);
      at += frame.length;
    }
    return records;
  }
}
