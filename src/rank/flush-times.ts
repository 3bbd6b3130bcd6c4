import type { Clock } from '../system/clock.ts';
import type { Schedule } from '../wire/records.ts';
import { isFlushDue } from './flush-due.ts';
import type { Moment, Sampler } from './sampler.ts';

export interface FlushTimesOptions {
  readonly clock: Clock;
  readonly sampler: Sampler;
  /** Nothing that was read waits longer than this, ms; 0: not at all. */
  readonly flushMs: number;
  /** Called once what is done at ticks has been done so often that it is compiled; with intervals below a second never. */
  readonly onWarm: () => void;
}

/** Readings for nothing before the first tick, and how long they may take, ms: see `Sampler.warmUp`. */
const WARM_UP_READINGS = 200;
const WARM_UP_MS = 50;
/** With shorter intervals the engine has soon compiled what it needs. */
const WARM_UP_FROM_INTERVAL_MS = 1000;
/** Sixteen samples at once, parsed by code that has never run, take as long as the shortest intervals: not at the start. */
const COLD_BELOW_INTERVAL_MS = 250;
const COLD_READINGS = 100;

/** When the samples that a rank has read are parsed: what waits, how warm the code is, what the kernel says meanwhile. */
export class FlushTimes {
  readonly #options: FlushTimesOptions;
  /** The tick of the first sample that is read and not parsed yet. */
  #firstWaiting = 0;
  /** Samples and readings for nothing so far. */
  #readings = 0;

  constructor(options: FlushTimesOptions) {
    this.#options = options;
  }

  /**
   * Reads for nothing in the time until the first tick that it can be at, which others need, too: ranks that share a core,
   * the benchmark's start.
   * @param due when that is, monotonic ms
   */
  warmUp(schedule: Schedule, due: number): void {
    const { clock, sampler } = this.#options;
    const now = clock.mono();
    if (schedule.interval_ms < WARM_UP_FROM_INTERVAL_MS) return;
    const until = now + Math.min(WARM_UP_MS, (due - now) / 4);
    this.#noteReadings(sampler.warmUp(WARM_UP_READINGS, until), schedule);
  }

  /** The sampler has captured a sample. */
  captured(moment: Moment): void {
    const { sampler } = this.#options;
    if (sampler.waiting === 1) this.#firstWaiting = moment.kind === 'tick' ? moment.tick : 0;
  }

  /** That was one of a tick. */
  ticked(schedule: Schedule): void {
    this.#noteReadings(1, schedule);
  }

  /**
   * Whether what waits has to be parsed now.
   * @param tick that of the last sample
   * @param stride after how many ticks the next one comes; 0: none does
   */
  isDue({ interval_ms }: Schedule, tick: number, stride: number): boolean {
    const { sampler, flushMs } = this.#options;
    const isCold = interval_ms < COLD_BELOW_INTERVAL_MS && this.#readings <= COLD_READINGS;
    return (
      isCold ||
      isFlushDue({ flushMs, intervalMs: interval_ms, first: this.#firstWaiting, tick, stride }) ||
      sampler.step !== undefined ||
      sampler.isFull ||
      sampler.isMemoryShort
    );
  }

  #noteReadings(count: number, { interval_ms }: Schedule): void {
    const before = this.#readings;
    this.#readings += count;
    const isWarm = before < WARM_UP_READINGS && this.#readings >= WARM_UP_READINGS;
    if (isWarm && interval_ms >= WARM_UP_FROM_INTERVAL_MS) this.#options.onWarm();
  }
}
