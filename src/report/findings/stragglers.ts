import type { Metric } from '../../series/rates.ts';
import { robustScores, spreadOf } from '../data/statistics.ts';
import { METRICS } from '../metrics/metrics.ts';
import type { HostMean, PhaseMeans } from '../phases/phase-means.ts';
import type { Phase } from '../phases/phases.ts';

/** A host that did something else than the others did. */
export interface Straggler {
  readonly host: string;
  readonly metric: Metric;
  readonly phase: string;
  /** Its mean in that phase, and the median of all hosts, in the unit in which the metric is shown. */
  readonly value: number;
  readonly median: number;
  /** How many robust standard deviations it is from the median. */
  readonly score: number;
}

/**
 * Beyond this score a value is an outlier. Not 3.5, which the one of four hosts that is unlike the others can never
 * reach if those are all the same.
 * @see Leys et al., Detecting outliers: do not use standard deviation around the mean …, 2013
 */
const OUTLIER = 3;
/** Of fewer hosts nobody can say which one is unlike the others. */
const LEAST_HOSTS = 4;
/** It must also be this share of the median away: hosts that all do the same are never exactly alike. */
const LEAST_SHARE = 0.1;
const MOST = 100;
/** Parts and shares of what is told by itself. */
const PARTS: ReadonlySet<Metric> = new Set([
  ...(['cpu_user_percent', 'cpu_system_percent', 'cpu_irq_percent', 'net_busiest_percent'] as const),
]);

/**
 * The hosts that are unlike the others in the whole run or in a phase, the most unlike first. Of a host and metric the
 * phase in which it is most.
 */
export function stragglersOf(means: PhaseMeans, phases: readonly Phase[]): Straggler[] {
  const worst = new Map<string, Straggler>();
  for (const { name, negligible } of METRICS) {
    if (PARTS.has(name)) continue;
    for (const [at, hosts] of (means.get(name) ?? []).entries()) {
      for (const found of outliers(hosts, negligible)) {
        const one = { ...found, metric: name, phase: phases[at]?.label ?? '' };
        const key = JSON.stringify([one.host, name]);
        const before = worst.get(key);
        if (before === undefined || Math.abs(one.score) > Math.abs(before.score)) worst.set(key, one);
      }
    }
  }
  return [...worst.values()].sort((a, b) => Math.abs(b.score) - Math.abs(a.score)).slice(0, MOST);
}

function outliers(hosts: readonly HostMean[], negligible: number) {
  if (hosts.length < LEAST_HOSTS) return [];
  const values = hosts.map(({ value }) => value);
  const median = spreadOf(values)?.median ?? 0;
  const least = Math.max(negligible, LEAST_SHARE * Math.abs(median));
  return robustScores(values).flatMap((score, at) => {
    const { host = '', value = 0 } = hosts[at] ?? {};
    if (Math.abs(score) < OUTLIER || Math.abs(value - median) < least) return [];
    return [{ host, value, median, score }];
  });
}
