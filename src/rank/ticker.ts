import type { Clock } from '../system/clock.ts';

/** What the ticker needs to know: when tick 0 is due on the monotonic clock, and how far ticks are apart. */
export interface TickerOptions {
  readonly clock: Clock;
  /** Monotonic time of tick 0, ms. */
  readonly startMono: number;
  readonly intervalMs: number;
  /**
   * Called at each tick with its number and how late it is, in ms.
   * @returns after how many ticks the next one is wanted; 0 for never again
   */
  readonly onTick: (tick: number, lateMs: number) => number;
  /** Called with what `onTick` throws. The next tick comes as if it had returned what it did before. */
  readonly onFault: (error: unknown) => void;
}

/**
 * Calls at `start + n × interval`. Every due time is computed from the start, so lateness does not add up. A
 * tick that comes late is called at once; those that passed meanwhile are left out, never called in a burst.
 * One timer, and none while nothing is due.
 */
export class Ticker {
  readonly #options: TickerOptions;
  #cancel: () => void = () => {};
  #stopped = false;
  #next: number;
  #stride = 1;

  constructor(options: TickerOptions) {
    this.#options = options;
    const { clock, startMono, intervalMs } = options;
    this.#next = Math.max(0, Math.ceil((clock.mono() - startMono) / intervalMs));
    this.#wait();
  }

  /** When the next tick is due on the monotonic clock, ms. */
  get due(): number {
    const { startMono, intervalMs } = this.#options;
    return startMono + this.#next * intervalMs;
  }

  /** No tick comes after this, also when it is called within one. */
  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  /** The only place where a timer is set. */
  #wait(): void {
    if (this.#stopped) return;
    const { clock } = this.#options;
    this.#cancel = clock.after(this.due - clock.mono(), () => this.#fire());
  }

  #fire(): void {
    const { clock, startMono, intervalMs } = this.#options;
    const since = clock.mono() - startMono;
    if (since >= this.#next * intervalMs) {
      const tick = this.#latest(since / intervalMs);
      this.#stride = this.#call(tick, since - tick * intervalMs);
      if (this.#stride === 0) this.stop();
      else this.#next = (Math.floor(tick / this.#stride) + 1) * this.#stride;
    }
    this.#wait();
  }

  #call(tick: number, lateMs: number): number {
    const { onTick, onFault } = this.#options;
    try {
      return onTick(tick, lateMs);
    } catch (error) {
      onFault(error);
      return this.#stride;
    }
  }

  /** The last tick that is due and wanted; not one before the tick that was waited for. */
  #latest(intervals: number): number {
    return Math.max(this.#next, Math.floor(Math.floor(intervals) / this.#stride) * this.#stride);
  }
}
