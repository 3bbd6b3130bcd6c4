import type { Clock } from '../system/clock.ts';

/** Answers before the run, so that the first estimate of the clock offset is a good one. */
const FIRST_ANSWERS = 4;
/**
 * Until the clock offset and the schedule are known, the gather is asked after this again, then after twice this, and so
 * on, ms: answers can be lost with a connection. Ten thousand ranks that ask five times a second while they wait for
 * the last one would take rank 0 more than a core.
 */
const OFTEN_MS = 200;
const OFTEN_MOST_MS = 10_000;
/** Later the clocks are compared again after so long. */
const SELDOM_MS = 60_000;

/** When the gather is asked for an answer, which compares the clocks, acknowledges, and tells the schedule. */
export class Asking {
  readonly #clock: Clock;
  readonly #ask: () => void;
  #answers = 0;
  #asked = 0;
  #ended = false;
  #cancel: () => void = () => {};

  /** @param ask asks the gather */
  constructor(clock: Clock, ask: () => void) {
    this.#clock = clock;
    this.#ask = ask;
  }

  /** Asks now. */
  now(): void {
    if (this.#ended) return;
    this.#asked = this.#clock.mono();
    this.#ask();
  }

  /** Asks from now on, often at first, until `settle`. */
  often(waitMs: number = OFTEN_MS): void {
    if (this.#ended) return;
    this.#cancel = this.#clock.after(waitMs, () => {
      this.often(Math.min(2 * waitMs, OFTEN_MOST_MS));
      this.now();
    });
  }

  /** Whether it is time to ask again after the first answers. */
  get isDue(): boolean {
    return this.#clock.mono() - this.#asked > SELDOM_MS;
  }

  /**
   * To be told of each answer to a question.
   * @returns whether it is the last of the first ones
   */
  answered(): boolean {
    this.#answers++;
    return this.#answers === FIRST_ANSWERS;
  }

  /** Whether there were enough answers for an estimate of the clock offset. */
  get isSure(): boolean {
    return this.#answers >= FIRST_ANSWERS;
  }

  /** What had to be known is known. */
  settle(): void {
    this.#cancel();
  }

  /** Never asks again. */
  end(): void {
    this.#ended = true;
    this.#cancel();
  }
}
