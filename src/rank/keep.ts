import type { Schedule } from '../wire/records.ts';

/**
 * Keeps the number of ticks that are sampled within `max_samples`.
 * - `thin`: when it is reached, from then on every second tick, then every fourth, …; merge leaves out the
 *   same ticks of what came before, so the whole run is covered evenly.
 * - `stop`: no more ticks.
 * - `ring`: all ticks; merge keeps the last ones.
 */
export class Keeper {
  readonly #most: number;
  readonly #onFull: Schedule['on_full'];
  #stride = 1;
  #first: number | undefined;

  /** Two of `max_samples` are for the baseline and the final sample. Of ticks two are the least: 0 stays at any stride. */
  constructor({ max_samples, on_full }: Pick<Schedule, 'max_samples' | 'on_full'>) {
    this.#most = Math.max(2, max_samples - 2);
    this.#onFull = on_full;
  }

  /** Every how-manieth tick is sampled now. */
  get stride(): number {
    return this.#stride;
  }

  /**
   * To be called after a tick was sampled.
   * @returns after how many ticks the next is wanted; 0 for never again
   */
  sampled(tick: number): number {
    this.#first ??= tick;
    if (this.#onFull === 'ring') return 1;
    if (multiplesWithin(this.#first, tick, this.#stride) < this.#most) return this.#stride;
    if (this.#onFull === 'stop') return 0;
    while (multiplesWithin(this.#first, tick, this.#stride) >= this.#most) this.#stride *= 2;
    return this.#stride;
  }
}

/** How many multiples of `stride` there are from `first` to `last`, both included. */
function multiplesWithin(first: number, last: number, stride: number): number {
  return Math.floor(last / stride) - Math.ceil(first / stride) + 1;
}
