import { performance } from 'node:perf_hooks';

/** The two clocks of a host. Passed in wherever time is told, so that tests can set it. */
export interface Clock {
  /** The wall clock: milliseconds since 1970 UTC, with a resolution of microseconds. It can be set. */
  wall(): number;
  /** The monotonic clock: milliseconds from some moment on. Nobody can set it. */
  mono(): number;
  /** Calls `action` once, not before `ms` have passed. Returns what cancels it. */
  after(ms: number, action: () => void): () => void;
}

/** Longest time that Node's timers can wait. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * The clocks of this host.
 *
 * `Date.now()` has whole milliseconds only, which is too coarse to tell clock offsets. Between the times that
 * someone sets the clock, the start of the process plus the monotonic time since is the wall clock in
 * microseconds; when the two disagree by more than that rounding, it was set, and the difference is taken over.
 */
export function systemClock(): Clock {
  let origin = performance.timeOrigin;
  return {
    wall() {
      const fine = origin + performance.now();
      const coarse = Date.now();
      const apart = coarse - fine;
      if (apart > 0.5 || apart < -1.5) {
        origin += apart + 0.5;
        return fine + apart + 0.5;
      }
      return fine;
    },
    mono: () => performance.now(),
    after(ms, action) {
      // Rounded up: a timer that fires early would have to be set a second time.
      const timer = setTimeout(action, Math.min(Math.max(0, Math.ceil(ms)), MAX_TIMER_MS));
      return () => clearTimeout(timer);
    },
  };
}

/** A clock whose wall clock goes on by the monotonic one once it is held: whoever sets it from then on sets nothing here. */
export class HeldClock implements Clock {
  readonly #clock: Clock;
  /** Wall time less monotonic time, ms; undefined until it is held. */
  #apart: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** From now on nobody can set it. */
  hold(): void {
    this.#apart ??= this.#clock.wall() - this.#clock.mono();
  }

  wall(): number {
    return this.#apart === undefined ? this.#clock.wall() : this.#clock.mono() + this.#apart;
  }

  mono(): number {
    return this.#clock.mono();
  }

  after(ms: number, action: () => void): () => void {
    return this.#clock.after(ms, action);
  }
}

/** A wall clock time as the series file has it: ISO 8601, UTC, milliseconds. */
export function isoTime(wallMs: number): string {
  return new Date(Math.floor(wallMs)).toISOString();
}

/** A number of milliseconds with microseconds and no more digits than that. */
export function roundToMicroseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
