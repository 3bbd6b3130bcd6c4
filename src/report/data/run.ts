import type { OpenSeries } from '../../series/open-series.ts';
import { isRatedMember } from '../../series/rated.ts';
import type { Metric } from '../../series/rates.ts';
import { readSeries } from '../../series/reader.ts';
import type { Sample, SeriesHeader } from '../../series/schema.ts';
import { isLustreState } from '../../series/totals/lustre.ts';
import type { Observed } from '../observed/observed.ts';
import { Observing } from '../observed/observing.ts';
import { isCacheMember } from '../page-cache/meters.ts';
import { type CountedCache, PageCache } from '../page-cache/page-cache.ts';
import { type Phase, phasesOfMarks } from '../phases/phases.ts';
import type { ToldPhase } from '../phases/result-phases.ts';
import { type HostCoverage, SeenHosts } from './coverage.ts';
import { HostRows } from './host-rows.ts';
import { intervalsOf } from './intervals.ts';
import { canBeOdd, Oddities, type Oddity } from './oddities.ts';
import { type Spacing, TickSpacing } from './spacing.ts';
import type { TickRuns } from './tick-runs.ts';
import { timeline } from './timeline.ts';
import { UnknownNetwork } from './unknown-network.ts';

/** A run as its reports see it: what each host did at each tick. */
export interface Run {
  readonly file: string;
  readonly header: SeriesHeader;
  /** Names of all hosts that were expected or seen, in the order of the file. */
  readonly hosts: readonly string[];
  /** By host: how much of it was seen. */
  readonly coverage: readonly HostCoverage[];
  /** When each column ends, rising: ticks, and between them what was sampled at none. Ms since 1970, rank 0's clock. */
  readonly times: Float64Array;
  /**
   * By host: a number for each column, in the metric's own unit; NaN where it is not known. Made when asked for.
   * @param room where they go, host by host, for who asks for one metric after the other
   */
  readonly valuesOf: (metric: Metric, room?: Float32Array) => readonly Float32Array[];
  /** By host: its intervals as they were, from reading to reading. */
  readonly rows: readonly HostRows[];
  /** By host: ticks that were sampled. */
  readonly ticks: readonly TickRuns[];
  /** When a tick was, ms since 1970, rank 0's clock. */
  readonly timeOfTick: (tick: number) => number;
  /** By host: how much the page cache has grown from the first sample to the last, kB; NaN where it is not known. */
  readonly cacheGrownKb: readonly number[];
  /** By host: the interfaces of the last sample that has some. */
  readonly interfaces: readonly (readonly string[])[];
  readonly spacing: Spacing;
  readonly oddities: readonly Oddity[];
  /** Of the storage under test. */
  readonly cache: CountedCache;
  /** What findings are made of. */
  readonly observed: Observed;
}

const NO_COLUMNS = new Int32Array(0);

/**
 * Reads what reports show of a series file: about 150 bytes of memory for each sample of each host.
 * @param open how it is opened
 * @param phasesOf for which phases it is asked what came from the page cache
 * @param moreOf for which phases of the benchmark's result it is asked, too, after those
 * @throws Error as the reader and `phasesOf` do
 */
export async function readRun(
  file: string,
  open: OpenSeries = readSeries,
  phasesOf: (header: SeriesHeader) => Promise<readonly (Phase | ToldPhase)[]> = async (header) =>
    phasesOfMarks(header),
  moreOf: () => readonly ToldPhase[] = () => [],
): Promise<Run> {
  const { header, samples } = await open(file, {
    isWanted: (source, keys) =>
      isRatedMember(source, keys) ||
      isLustreState(source, keys) ||
      isCacheMember(source, keys) ||
      (canBeOdd(source, keys) && 'if large'),
  });
  const intervalMs = header.collection_interval_seconds * 1000;
  const rows = new Map<string, HostRows>();
  const oddities = new Oddities(header);
  const unknownNetwork = new UnknownNetwork(header);
  const netdev = new Map<string, Sample['netdev']>();
  const seen = new SeenHosts();
  const spacing = new TickSpacing(header);
  const phases = await phasesOf(header);
  const cache = new PageCache(header, [...phases, ...moreOf()]);
  const observing = new Observing(header, phases);
  let last: HostRows | undefined;
  const rowsOf = (host: string) => {
    const found = rows.get(host) ?? new HostRows(intervalMs);
    if (found === last) return found;
    last?.trim();
    last = found;
    rows.set(host, found);
    return found;
  };
  const see = (host: string, sample: Sample) => {
    rowsOf(host).see(sample);
    seen.see(host, sample);
    oddities.see(host, sample);
    spacing.see(host, sample);
    cache.see(host, sample);
    if (sample.netdev !== undefined) netdev.set(host, sample.netdev);
  };
  for await (const interval of intervalsOf(header, samples, see)) {
    rowsOf(interval.host).add(interval);
    observing.add(interval);
    unknownNetwork.see(interval.host, interval);
  }
  for (const [host, found] of rows) found.forget((metric) => unknownNetwork.hides(host, metric));
  const coverage = seen.coverage(header);
  const hosts = [...coverage.keys()];
  const byHost = hosts.map((host) => rows.get(host) ?? new HostRows(intervalMs));
  const { times, columns, timeOfTick } = timeline(header, hosts, byHost);
  return {
    file,
    header,
    hosts,
    coverage: [...coverage.values()],
    times,
    valuesOf: (metric, room = new Float32Array(byHost.length * times.length)) => {
      const width = times.length;
      const [sums, seconds] = [new Float64Array(width), new Float64Array(width)];
      return byHost.map((one, host) => {
        const means = room.subarray(host * width, (host + 1) * width);
        return one.spread(metric, columns[host] ?? NO_COLUMNS, means, sums, seconds);
      });
    },
    rows: byHost,
    ticks: byHost.map(({ ticks }) => ticks),
    timeOfTick,
    cacheGrownKb: byHost.map(({ cacheGrownKb }) => cacheGrownKb),
    interfaces: hosts.map((host) => (netdev.get(host) ?? []).map((one) => String(one.interface_name))),
    spacing: spacing.found,
    oddities: oddities.found,
    cache: cache.counted,
    observed: observing.observed(coverage, (host, metric) => unknownNetwork.hides(host, metric)),
  };
}
