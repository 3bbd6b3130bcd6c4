/**
 * The quantile of sorted values, at least one: between two of them interpolated. The one rule for medians and percentiles.
 * @param share 0 to 1: 0.5 for the median
 * @see Hyndman & Fan, Sample quantiles in statistical packages, 1996: type 7, as NumPy, R and Python's
 *   `statistics.quantiles(…, method='inclusive')` have it
 */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? Number.NaN;
  return low + (high - low) * (place - below);
}
