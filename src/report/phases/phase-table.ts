import type { Metric } from '../../series/rates.ts';
import { robustScores, type Spread, spreadOf } from '../data/statistics.ts';
import { METRICS } from '../metrics/metrics.ts';
import type { HostMean, PhaseMeans } from './phase-means.ts';
import type { Phase } from './phases.ts';

/** A metric in a phase, over hosts, in the unit in which it is shown. */
export interface PhaseCell {
  readonly metric: Metric;
  readonly spread: Spread;
  /** The host that is furthest from the median, its value, and how far that is, see `robustScores`. */
  readonly furthest: { readonly host: string; readonly value: number; readonly score: number };
}

export interface PhaseRow {
  readonly phase: Phase;
  /** Only of metrics that some host has, in some phase. */
  readonly cells: readonly PhaseCell[];
}

/** What the hosts did in each phase. */
export function phaseTable(means: PhaseMeans, phases: readonly Phase[]): PhaseRow[] {
  const told = METRICS.flatMap(({ name, presence }) => {
    const byPhase = means.get(name) ?? [];
    const isTold =
      presence !== 'when not zero' || byPhase.some((hosts) => hosts.some(({ value }) => value !== 0));
    return isTold ? [{ name, byPhase }] : [];
  });
  return phases.map((phase, at) => ({
    phase,
    cells: told.flatMap(({ name, byPhase }) => cellOf(name, byPhase[at] ?? []) ?? []),
  }));
}

function cellOf(metric: Metric, hosts: readonly HostMean[]): PhaseCell | undefined {
  const values = hosts.map(({ value }) => value);
  const spread = spreadOf(values);
  if (spread === null) return undefined;
  const scores = robustScores(values);
  const far = scores.reduce(
    (best, score, at) => (Math.abs(score) > Math.abs(scores[best] ?? 0) ? at : best),
    0,
  );
  const { host, value } = hosts[far] ?? { host: '', value: 0 };
  return { metric, spread, furthest: { host, value, score: scores[far] ?? 0 } };
}
