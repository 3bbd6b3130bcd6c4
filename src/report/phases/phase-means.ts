import type { Metric } from '../../series/rates.ts';
import type { Run } from '../data/run.ts';
import { METRICS } from '../metrics/metrics.ts';
import type { Phase } from './phases.ts';

/** What one host did in a phase. */
export interface HostMean {
  readonly host: string;
  /** In the unit in which the metric is shown. */
  readonly value: number;
}

/** By metric, then phase: the means of those hosts of which one is known. */
export type PhaseMeans = ReadonlyMap<Metric, readonly (readonly HostMean[])[]>;

/** What each host did in each phase: means over the time that the phase and the host's intervals have in common. */
export function phaseMeans(run: Run, phases: readonly Phase[]): PhaseMeans {
  const means = METRICS.map(({ name, scale }) => {
    const byHost = run.valuesOf(name);
    const ofPhase = (phase: Phase) =>
      byHost.flatMap((values, host) => {
        const mean = meanIn(run, values, host, phase);
        return Number.isNaN(mean) ? [] : [{ host: run.hosts[host] ?? '', value: mean * scale }];
      });
    return [name, phases.map(ofPhase)] as const;
  });
  return new Map(means);
}

/** Weighted by time; NaN where nothing is known. */
function meanIn(run: Run, values: Float32Array, host: number, { start, end }: Phase): number {
  const { times } = run;
  const seconds = run.seconds[host];
  let sum = 0;
  let weight = 0;
  for (let column = firstAfter(times, start); column < times.length; column++) {
    const until = times[column] ?? 0;
    const took = (seconds?.[column] ?? 0) * 1000;
    if (took === 0) continue; // Of this host there is nothing here; the interval that covers it can end later.
    if (until - took >= end) break;
    const overlap = Math.min(until, end) - Math.max(until - took, start);
    const value = values[column] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    sum += value * overlap;
    weight += overlap;
  }
  return weight === 0 ? Number.NaN : sum / weight;
}

/** The first of rising times that is after `time`. */
function firstAfter(times: Float64Array, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) > time) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * How much of a rate there was in the whole run: its sum over time, e.g. MB of MB/s; by host. NaN where nothing is
 * known.
 */
export function totalsOf(run: Run, metric: Metric): number[] {
  return run.valuesOf(metric).map((values, host) => {
    const seconds = run.seconds[host];
    let sum = Number.NaN;
    values.forEach((value, column) => {
      if (!Number.isNaN(value)) sum = (Number.isNaN(sum) ? 0 : sum) + value * (seconds?.[column] ?? 0);
    });
    return sum;
  });
}
