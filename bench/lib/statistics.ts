/** An estimate and the bounds that it lies between with 95 % confidence. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** The value below which `share` of the values lie, by the nearest rank. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  if (sorted.length % 2 === 1) return sorted[Math.floor(middle)]!;
  return (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Median, lowest and highest of some rounds, as a table shows them: `0.61 (0.58–0.66)`. */
export function spreadText(values: readonly number[], digits: number): string {
  const [middle, low, high] = [median(values), Math.min(...values), Math.max(...values)];
  return `${middle.toFixed(digits)} (${low.toFixed(digits)}–${high.toFixed(digits)})`;
}

/**
 * A statistic of a sample and its 95 % confidence interval by the percentile bootstrap.
 * @see Efron and Tibshirani, An Introduction to the Bootstrap, chapter 13
 */
export function estimate<Value>(
  values: readonly Value[],
  statistic: (values: readonly Value[]) => number,
  rounds = 2000,
): Estimate {
  const found = Array.from({ length: rounds }, () =>
    statistic(values.map(() => values[Math.floor(Math.random() * values.length)]!)),
  );
  return { value: statistic(values), low: quantile(found, 0.025), high: quantile(found, 0.975) };
}

/**
 * How `y` grows with `x`: the slope of the line of least squares through the logarithms. 1 is in proportion,
 * 0 is not at all.
 */
export function growth(points: readonly (readonly [x: number, y: number])[]): number {
  const logs = points.filter(([x, y]) => x > 0 && y > 0).map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  return slope(logs);
}

/** The slope of the line of least squares. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (of: 0 | 1) => points.reduce((sum, point) => sum + point[of], 0) / points.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const above = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return above / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}
