import type { MetricView } from '../../metrics/metrics.ts';
import type { PageRun } from '../../page/page-data.ts';
import type { ChartNumbers } from '../chart-numbers.ts';

/** The numbers of a heat map: hosts × buckets. NaN where nothing is known. */
export interface Cells {
  /** When each bucket ends, seconds since the start of the benchmark. */
  readonly times: readonly number[];
  /** By host: its least and its greatest in each bucket, which are the same where a bucket is one sample. */
  readonly low: readonly Float32Array[];
  readonly high: readonly Float32Array[];
  /** The least and the greatest that the median over hosts is within each bucket. */
  readonly leastMedian: Float32Array;
  readonly greatestMedian: Float32Array;
}

/** From the first of some indexes up to before the second. */
export type Span = readonly [number, number];

/** A host in a bucket. */
export interface Cell {
  readonly host: number;
  readonly bucket: number;
}

/** The cells of a metric. */
export function cellsOf({ name }: MetricView, run: PageRun, numbers: ChartNumbers): Cells {
  const { times, columnsPerBucket, buckets } = numbers.chart;
  const hosts = run.hosts.map((_, host) => numbers.host(name, host));
  const { median } = numbers.bands(name);
  const medians = (of: (...values: number[]) => number) =>
    Float32Array.from({ length: buckets }, (_, bucket) => {
      const part = median.subarray(bucket * columnsPerBucket, (bucket + 1) * columnsPerBucket);
      const known = part.filter((value) => !Number.isNaN(value));
      return known.length === 0 ? Number.NaN : of(...known);
    });
  return {
    times: Array.from({ length: buckets }, (_, bucket) => {
      const last = times[Math.min(times.length - 1, (bucket + 1) * columnsPerBucket - 1)] ?? run.start;
      return (last - run.start) / 1000;
    }),
    low: hosts.map(({ low }) => low),
    high: hosts.map(({ high }) => high),
    leastMedian: medians(Math.min),
    greatestMedian: columnsPerBucket === 1 ? median.subarray(0, buckets) : medians(Math.max),
  };
}

/**
 * How far a host was from the median, at most, in a bucket: above it, or with a minus below. One that has gone with the
 * median is not far from it, however far that went.
 */
export function distanceAt(
  { low, high, leastMedian, greatestMedian }: Cells,
  { host, bucket }: Cell,
): number {
  const above = high[host]![bucket]! - greatestMedian[bucket]!;
  const below = low[host]![bucket]! - leastMedian[bucket]!;
  if (above < 0 && below > 0) return 0;
  return above >= -below ? above : below;
}

/** What a host had in a bucket when it was farthest from the median. */
export function extremeAt(cells: Cells, cell: Cell): number {
  return (distanceAt(cells, cell) < 0 ? cells.low : cells.high)[cell.host]?.[cell.bucket] ?? Number.NaN;
}

/** Of these hosts, which are indexes of `order`, and buckets the cell that is farthest from the median; none of which nothing is known. */
export function mostExtreme(
  cells: Cells,
  order: readonly number[],
  [firstHost, endHost]: Span,
  [firstBucket, endBucket]: Span,
): Cell | undefined {
  const { low, high, leastMedian, greatestMedian } = cells;
  let most = Number.NEGATIVE_INFINITY;
  let [foundHost, foundBucket] = [-1, -1];
  for (let nth = firstHost; nth < endHost; nth++) {
    const host = order[nth]!;
    const [lows, highs] = [low[host]!, high[host]!];
    for (let bucket = firstBucket; bucket < endBucket; bucket++) {
      const distance = Math.max(
        highs[bucket]! - greatestMedian[bucket]!,
        leastMedian[bucket]! - lows[bucket]!,
      );
      if (!(distance > most)) continue;
      most = distance;
      foundHost = host;
      foundBucket = bucket;
    }
  }
  return foundHost < 0 ? undefined : { host: foundHost, bucket: foundBucket };
}

/** The hosts, as indexes of their order, that the yth of `height` rows of pixels stands for. */
export function hostsOfPixel(y: number, height: number, hosts: number): Span {
  const first = Math.floor((y / height) * hosts);
  return [first, Math.max(first + 1, Math.floor(((y + 1) / height) * hosts))];
}

/** For each of `width` pixels the buckets that end in it, or else the one that it is a part of; none behind the last. */
export function bucketsOfPixels(
  times: readonly number[],
  [from, to]: readonly [number, number],
  width: number,
): (Span | undefined)[] {
  const moment = (x: number) => from + (x / width) * (to - from);
  let next = 0;
  const passed = (until: number) => {
    while (next < times.length && times[next]! <= until) next++;
    return next;
  };
  passed(moment(0));
  return Array.from({ length: width }, (_, x): Span | undefined => {
    const first = next;
    const end = passed(moment(x + 1));
    if (end > first) return [first, end];
    return first < times.length ? [first, first + 1] : undefined;
  });
}
