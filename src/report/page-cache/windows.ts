import type { BenchmarkResult } from '../../result/result.ts';

/** What a benchmark says that it has moved. */
export type Said = Pick<BenchmarkResult, 'tool' | 'read' | 'written'>;

/** Bytes, of which no more is known than that they are from `least` to `most`, both included. */
export interface Bounds {
  readonly least: number;
  readonly most: number;
}

/** A time for which it is asked where bytes came from, ms since 1970 by rank 0's clock. */
export interface CacheWindow {
  readonly label: string;
  readonly start: number;
  readonly end: number;
  /**
   * What is done in an interval that reaches over an edge: all of it belongs to the run, in which nothing comes before or
   * behind the benchmark but its own beginning and end; of a phase it may be none of it or all.
   */
  readonly edges: 'within' | 'unsure';
  /** What a benchmark says of it. */
  readonly said?: Said;
}

/** A counter over a window. */
export class WindowSum {
  #least = 0;
  #most = 0;
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;
  #isBroken = false;

  /** Takes in how far it has come between two readings; null where nobody knows. */
  add({ start, end, edges }: CacheWindow, from: number, to: number, delta: number | null): void {
    if (from >= end || to <= start) return;
    this.#first = Math.min(this.#first, from);
    this.#last = Math.max(this.#last, to);
    if (delta === null) {
      this.#isBroken = true;
      return;
    }
    this.#most += delta;
    if (edges === 'within' || (from >= start && to <= end)) this.#least += delta;
  }

  /**
   * From the least to the most that it can be.
   * @param slackMs so far the clocks of hosts may be apart
   * @returns null if it is not known, or only of a part of the window
   */
  boundsIn({ start, end }: CacheWindow, slackMs: number): Bounds | null {
    if (this.#isBroken || this.#first > this.#last) return null;
    if (this.#first - slackMs > start && Number.isFinite(start)) return null;
    if (this.#last + slackMs < end && Number.isFinite(end)) return null;
    return { least: this.#least, most: this.#most };
  }
}

/** A level at the edges of a window: at its start the last reading before it, at its end the first behind it. */
export class WindowLevel {
  #atStart: number | undefined;
  #atEnd: number | undefined;
  #isOver = false;

  see({ start, end }: CacheWindow, time: number, level: number): void {
    if (time <= start || this.#atStart === undefined) this.#atStart = level;
    if (!this.#isOver) this.#atEnd = level;
    this.#isOver ||= time >= end;
  }

  get atEnd(): number | null {
    return this.#atEnd ?? null;
  }

  get grown(): number | null {
    return this.#atStart === undefined || this.#atEnd === undefined ? null : this.#atEnd - this.#atStart;
  }
}

/** The sum of what is known of several; null if one is not known, or there is none. */
export function sumOfBounds(bounds: readonly (Bounds | null)[]): Bounds | null {
  if (bounds.length === 0) return null;
  let [least, most] = [0, 0];
  for (const one of bounds) {
    if (one === null) return null;
    least += one.least;
    most += one.most;
  }
  return { least, most };
}
