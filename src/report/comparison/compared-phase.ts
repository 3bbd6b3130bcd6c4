import type { PhaseFigures } from '../figures/phase-figures.ts';
import type { Findings, PhaseLimit } from '../findings/finding.ts';
import type { Phase } from '../phases/phases.ts';
import { type ComparedMetric, comparedMetrics } from './compared-metrics.ts';
import type { PairedPhase } from './paired-phases.ts';
import { type Throughput, throughputs } from './throughput.ts';

/** A phase that both runs have, the whole run among them. */
export interface ComparedPhase {
  readonly label: string;
  readonly beforeSeconds: number;
  readonly afterSeconds: number;
  /** What it was limited by; null where nothing is said of it. */
  readonly beforeLimit: string | null;
  readonly afterLimit: string | null;
  /** What was read from and written to the storage under test. */
  readonly throughput: readonly Throughput[];
  readonly metrics: readonly ComparedMetric[];
}

/** What is said of one run by phase. */
export interface SaidOfPhases {
  readonly findings: Findings;
  /** The whole run first. */
  readonly figures: readonly PhaseFigures[];
}

/** Pairs of phases, the whole run first, as they are shown. */
export function comparedPhases(
  pairs: readonly PairedPhase[],
  [one, other]: readonly [SaidOfPhases, SaidOfPhases],
): ComparedPhase[] {
  const figuresIn = ({ figures }: SaidOfPhases, label: string) => figures.find((of) => of.label === label);
  return pairs.map((pair) => ({
    label: pair.label,
    beforeSeconds: secondsOf(pair.before.phase),
    afterSeconds: secondsOf(pair.after.phase),
    beforeLimit: limitOf(one.findings.limits, pair.label),
    afterLimit: limitOf(other.findings.limits, pair.label),
    throughput: throughputs(figuresIn(one, pair.label), figuresIn(other, pair.label)),
    metrics: comparedMetrics(pair),
  }));
}

function limitOf(limits: readonly PhaseLimit[], label: string): string | null {
  return limits.find(({ phase }) => phase === label)?.short ?? null;
}

function secondsOf({ start, end }: Phase): number {
  return (end - start) / 1000;
}
