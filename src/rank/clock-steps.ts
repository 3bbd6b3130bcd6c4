import { type Clock, roundToMicroseconds } from '../system/clock.ts';
import { LEAST_STEP_MS } from '../wire/records.ts';

/** Two readings of one clock that are further apart than this had something between them, ms. */
const MOST_READING_MS = 1;
const MOST_TRIES = 3;

/** A moment by the wall clock. */
export interface WallMoment {
  /** Wall ms. */
  readonly time: number;
  /** By so much the clock was set since the moment before, ms; undefined if it was not. */
  readonly step: number | undefined;
}

/** Notices when the wall clock is set: it then jumps against the monotonic one, which nobody can set. */
export class ClockSteps {
  readonly #clock: Clock;
  /** Wall time less monotonic time, ms. */
  #apart: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Now. */
  now(): WallMoment {
    const { time, apart } = this.#read();
    const step = apart - (this.#apart ?? apart);
    const wasSet = Math.abs(step) >= LEAST_STEP_MS;
    // Small differences are of the reading, and must not add up to a step, nor hide one.
    if (this.#apart === undefined || wasSet) this.#apart = apart;
    return { time, step: wasSet ? roundToMicroseconds(step) : undefined };
  }

  /** A process that has to wait between the two clocks reads a difference that there is not. */
  #read(): { time: number; apart: number } {
    const clock = this.#clock;
    for (let tries = 1; ; tries++) {
      const before = clock.mono();
      const time = clock.wall();
      const after = clock.mono();
      if (after - before <= MOST_READING_MS || tries === MOST_TRIES) {
        return { time, apart: time - (before + after) / 2 };
      }
    }
  }
}
