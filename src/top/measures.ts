import { METRICS, type ShownMetric, type TopSum } from '../report/metrics/metrics.ts';
import type { Metric } from '../series/rates.ts';
import type { TopRates } from './state.ts';

/** Metrics that are taken together: what hosts are sorted by, and what has a curve. */
export interface Sum extends TopSum {
  /** Their unit is the same. */
  readonly unit: string;
  /** The upper end of its curve; null for the greatest value that is shown. */
  readonly most: number | null;
  readonly metrics: readonly ShownMetric[];
}

/** What a column of numbers is of. */
export type Measured = Pick<ShownMetric, 'name' | 'title' | 'unit' | 'scale' | 'presence' | 'negligible'>;

/** A column of numbers. */
export interface Measure {
  readonly metric: Measured;
  readonly title: string;
  /** Where in `CURVES` the curve is that stands behind it; undefined for none. */
  readonly curve: number | undefined;
}

/** What metrics are parts of, in the order in which the first of each comes. */
export const SUMS: readonly Sum[] = sums();
/** Those that are drawn. */
export const CURVES: readonly Sum[] = SUMS.filter(({ curve }) => curve === 'curve');
/** All columns, in the order of the table of metrics. */
export const MEASURES: readonly Measure[] = METRICS.flatMap((metric) => {
  if (metric.top === undefined) return [];
  const curve = CURVES.findIndex(({ metrics }) => metrics.at(-1) === metric);
  return [{ metric, title: metric.top.title, curve: curve === -1 ? undefined : curve }];
});

/** What a wide terminal has room for, the most wanted first; like what only some nodes have where no host knows it. */
export const WIDE_MEASURES: readonly Measure[] = [
  wide('stl%', 'cpu_steal_percent', 'CPU time that a hypervisor gave to others', '%', 1),
  wide('one%', 'cpu_busiest_percent', 'the busiest CPU', '%', 20),
  wide('swpIn', 'swap_in_mb_per_s', 'read from swap', 'MB/s', 1),
  wide('swpOut', 'swap_out_mb_per_s', 'written to swap', 'MB/s', 1),
  wide('dsk ms', 'disk_await_ms', 'mean time of a request to a disk', 'ms', 5),
  wide('dsk%', 'disk_busy_percent', 'the busiest disk', '%', 10),
  wide('net%', 'net_busiest_percent', 'of its speed, the interface nearest to it', '%', 10),
  wide('drop/s', 'net_drops_per_s', 'packets thrown away', 'packets/s', 1),
  wide('nfs ms', 'nfs_await_ms', 'mean time of an NFS operation with data', 'ms', 5),
];

function wide(title: string, name: Metric, what: string, unit: string, negligible: number): Measure {
  const metric: Measured = { name, title: what, unit, scale: 1, presence: 'somewhere', negligible };
  return { metric, title, curve: undefined };
}

function sums(): Sum[] {
  const all = new Set(METRICS.flatMap(({ top }) => top?.sum ?? []));
  return [...all].map((sum) => {
    const metrics = METRICS.filter(({ top }) => top?.sum === sum);
    const [first] = metrics;
    return { ...sum, unit: first?.unit ?? '', most: first?.most ?? null, metrics };
  });
}

/** The metrics of a sum added up, of those that are known, in the unit in which they are shown; null if none is. */
export function sumOf(rates: TopRates, { metrics }: Sum): number | null {
  let sum: number | null = null;
  for (const { name, scale } of metrics) {
    const value = rates[name] ?? null;
    if (value !== null) sum = (sum ?? 0) + value * scale;
  }
  return sum;
}

/** As `sumOf`, but null also if a part is not known: the rest, drawn, would look like the whole, and a 0 like idleness. */
export function wholeSumOf(rates: TopRates, sum: Sum): number | null {
  return sum.metrics.every(({ name }) => rates[name] != null) ? sumOf(rates, sum) : null;
}
