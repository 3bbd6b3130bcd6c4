import type { Rates } from '../../series/rates.ts';
import { readSeries } from '../../series/reader.ts';
import type { HostStatus, Overhead, SeriesHeader } from '../../series/schema.ts';
import { Intervals } from '../data/intervals.ts';
import { type MeanMax, Running } from '../data/statistics.ts';

/** What is shown of a host, each as mean and maximum over the run. */
export const METRICS = [
  'cpu_busy_percent',
  'cpu_iowait_percent',
  'memory_used_kb',
  'disk_read_mb_per_s',
  'disk_write_mb_per_s',
  'net_rx_mb_per_s',
  'net_tx_mb_per_s',
] as const satisfies readonly (keyof Rates)[];
export type Metric = (typeof METRICS)[number];

/** What one host did, and how much of it was seen. */
export interface HostSummary {
  readonly host: string;
  readonly status: HostStatus['status'];
  readonly reason: string | null;
  readonly metrics: Readonly<Record<Metric, MeanMax | null>>;
  readonly overhead: Overhead | undefined;
}

/** What a run's hosts did. */
export interface Summary {
  readonly header: SeriesHeader;
  readonly hosts: readonly HostSummary[];
}

/**
 * Sums up a series file, in memory that does not grow with the samples.
 * @throws Error if it cannot be read or is no series file
 */
export async function summarize(path: string): Promise<Summary> {
  const { header, samples } = await readSeries(path);
  const running = new Map<string, Record<Metric, Running>>();
  const intervals = new Intervals(header);
  for await (const { host, sample } of samples) {
    const rates = intervals.next(host, sample)?.rates;
    if (rates === undefined) continue;
    const metrics = running.get(host) ?? newMetrics();
    running.set(host, metrics);
    for (const metric of METRICS) metrics[metric].add(rates[metric], rates.seconds);
  }
  const hosts = Object.entries(header.host_status).map(([host, { status, reason }]) => {
    const metrics = running.get(host) ?? newMetrics();
    return { host, status, reason, metrics: resultsOf(metrics), overhead: header.overhead[host] };
  });
  return { header, hosts };
}

function newMetrics(): Record<Metric, Running> {
  return {
    cpu_busy_percent: new Running(),
    cpu_iowait_percent: new Running(),
    memory_used_kb: new Running(),
    disk_read_mb_per_s: new Running(),
    disk_write_mb_per_s: new Running(),
    net_rx_mb_per_s: new Running(),
    net_tx_mb_per_s: new Running(),
  };
}

function resultsOf(metrics: Record<Metric, Running>): Record<Metric, MeanMax | null> {
  return {
    cpu_busy_percent: metrics.cpu_busy_percent.result,
    cpu_iowait_percent: metrics.cpu_iowait_percent.result,
    memory_used_kb: metrics.memory_used_kb.result,
    disk_read_mb_per_s: metrics.disk_read_mb_per_s.result,
    disk_write_mb_per_s: metrics.disk_write_mb_per_s.result,
    net_rx_mb_per_s: metrics.net_rx_mb_per_s.result,
    net_tx_mb_per_s: metrics.net_tx_mb_per_s.result,
  };
}
