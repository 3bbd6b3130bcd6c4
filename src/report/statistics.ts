/** Mean and greatest of what was seen; null if nothing was. */
export interface MeanMax {
  readonly mean: number;
  readonly max: number;
}

/** Collects values that each held for some time. */
export class Running {
  #sum = 0;
  #weight = 0;
  #max = Number.NEGATIVE_INFINITY;

  /** Takes in a value that held for `weight`, e.g. seconds. Null is left out: it was not seen. */
  add(value: number | null, weight: number): void {
    if (value === null || !(weight > 0)) return;
    this.#sum += value * weight;
    this.#weight += weight;
    this.#max = Math.max(this.#max, value);
  }

  get result(): MeanMax | null {
    return this.#weight === 0 ? null : { mean: this.#sum / this.#weight, max: this.#max };
  }
}
