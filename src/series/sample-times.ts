import type { Sample } from './schema.ts';

/**
 * When the samples of one host were read, on a scale that nobody can set: the interval that a sample ends is the one up
 * to the moment when it was read, not its nominal tick.
 *
 * Ticks are on the monotonic clock, so samples at ticks are as far apart as their ticks and what they were late by.
 * Baseline and final samples have the wall clock only; how far it was set is taken off.
 */
export class SampleTimes {
  readonly #intervalMs: number;
  /** By how much the wall clock was set so far. */
  #stepsMs = 0;
  /** The last sample at a tick: that tick with its lateness, ms since tick 0; its wall time; and its time here. */
  #lastAtTick: { readonly sinceZero: number; readonly wall: number; readonly time: number } | undefined;

  /** @param intervalMs time between ticks */
  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  /** When a sample was read: ms since 1970, by the host's clock as it was at the first tick. In the order of the file. */
  next(sample: Sample): number {
    const { tick, late_ms = 0, timestamp, clock_step_ms } = sample;
    if (typeof clock_step_ms === 'number') this.#stepsMs += clock_step_ms;
    const wall = Date.parse(timestamp) - this.#stepsMs;
    const last = this.#lastAtTick;
    if (tick === null) return last === undefined ? wall : last.time + wall - last.wall;
    const sinceZero = tick * this.#intervalMs + late_ms;
    const time = last === undefined ? wall : last.time + sinceZero - last.sinceZero;
    this.#lastAtTick = { sinceZero, wall, time };
    return time;
  }
}
