import type { Metric } from '../../../series/rates.ts';
import { robustSpread, spreadOf } from '../../data/statistics.ts';
import { METRICS } from '../../metrics/metrics.ts';
import type { PairedPhase } from '../paired-phases.ts';

/** A host that has changed otherwise than the others of the same name in both runs, in the unit in which the metric is shown. */
export interface HostChange {
  readonly host: string;
  readonly metric: Metric;
  readonly phase: string;
  readonly before: number;
  readonly after: number;
  /** Medians of the others, and how many they are. */
  readonly othersBefore: number;
  readonly othersAfter: number;
  readonly others: number;
  /** How many times as far from the others' change as would be worth a word. */
  readonly size: number;
  /** Of two or three hosts nobody can be sure who is the odd one. */
  readonly isSure: boolean;
}

/** Of fewer hosts nobody can say how much hosts differ anyway. */
const LEAST_HOSTS = 4;
/** Below so many hosts the spread of their changes is known badly: what hosts differ by in either run is asked, too. */
const FEW_HOSTS = 10;
/** A change is worth a word if it is this part of what the host does, or the others do. */
const LEAST_SHARE = 0.15;
/** So likely it is that a pair of healthy runs is said something of, were all as even as the normal distribution. */
const FALSE_ALARMS = 0.02;
/** Of two or three hosts: this part of the level, so many times what is negligible, and the others less than half of it. */
const FEW = { share: 0.4, negligible: 3, others: 2 };
/** Runs that differ by more than this factor are no multiples of each other. */
const MOST_RATIO = 10;

/** The hosts whose change is unlike the others' changes, the most unlike first, each for all metrics and phases in which it is. */
export function hostChangesOf(phases: readonly PairedPhase[]): HostChange[] {
  const pairs = phases.flatMap((phase) =>
    METRICS.flatMap(({ name, negligible }) => {
      const hosts = pairedHosts(phase, name);
      return hosts.length < 2 || !isMuchMoved(phase, name)
        ? []
        : [{ phase: phase.label, metric: name, negligible, hosts }];
    }),
  );
  const tests = pairs.reduce((sum, { hosts }) => sum + hosts.length, 0);
  const threshold = Math.sqrt(2 * Math.log(Math.max(1, tests) / FALSE_ALARMS));
  return pairs.flatMap((pair) => unlike(pair, threshold)).sort((a, b) => b.size - a.size);
}

/** What was moved decides whether the time that a request takes says anything. */
const MOVED: Readonly<Partial<Record<Metric, readonly Metric[]>>> = {
  disk_await_ms: ['disk_read_mb_per_s', 'disk_write_mb_per_s'],
  nfs_await_ms: ['nfs_read_mb_per_s', 'nfs_write_mb_per_s'],
};
/** Below it requests are those of daemons, MB/s of the median host. */
const LEAST_MOVED = 5;

function isMuchMoved({ before, after }: PairedPhase, metric: Metric): boolean {
  const moved = MOVED[metric];
  if (moved === undefined) return true;
  const of = (side: PairedPhase['before']) =>
    moved.reduce((sum, one) => sum + (medianOf(side.hosts(one).map(({ value }) => value)) || 0), 0);
  return of(before) >= LEAST_MOVED && of(after) >= LEAST_MOVED;
}

interface PairedHost {
  readonly host: string;
  readonly before: number;
  readonly after: number;
}

interface Pair {
  readonly phase: string;
  readonly metric: Metric;
  readonly negligible: number;
  readonly hosts: readonly PairedHost[];
}

/** Those of which the metric is known in both runs. */
function pairedHosts({ before, after }: PairedPhase, metric: Metric): PairedHost[] {
  const was = new Map(before.hosts(metric).map(({ host, value }) => [host, value]));
  return after.hosts(metric).flatMap(({ host, value }) => {
    const then = was.get(host);
    return then === undefined ? [] : [{ host, before: then, after: value }];
  });
}

