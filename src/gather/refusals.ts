/** Counts what is refused, and says so once for each peer: a stranger must not fill the log. */
export class Refusals {
  readonly #log: (message: string) => void;
  readonly #said = new Set<string>();
  #count = 0;

  constructor(log: (message: string) => void) {
    this.#log = log;
  }

  /** Records refused so far. */
  get count(): number {
    return this.#count;
  }

  /** Notes that a record of `from` was refused. */
  add(from: string, reason: string): void {
    this.#count++;
    if (this.#said.has(from)) return;
    this.#said.add(from);
    this.#log(`refused a record from ${from}: ${reason}; more of them are only counted`);
  }
}
