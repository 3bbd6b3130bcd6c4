import type { Clock } from '../src/system/clock.ts';

/** A clock that stands still until it is told to go on. Timers fire in the order in which they are due. */
export class ManualClock implements Clock {
  #mono: number;
  #apart: number;
  #timers: { due: number; action: () => void }[] = [];

  /** @param wall wall clock time at the beginning, ms since 1970; @param mono monotonic time then */
  constructor(wall: number, mono = 1000) {
    this.#mono = mono;
    this.#apart = wall - mono;
  }

  wall(): number {
    return this.#mono + this.#apart;
  }

  mono(): number {
    return this.#mono;
  }

  after(ms: number, action: () => void): () => void {
    const timer = { due: this.#mono + Math.max(0, ms), action };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Timers that are set. */
  get pending(): number {
    return this.#timers.length;
  }

  /** Goes on by `ms`, firing each timer when it is due. */
  advance(ms: number): void {
    const end = this.#mono + ms;
    for (;;) {
      const next = this.#timers.filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#mono = Math.max(this.#mono, next.due);
      next.action();
    }
    this.#mono = end;
  }

  /** Time passes, but nothing runs: as when the process is stopped. */
  suspend(ms: number): void {
    this.#mono += ms;
  }

  /** Somebody sets the wall clock. */
  set(wall: number): void {
    this.#apart = wall - this.#mono;
  }
}