function unlike(pair: Pair, threshold: number): HostChange[] {
  const found = pair.hosts.length < LEAST_HOSTS ? unlikeOfFew(pair) : unlikeOfMany(pair, threshold);
  // A core that is not full holds up nobody.
  const least = pair.metric === 'cpu_busiest_percent' ? NEARLY_FULL : Number.NEGATIVE_INFINITY;
  return found.filter(({ before, after }) => Math.max(before, after) >= least);
}

const NEARLY_FULL = 80;

/**
 * A host has to be unlike the others both in what was added and in what it was multiplied with: one that does little in
 * either run loses less than the others where all become slower, and is as it was.
 */
function unlikeOfMany(pair: Pair, threshold: number): HostChange[] {
  const { hosts, negligible } = pair;
  const befores = hosts.map(({ before }) => before);
  const afters = hosts.map(({ after }) => after);
  const [was, is] = [medianOf(befores), medianOf(afters)];
  const ratio = ratioOf(hosts, negligible);
  const added = fromMedian(hosts.map(({ before, after }) => after - before));
  const multiplied =
    ratio === undefined ? added : fromMedian(hosts.map(({ before, after }) => after - before * ratio));
  const few = hosts.length < FEW_HOSTS ? Math.hypot(robustSpread(befores), robustSpread(afters)) : 0;
  const most = threshold * (1 + LEAST_HOSTS / hosts.length);
  const limits = [added, multiplied].map((all) => most * Math.max(few, robustSpread(all)));
  return hosts.flatMap((host, at) => {
    const least = leastOf(host, pair, [was, is]);
    const [one, other] = [added[at] ?? 0, multiplied[at] ?? 0];
    const isFar = Math.abs(one) > (limits[0] ?? 0) && Math.abs(other) > (limits[1] ?? 0);
    const far = Math.min(Math.abs(one), Math.abs(other));
    if (!isFar || far < least || one * other < 0) return [];
    return [changeOf(host, pair, far / least, true)];
  });
}

/** How many times as much the hosts do as before, those that did more than next to nothing; undefined if those are few. */
function ratioOf(hosts: readonly PairedHost[], negligible: number): number | undefined {
  const ratios = hosts.flatMap(({ before, after }) => (before > negligible ? [after / before] : []));
  if (ratios.length * 2 < hosts.length) return undefined;
  return Math.min(MOST_RATIO, medianOf(ratios));
}

/** The one of two or three that has changed much more than the others have. */
function unlikeOfFew(pair: Pair): HostChange[] {
  const { hosts, negligible } = pair;
  const apart = ({ before, after }: PairedHost) => Math.abs(after - before);
  const [most, next] = [...hosts].sort((a, b) => apart(b) - apart(a));
  if (most === undefined || next === undefined) return [];
  const level = Math.max(...hosts.flatMap(({ before, after }) => [Math.abs(before), Math.abs(after)]));
  const least = Math.max(FEW.negligible * negligible, FEW.share * level);
  if (apart(most) < least || apart(most) < FEW.others * apart(next)) return [];
  return [changeOf(most, pair, apart(most) / least, false)];
}

/** How far the change of a host has to be from the others' to be worth a word. */
function leastOf({ before, after }: PairedHost, { negligible }: Pair, medians: readonly number[]): number {
  return Math.max(negligible, LEAST_SHARE * Math.max(...[before, after, ...medians].map(Math.abs)));
}

function changeOf(one: PairedHost, pair: Pair, size: number, isSure: boolean): HostChange {
  const others = pair.hosts.filter(({ host }) => host !== one.host);
  return {
    ...one,
    ...{ metric: pair.metric, phase: pair.phase, size, isSure },
    othersBefore: medianOf(others.map(({ before }) => before)),
    othersAfter: medianOf(others.map(({ after }) => after)),
    others: others.length,
  };
}

function fromMedian(values: readonly number[]): number[] {
  const median = medianOf(values);
  return values.map((value) => value - median);
}

function medianOf(values: readonly number[]): number {
  return spreadOf(values)?.median ?? 0;
}
