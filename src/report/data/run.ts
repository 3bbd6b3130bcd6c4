import type { Metric } from '../../series/rates.ts';
import { readSeries } from '../../series/reader.ts';
import type { Sample, SeriesHeader } from '../../series/schema.ts';
import { type HostCoverage, SeenHosts } from './coverage.ts';
import { HostRows } from './host-rows.ts';
import { Intervals } from './intervals.ts';
import { Oddities, type Oddity } from './oddities.ts';
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
  /** By host: a number for each column, in the metric's own unit; NaN where it is not known. Made when asked for. */
  readonly valuesOf: (metric: Metric) => readonly Float32Array[];
  /** By host: how long what is said of a column took, in seconds; 0 where nothing is. */
  readonly seconds: readonly Float32Array[];
  /** By host: ticks that were sampled, rising. */
  readonly ticks: readonly (readonly number[])[];
  /** When a tick was, ms since 1970, rank 0's clock. */
  readonly timeOfTick: (tick: number) => number;
  /** By host: how much the page cache has grown from the first sample to the last, kB; NaN where it is not known. */
  readonly cacheGrownKb: readonly number[];
  /** By host: the interfaces of the last sample that has some. */
  readonly interfaces: readonly (readonly string[])[];
  readonly oddities: readonly Oddity[];
}

/**
 * Reads what reports show of a series file: about 80 bytes of memory for each sample of each host.
 * @throws Error as the reader does
 */
export async function readRun(file: string): Promise<Run> {
  const { header, samples } = await readSeries(file);
  const intervalMs = header.collection_interval_seconds * 1000;
  const rows = new Map<string, HostRows>();
  const intervals = new Intervals(header);
  const oddities = new Oddities(header);
  const unknownNetwork = new UnknownNetwork(header);
  const netdev = new Map<string, Sample['netdev']>();
  const seen = new SeenHosts();
  for await (const { host, sample } of samples) {
    const found = rows.get(host) ?? new HostRows(intervalMs);
    rows.set(host, found);
    found.see(sample);
    seen.see(host, sample);
    const interval = intervals.next(host, sample);
    if (interval !== undefined) {
      found.add(interval);
      unknownNetwork.see(host, interval);
    }
    oddities.see(host, sample);
    if (sample.netdev !== undefined) netdev.set(host, sample.netdev);
  }
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
    valuesOf: (metric) =>
      byHost.map((one, host) =>
        unknownNetwork.hides(hosts[host] ?? '', metric)
          ? new Float32Array(times.length).fill(Number.NaN)
          : one.spread(metric, columns[host] ?? [], times.length),
      ),
    seconds: byHost.map((one, host) => {
      const row = one.spread('seconds', columns[host] ?? [], times.length);
      return row.map((seconds) => (Number.isNaN(seconds) ? 0 : seconds));
    }),
    ticks: byHost.map(({ ticks }) => ticks),
    timeOfTick,
    cacheGrownKb: byHost.map(({ cacheGrownKb }) => cacheGrownKb),
    interfaces: hosts.map((host) => (netdev.get(host) ?? []).map((one) => String(one.interface_name))),
    oddities: oddities.found,
  };
}
