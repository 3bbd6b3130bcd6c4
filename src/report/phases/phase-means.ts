import type { Metric } from '../../series/rates.ts';
import type { HostRows } from '../data/host-rows.ts';
import type { Run } from '../data/run.ts';
import { METRICS } from '../metrics/metrics.ts';
import { overlap, type Phase } from './phases.ts';

/** What one host did in a phase. */
export interface HostMean {
  readonly host: string;
  /** In the unit in which the metric is shown. */
  readonly value: number;
}

/** By metric, then phase: the means of those hosts of which one is known. */
export type PhaseMeans = ReadonlyMap<Metric, readonly (readonly HostMean[])[]>;

/**
 * What each host did in each phase: means over the time that the phase and the host's intervals have in common. Intervals
 * are from reading to reading, on rank 0's clock.
 */
export function phaseMeans(
  { rows, hosts }: Pick<Run, 'rows' | 'hosts'>,
  phases: readonly Phase[],
): PhaseMeans {
  const means = METRICS.map(() => phases.map((): HostMean[] => []));
  for (const [host, row] of rows.entries()) {
    for (const [nth, phase] of phases.entries()) {
      for (const [metric, mean] of meansIn(row, phase).entries()) {
        if (Number.isNaN(mean)) continue;
        means[metric]?.[nth]?.push({ host: hosts[host] ?? '', value: mean * METRICS[metric]!.scale });
      }
    }
  }
  return new Map(METRICS.map(({ name }, metric) => [name, means[metric] ?? []]));
}

/** By metric, weighted by time; NaN where nothing is known. */
function meansIn(rows: HostRows, { start, end }: Phase): number[] {
  const isBehind = (row: number) => rows.isInOrder && rows.end(row) - rows.longest >= end;
  const first = rows.isInOrder ? firstAfter(rows, start) : 0;
  const weights: number[] = [];
  for (let row = first; row < rows.count && !isBehind(row); row++)
    weights.push(overlap({ start: rows.start(row), end: rows.end(row) }, { start, end }));
  return METRICS.map((_, metric) => {
    // All that is known of it is 0: one is enough.
    const isNothing = !rows.has(metric);
    let sum = 0;
    let seconds = 0;
    for (let at = 0; at < weights.length && !(isNothing && seconds > 0); at++) {
      const weight = weights[at]!;
      const value = weight > 0 ? rows.value(first + at, metric) : Number.NaN;
      if (Number.isNaN(value)) continue;
      sum += value * weight;
      seconds += weight;
    }
    return sum / seconds;
  });
}

/** The first interval that ends after a time. */
function firstAfter(rows: HostRows, time: number): number {
  let low = 0;
  let high = rows.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows.end(middle) > time) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * How much of a rate there was in all samples: its sum over time, e.g. MB of MB/s; by host. NaN where nothing is known.
 */
export function totalsOf({ rows }: Pick<Run, 'rows'>, metric: Metric): number[] {
  const nth = METRICS.findIndex(({ name }) => name === metric);
  return rows.map((row) => {
    let sum = Number.NaN;
    for (let at = 0; at < row.count; at++) {
      const value = row.value(at, nth);
      if (!Number.isNaN(value))
        sum = (Number.isNaN(sum) ? 0 : sum) + (value * (row.end(at) - row.start(at))) / 1000;
    }
    return sum;
  });
}
