/** A growing list of doubles, eight bytes each. */
export class NumberList {
  #values = new Float64Array(16);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const longer = new Float64Array(this.#length * 2);
      longer.set(this.#values);
      this.#values = longer;
    }
    this.#values[this.#length++] = value;
  }

  /** The value at `at`; NaN where there is none. */
  at(at: number): number {
    return at < this.#length ? (this.#values[at] ?? Number.NaN) : Number.NaN;
  }

  /** Those at these places, in this order. */
  chosen(places: readonly number[]): NumberList {
    const chosen = new NumberList();
    for (const at of places) chosen.push(this.at(at));
    return chosen;
  }
}
