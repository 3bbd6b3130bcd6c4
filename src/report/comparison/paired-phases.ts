import type { Metric } from '../../series/rates.ts';
import type { Run } from '../data/run.ts';
import { type HostMean, phaseMeans } from '../phases/phase-means.ts';
import { type Phase, wholeRun, windowOf } from '../phases/phases.ts';

/** A phase of both runs, and what each host did in it, in the unit in which a metric is shown. */
export interface PairedPhase {
  readonly label: string;
  readonly before: PhaseSide;
  readonly after: PhaseSide;
}

export interface PhaseSide {
  readonly phase: Phase;
  readonly hosts: (metric: Metric) => readonly HostMean[];
}

interface Side {
  readonly run: Run;
  readonly phases: readonly Phase[];
}

/** The whole run, then the phases that have the same label in both, in the order of the first. */
export function pairedPhases(before: Side, after: Side): PairedPhase[] {
  const labels = new Set(after.phases.map(({ label }) => label));
  const common = before.phases.filter(({ label }) => labels.has(label)).map(({ label }) => label);
  const [one, other] = [sidesOf(before, common), sidesOf(after, common)];
  return one.flatMap((side, at) => {
    const now = other[at];
    return now === undefined ? [] : [{ label: side.phase.label, before: side, after: now }];
  });
}

function sidesOf({ run, phases }: Side, labels: readonly string[]): PhaseSide[] {
  const common = labels.flatMap((label) => phases.find((one) => one.label === label) ?? []);
  const means = phaseMeans(run, [windowOf(run.header), ...common]);
  return [wholeRun(run.header), ...common].map((phase, at) => ({
    phase,
    hosts: (metric) => means.get(metric)?.[at] ?? [],
  }));
}
