/** What is pointed at: a moment, and in a heat map a host. */
export interface Pointed {
  /** Seconds since the start of the benchmark. */
  readonly time: number;
  readonly host?: number;
}

/** What all charts of a run point at, whichever of them the pointer is over. */
export class Cursor {
  #at: Pointed | undefined;
  readonly #onMove = new Set<() => void>();

  /** Undefined while the pointer is elsewhere. */
  get at(): Pointed | undefined {
    return this.#at;
  }

  move(to: Pointed | undefined): void {
    if (to?.time === this.#at?.time && to?.host === this.#at?.host) return;
    this.#at = to;
    for (const listener of this.#onMove) listener();
  }

  onMove(listener: () => void): void {
    this.#onMove.add(listener);
  }
}
