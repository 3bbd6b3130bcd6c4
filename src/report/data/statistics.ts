import { quantile } from '../../exact/quantile.ts';

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

  /** Value × weight, added up; null if nothing was seen. */
  get total(): number | null {
    return this.#weight === 0 ? null : this.#sum;
  }

  get result(): MeanMax | null {
    return this.#weight === 0 ? null : { mean: this.#sum / this.#weight, max: this.#max };
  }
}

/** Least, quartiles and greatest of values. */
export interface Spread {
  readonly min: number;
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
  readonly max: number;
}

/** The spread of values; null if there are none. */
export function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) => quantile(sorted, share);
  return { min: at(0), q1: at(0.25), median: at(0.5), q3: at(0.75), max: at(1) };
}

/** A normal distribution's standard deviation is so many times its median absolute deviation … */
const SD_PER_MEDIAN_DEVIATION = 1.4826;
/** … and so many times its mean absolute deviation. */
const SD_PER_MEAN_DEVIATION = 1.2533;

/** The standard deviation of values as outliers do not stretch it: from their median absolute deviation. 0 if there are none. */
export function robustSpread(values: readonly number[]): number {
  const median = spreadOf(values)?.median ?? 0;
  const apart = values.map((value) => Math.abs(value - median));
  return (spreadOf(apart)?.median ?? 0) * SD_PER_MEDIAN_DEVIATION;
}

/**
 * How far each value is from the median, in standard deviations that outliers do not stretch: from the median
 * absolute deviation, or where most values are the same from the mean absolute deviation. All 0 if all are the same.
 * @see Iglewicz & Hoaglin, How to Detect and Handle Outliers, 1993
 */
export function robustScores(values: readonly number[]): number[] {
  const median = spreadOf(values)?.median ?? 0;
  const apart = values.map((value) => Math.abs(value - median));
  const medianDeviation = spreadOf(apart)?.median ?? 0;
  const meanDeviation = apart.reduce((sum, one) => sum + one, 0) / Math.max(1, apart.length);
  const sd =
    medianDeviation > 0 ? medianDeviation * SD_PER_MEDIAN_DEVIATION : meanDeviation * SD_PER_MEAN_DEVIATION;
  return values.map((value) => (sd === 0 ? 0 : (value - median) / sd));
}
