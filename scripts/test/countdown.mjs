/** A time limit that can stand still. */
export class Countdown {
  #leftMs;
  #action;
  #timer;
  #startedAt = 0;

  constructor(ms, action) {
    this.#leftMs = ms;
    this.#action = action;
  }

  /** Goes on counting. An endless one never acts. */
  start() {
    this.stop();
    if (this.#leftMs === Infinity) return;
    this.#startedAt = performance.now();
    this.#timer = setTimeout(this.#action, this.#leftMs);
  }

  /** Stands still; without any further start for good. */
  stop() {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#leftMs = Math.max(0, this.#leftMs - (performance.now() - this.#startedAt));
  }
}
