import type { MetricView } from '../../metrics/metrics.ts';

/** ChartRow over time; undefined at times that are only another's. */
export type ChartRow = ArrayLike<number | undefined>;

/**
 * Where the axis of values ends when this part of the time is seen. Percent end at 100: a kernel that counts some more than
 * there is does not stretch the axis.
 * @param bucket times that numbers of single hosts are taken together from: of a bucket that is partly seen all counts
 */
export function axisTop(
  { most: all }: MetricView,
  times: readonly number[],
  values: readonly ChartRow[],
  [from, to]: readonly [number, number],
  bucket = 1,
): number {
  const [first, end] = seenTimes(times, [from, to], bucket);
  let most = 0;
  for (const numbers of values) {
    for (let at = first; at < end; at++) {
      const value = numbers[at];
      if (value !== undefined && value > most) most = value;
    }
  }
  const top = most * 1.08;
  if (all === undefined) return top > 0 ? top : 1;
  return Math.min(all, Math.max(top, all / 20));
}

/** From the first time whose value is drawn in a range, up to before the second: lines come from beyond its edges. */
export function seenTimes(
  times: readonly number[],
  [from, to]: readonly [number, number],
  bucket = 1,
): readonly [number, number] {
  const first = Math.max(0, firstFrom(times, from) - 1);
  const last = Math.min(times.length - 1, firstFrom(times, to));
  return [
    Math.floor(first / bucket) * bucket,
    Math.min(times.length, (Math.floor(last / bucket) + 1) * bucket),
  ];
}

/** The index of the first of ascending times that is not before a moment; how many there are if none is. */
export function firstFrom(times: readonly number[], moment: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < moment) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The index of the time that is next to a moment. */
export function nearestTime(times: readonly number[], moment: number): number {
  const at = firstFrom(times, moment);
  const [before, behind] = [times[at - 1], times[at]];
  if (before === undefined) return 0;
  return behind === undefined || moment - before < behind - moment ? at - 1 : at;
}
