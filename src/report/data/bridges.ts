import type { Sample } from '../../series/schema.ts';

/** A sample and when it was read, ms. */
export interface TimedSample {
  readonly sample: Sample;
  readonly time: number;
}

/**
 * Sources whose rates are over the time since they were read before, however many samples without them lie between: what was
 * done meanwhile is in the next reading. Some are read at few ticks only (`Source.leastSeconds`), others could not be read
 * for a while. Not those of which only levels are shown that a sample tells by itself, as `meminfo`.
 */
export const BRIDGED = [
  'diskstats',
  'vmstat',
  'netdev',
  'cpu',
  'pressure',
  'nfs',
  'lustre',
  'rdma',
  'cxi',
  'cgroup',
  'tcp',
  'thermal',
] as const;
export type BridgedSource = (typeof BRIDGED)[number];

/** From the last sample that had some sources to one that has them again; both have nothing else. */
export interface Bridge {
  readonly sources: readonly BridgedSource[];
  readonly from: TimedSample;
  readonly to: TimedSample;
}

/** Makes the intervals of sources that the sample before did not have. Memory is one sample a source. */
export class Bridges {
  /** Where an interval began last that had this source. */
  readonly #lastWith = new Map<BridgedSource, TimedSample>();

  /** Nothing of before reaches over what comes now. */
  clear(): void {
    this.#lastWith.clear();
  }

  /** Of an interval, all of which come in their order: those that end with it and began before it. */
  over(before: TimedSample, after: TimedSample): Bridge[] {
    const bridges = new Map<TimedSample, BridgedSource[]>();
    for (const source of BRIDGED) {
      if (before.sample[source] !== undefined) {
        this.#lastWith.set(source, before);
        continue;
      }
      const from = this.#lastWith.get(source);
      if (from === undefined || after.sample[source] === undefined) continue;
      const others = bridges.get(from);
      if (others === undefined) bridges.set(from, [source]);
      else others.push(source);
    }
    return [...bridges].map(([from, sources]) => bridgeOf(sources, from, after));
  }
}

/** What two samples have of these sources. */
export function bridgeOf(sources: readonly BridgedSource[], from: TimedSample, to: TimedSample): Bridge {
  const only = ({ sample, time }: TimedSample) => ({ sample: partOf(sample, sources), time });
  return { sources, from: only(from), to: only(to) };
}

function partOf({ timestamp, hostname, tick, ...rest }: Sample, sources: readonly string[]): Sample {
  return {
    timestamp,
    hostname,
    tick,
    ...Object.fromEntries(sources.map((source) => [source, rest[source]])),
  };
}
