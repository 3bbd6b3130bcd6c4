import type { OpenSeries } from '../../series/open-series.ts';
import { isRatedMember, type Metric } from '../../series/rates.ts';
import { readSeries } from '../../series/reader.ts';
import type { Overhead, Sample, SeriesHeader } from '../../series/schema.ts';
import { jobTotals } from '../../series/totals/job.ts';
import { type HostCoverage, SeenHosts } from '../data/coverage.ts';
import { intervalsOf } from '../data/intervals.ts';
import { type Spacing, TickSpacing } from '../data/spacing.ts';
import { type MeanMax, Running } from '../data/statistics.ts';
import { UnknownNetwork } from '../data/unknown-network.ts';
import { METRICS } from '../metrics/metrics.ts';
import { overlap, type Window, windowOf } from '../phases/phases.ts';

/** What is shown of a host, each as mean and maximum over the window. */
const SUMMED = METRICS.filter(({ summary }) => summary !== undefined);

/** Of each metric that a summary has: mean and maximum in the metric's own unit, null if it was never seen. */
export type MetricSummaries = Readonly<Partial<Record<Metric, MeanMax | null>>>;

/** What one host did, and how much of it was seen. */
export interface HostSummary {
  readonly host: string;
  readonly status: HostCoverage['status'];
  readonly reason: string | null;
  /** That are in the file. */
  readonly samples: number;
  readonly metrics: MetricSummaries;
  /** Where it is not known what its network did: the interfaces for which it is not. */
  readonly unknownInterfaces?: readonly string[];
  /** Processes of its job that were killed because the job's memory was full, in all samples; undefined if that is not known. */
  readonly oomKills?: number;
  readonly overhead: Overhead | undefined;
}

/** What a run's hosts did. */
export interface Summary {
  readonly header: SeriesHeader;
  /** What means and maxima are over. */
  readonly window: Window['name'];
  readonly spacing: Spacing;
  readonly hosts: readonly HostSummary[];
  readonly moved: Moved;
}

/** What all hosts have moved in the window, MB, of what is known; null where nothing is. */
export interface Moved {
  readonly diskRead: number | null;
  readonly diskWritten: number | null;
  /** From NFS servers, read-ahead and pages for mmap() included, and to them. */
  readonly nfsRead: number | null;
  readonly nfsWritten: number | null;
  /** What applications read of NFS by read(), with O_DIRECT, too. */
  readonly nfsAppRead: number | null;
}

/**
 * Sums up a series file, in memory that does not grow with the samples.
 * @param open how it is opened
 * @throws Error if it cannot be read or is no series file
 */
export async function summarize(path: string, open: OpenSeries = readSeries): Promise<Summary> {
  const { header, samples } = await open(path, { isWanted: isRatedMember });
  const running = new Map<string, readonly Running[]>();
  const kills = new Map<string, number>();
  const moved = {
    diskRead: new Running(),
    diskWritten: new Running(),
    nfsRead: new Running(),
    nfsWritten: new Running(),
    nfsAppRead: new Running(),
  } satisfies Record<keyof Moved, Running>;
  const window = windowOf(header);
  const unknownNetwork = new UnknownNetwork(header);
  const spacing = new TickSpacing(header);
  const seen = new SeenHosts();
  const see = (host: string, sample: Sample) => {
    seen.see(host, sample);
    spacing.see(host, sample);
  };
  for await (const interval of intervalsOf(header, samples, see)) {
    const { host, rates, before, after } = interval;
    const killed = jobTotals(before, after, header.host_info[host])?.oomKills ?? null;
    if (killed !== null) kills.set(host, (kills.get(host) ?? 0) + killed);
    const weight = overlap(interval, window);
    unknownNetwork.see(host, interval);
    const sums = running.get(host) ?? SUMMED.map(() => new Running());
    running.set(host, sums);
    moved.diskRead.add(rates.disk_read_mb_per_s, weight);
    moved.diskWritten.add(rates.disk_write_mb_per_s, weight);
    moved.nfsRead.add(rates.nfs_read_mb_per_s, weight);
    moved.nfsWritten.add(rates.nfs_write_mb_per_s, weight);
    moved.nfsAppRead.add(rates.nfs_app_read_mb_per_s, weight);
    for (const [at, sum] of sums.entries()) sum.add(rates[SUMMED[at]!.name], weight);
  }
  const hosts = [...seen.coverage(header)].map(([host, { status, reason, samples }]) => {
    const sums = running.get(host);
    const metrics = Object.fromEntries(
      SUMMED.flatMap(({ name, presence }, at) => {
        const result = unknownNetwork.hides(host, name) ? null : (sums?.[at]?.result ?? null);
        return result === null && presence === 'somewhere' ? [] : [[name, result]];
      }),
    );
    const unknownInterfaces = unknownNetwork.interfacesOf(host);
    const oomKills = kills.get(host);
    return {
      ...{ host, status, reason, samples, metrics, overhead: header.overhead[host] },
      ...(unknownInterfaces.length === 0 ? {} : { unknownInterfaces }),
      ...(oomKills === undefined ? {} : { oomKills }),
    };
  });
  return {
    ...{ header, window: window.name, spacing: spacing.found, hosts },
    moved: {
      diskRead: moved.diskRead.total,
      diskWritten: moved.diskWritten.total,
      nfsRead: moved.nfsRead.total,
      nfsWritten: moved.nfsWritten.total,
      nfsAppRead: moved.nfsAppRead.total,
    },
  };
}
