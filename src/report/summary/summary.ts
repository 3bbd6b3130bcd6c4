import type { Metric } from '../../series/rates.ts';
import { readSeries } from '../../series/reader.ts';
import type { Overhead, SeriesHeader } from '../../series/schema.ts';
import { type Coverage, SeenHosts } from '../data/coverage.ts';
import { Intervals } from '../data/intervals.ts';
import { type MeanMax, Running } from '../data/statistics.ts';
import { METRICS } from '../metrics/metrics.ts';

/** What is shown of a host, each as mean and maximum over the run. */
const SUMMED = METRICS.filter(({ summary }) => summary !== undefined);

/** Of each metric that a summary has: mean and maximum in the metric's own unit, null if it was never seen. */
export type MetricSummaries = Readonly<Partial<Record<Metric, MeanMax | null>>>;

/** What one host did, and how much of it was seen. */
export interface HostSummary {
  readonly host: string;
  readonly status: Coverage['status'];
  readonly reason: string | null;
  /** That are in the file. */
  readonly samples: number;
  readonly metrics: MetricSummaries;
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
  const running = new Map<string, readonly Running[]>();
  const seen = new SeenHosts();
  const intervals = new Intervals(header);
  for await (const { host, sample } of samples) {
    seen.see(host, sample);
    const rates = intervals.next(host, sample)?.rates;
    if (rates === undefined) continue;
    const sums = running.get(host) ?? SUMMED.map(() => new Running());
    running.set(host, sums);
    for (const [at, sum] of sums.entries()) sum.add(rates[SUMMED[at]!.name], rates.seconds);
  }
  const hosts = [...seen.coverage(header)].map(([host, { status, reason, samples }]) => {
    const sums = running.get(host);
    const metrics = Object.fromEntries(SUMMED.map(({ name }, at) => [name, sums?.[at]?.result ?? null]));
    return { host, status, reason, samples, metrics, overhead: header.overhead[host] };
  });
  return { header, hosts };
}
