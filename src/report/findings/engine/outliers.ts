import { quantile } from '../../../exact/quantile.ts';

/** What is normal for hosts that do the same. */
export interface Normal {
  readonly median: number;
  /** A robust standard deviation: 1.4826 × the median absolute deviation. */
  readonly spread: number;
  /** How many hosts it is of. */
  readonly hosts: number;
}

const SD_PER_MEDIAN_DEVIATION = 1.4826;

/** Of what is known; null of nothing. */
export function normalOf(values: ArrayLike<number>): Normal | null {
  const known = new Float64Array(values.length);
  let count = 0;
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    if (!Number.isNaN(value)) known[count++] = value;
  }
  if (count === 0) return null;
  const sorted = known.subarray(0, count).sort();
  const median = quantile(sorted, 0.5);
  for (let at = 0; at < count; at++) sorted[at] = Math.abs(sorted[at]! - median);
  return { median, spread: SD_PER_MEDIAN_DEVIATION * quantile(sorted.sort(), 0.5), hosts: count };
}

/** Windows and metrics in which hosts are compared are not independent: as many as that count. */
const TESTS = 60;
/** Of so many healthy runs one may be wrong. */
const FALSE_ALARM = 0.02;
/** Of few hosts the spread itself is not well known. */
const FEW = 8;

/**
 * How many spreads from the median a host must be to be unlike so many: where more are compared, one is further away by
 * chance.
 */
export function farFor(hosts: number): number {
  return Math.sqrt(2 * Math.log((hosts * TESTS) / FALSE_ALARM)) * (1 + FEW / Math.max(1, hosts));
}
