import type { Clock } from '../system/clock.ts';

/** While a gap stays, the rank is asked after this again, then after twice this, and so on, ms. */
const ASK_AGAIN_MS = 1000;
/** What is missing may be what is refused each time: that is not asked for often. */
const ASK_AGAIN_MOST_MS = 60_000;

interface Gap {
  readonly id: string;
  /** Number of the last record before it. */
  readonly after: number;
  /** When the rank is to be asked again, monotonic ms. */
  due: number;
  waitMs: number;
}

/**
 * Decides when a rank is asked for records that are missing. All that it has sent behind a gap arrives and cannot be
 * taken, so it is asked at the first of them; the question or the records can be lost, so it is asked again, but rarely.
 */
export class Gaps {
  readonly #clock: Clock;
  readonly #gaps = new Map<number, Gap>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Notes that a record came that was not the next of its process.
   * @param after number of the last record that was taken of it, 0 for none
   * @returns whether the rank should be asked now
   */
  add(rank: number, id: string, after: number): boolean {
    const now = this.#clock.mono();
    const known = this.#gaps.get(rank);
    if (known?.id !== id || known.after !== after) {
      this.#gaps.set(rank, { id, after, due: now + ASK_AGAIN_MS, waitMs: ASK_AGAIN_MS });
      return true;
    }
    if (now < known.due) return false;
    known.waitMs = Math.min(2 * known.waitMs, ASK_AGAIN_MOST_MS);
    known.due = now + known.waitMs;
    return true;
  }
}
