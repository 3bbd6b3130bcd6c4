import type { OpenSeries } from '../../series/open-series.ts';
import { isRatedMember } from '../../series/rated.ts';
import type { Metric } from '../../series/rates.ts';
import { readSeries } from '../../series/reader.ts';
import type { Overhead, Sample, SeriesHeader } from '../../series/schema.ts';
import { jobTotals } from '../../series/totals/job.ts';
import { isLustreState } from '../../series/totals/lustre.ts';
import { type HostCoverage, SeenHosts } from '../data/coverage.ts';
import { intervalsOf } from '../data/intervals.ts';
import { type Spacing, TickSpacing } from '../data/spacing.ts';
import { type MeanMax, Running } from '../data/statistics.ts';
import { TargetStates } from '../data/target-states.ts';
import { UnknownNetwork } from '../data/unknown-network.ts';
import { METRICS } from '../metrics/metrics.ts';
import type { Observed } from '../observed/observed.ts';
import { Observing } from '../observed/observing.ts';
import { isCacheMember } from '../page-cache/meters.ts';
import { type CountedCache, PageCache } from '../page-cache/page-cache.ts';
import { type Moved, MovedSums } from '../phases/moved.ts';
import { overlap, phasesOfMarks, type Window, windowOf } from '../phases/phases.ts';
import type { ToldPhase } from '../phases/result-phases.ts';

/** What is shown of a host, each as mean and maximum over the window. */
const SUMMED = METRICS.filter(({ summary }) => summary !== undefined);

/** So many phases are summed up: each looks at all intervals. */
const MOST_PHASES = 20;

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
  /** What all hosts have moved in the window. */
  readonly moved: Moved;
  /** Of the storage under test. */
  readonly cache: CountedCache;
  readonly observed: Observed;
  /** Of Lustre's targets, states that nobody wants, and how many hosts have seen each. */
  readonly targetStates?: TargetStates['found'];
  /** The first of the phases that were given, and how many more there are. */
  readonly phases: readonly SummedPhase[];
  readonly morePhases: number;
}

/** What the hosts have moved in a phase that the benchmark's result tells of. */
export interface SummedPhase {
  readonly phase: ToldPhase;
  readonly moved: Moved;
}

/**
 * Sums up a series file, in memory that does not grow with the samples.
 * @param open how it is opened
 * @param phasesOf the phases in which it is also summed up what was moved
 * @throws Error if it cannot be read or is no series file
 */
export async function summarize(
  path: string,
  open: OpenSeries = readSeries,
  phasesOf: (header: SeriesHeader) => readonly ToldPhase[] = () => [],
): Promise<Summary> {
  const { header, samples } = await open(path, {
    isWanted: (source, keys) =>
      isRatedMember(source, keys) || isLustreState(source, keys) || isCacheMember(source, keys),
  });
  const running = new Map<string, readonly Running[]>();
  const kills = new Map<string, number>();
  const moved = new MovedSums();
  const told = phasesOf(header);
  const phases = told.slice(0, MOST_PHASES).map((phase) => ({ phase, sums: new MovedSums() }));
  const window = windowOf(header);
  const unknownNetwork = new UnknownNetwork(header);
  const spacing = new TickSpacing(header);
  const seen = new SeenHosts();
  const marked = phasesOfMarks(header);
  const cache = new PageCache(header, [...marked, ...told]);
  const observing = new Observing(header, marked.length > 0 ? marked : told);
  const targetStates = new TargetStates();
  const see = (host: string, sample: Sample) => {
    targetStates.see(host, sample);
    seen.see(host, sample);
    spacing.see(host, sample);
    cache.see(host, sample);
  };
  for await (const interval of intervalsOf(header, samples, see)) {
    const { host, rates, before, after } = interval;
    const killed = jobTotals(before, after, header.host_info[host])?.oomKills ?? null;
    if (killed !== null) kills.set(host, (kills.get(host) ?? 0) + killed);
    const weight = overlap(interval, window);
    unknownNetwork.see(host, interval);
    observing.add(interval);
    const sums = running.get(host) ?? SUMMED.map(() => new Running());
    running.set(host, sums);
    const rateOf = (metric: Metric) => rates[metric];
    moved.add(rateOf, weight);
    for (const { phase, sums } of phases) sums.add(rateOf, overlap(interval, phase));
    for (const [at, sum] of sums.entries()) sum.add(rates[SUMMED[at]!.name], weight);
  }
  const coverage = seen.coverage(header);
  const hosts = [...coverage].map(([host, { status, reason, samples }]) => {
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
    moved: moved.moved,
    cache: cache.counted,
    observed: observing.observed(coverage, (host, metric) => unknownNetwork.hides(host, metric)),
    phases: phases.map(({ phase, sums }) => ({ phase, moved: sums.moved })),
    morePhases: told.length - phases.length,
    ...(targetStates.found.length === 0 ? {} : { targetStates: targetStates.found }),
  };
}
