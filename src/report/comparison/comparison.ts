import type { Run } from '../data/run.ts';
import type { PhaseFigures } from '../figures/phase-figures.ts';
import { figuresOfRun } from '../figures/run-figures.ts';
import { findingsOf } from '../findings/findings.ts';
import { type Phase, type Window, windowOf } from '../phases/phases.ts';
import { type ChangedFact, changedFacts } from './changed-facts.ts';
import type { ComparisonFindings } from './changes/change.ts';
import { comparisonFindings } from './changes/comparison-findings.ts';
import { hostChangesOf } from './changes/host-changes.ts';
import { type Examined, newProblems } from './changes/new-problems.ts';
import { type ComparedPhase, comparedPhases, type SaidOfPhases } from './compared-phase.ts';
import { pairedPhases } from './paired-phases.ts';

/** A run and its phases. */
export interface Phased {
  readonly run: Run;
  readonly phases: readonly Phase[];
  /** The file that they are from, if they are not those of its marks. */
  readonly phasesFrom?: string | null;
  /** What the benchmark says of itself beside what the hosts saw; the whole run first. */
  readonly figures?: readonly PhaseFigures[];
}

export interface ComparedRun {
  readonly hosts: number;
  /** Hosts of which there are samples. */
  readonly sampled: number;
  /** Null where the file does not say it of any. */
  readonly complete: number | null;
  /** What its means over the whole run are over. */
  readonly window: Window['name'];
  readonly phasesFrom: string | null;
  readonly exitCode: number | null;
}

/** Two runs side by side. */
export interface Comparison {
  readonly before: ComparedRun;
  readonly after: ComparedRun;
  readonly findings: ComparisonFindings;
  /** Hosts of one name in both. */
  readonly commonHosts: number;
  /** The whole run first. */
  readonly phases: readonly ComparedPhase[];
  readonly facts: readonly ChangedFact[];
  /** Phases that only the first or only the second has. */
  readonly onlyBefore: readonly string[];
  readonly onlyAfter: readonly string[];
}

/** Compares two runs: the whole of them, and the phases that have the same label in both. They may have other hosts. */
export function compareRuns(before: Phased, after: Phased): Comparison {
  const pairs = pairedPhases(before, after);
  const [one, other] = [examined(before), examined(after)];
  const phases = comparedPhases(pairs, [one, other]);
  const facts = changedFacts(before.run, after.run);
  const common = commonOf(before.run.hosts, after.run.hosts);
  const onlyBefore = onlyIn(before.phases, after.phases);
  const findings = comparisonFindings({
    ...{ phases, facts, onlyBefore },
    problems: newProblems(one, other),
    hostChanges: hostChangesOf(pairs),
    hosts: Math.max(before.run.hosts.length, after.run.hosts.length),
    time: (label) => pairs.find((pair) => pair.label === label)?.after.phase ?? null,
  });
  return {
    before: { ...coverageOf(before.run), phasesFrom: before.phasesFrom ?? null },
    after: { ...coverageOf(after.run), phasesFrom: after.phasesFrom ?? null },
    ...{ findings, commonHosts: common, phases, facts },
    onlyBefore,
    onlyAfter: onlyIn(after.phases, before.phases),
  };
}

function commonOf(one: readonly string[], other: readonly string[]): number {
  const names = new Set(one);
  return other.filter((host) => names.has(host)).length;
}

function examined({ run, figures = figuresOfRun(run, {}) }: Phased): Examined & SaidOfPhases {
  const { observed } = run;
  return { observed, findings: findingsOf(observed, figures), figures };
}

function onlyIn(one: readonly Phase[], other: readonly Phase[]): string[] {
  const labels = new Set(other.map(({ label }) => label));
  return [...new Set(one.map(({ label }) => label).filter((label) => !labels.has(label)))];
}

function coverageOf({ hosts, coverage, header }: Run): Omit<ComparedRun, 'phasesFrom'> {
  const isKnown = hosts.length === 0 || coverage.some(({ status }) => status !== 'unknown');
  const complete = coverage.filter(({ status }) => status === 'complete');
  return {
    hosts: hosts.length,
    sampled: sampledHosts(coverage),
    complete: isKnown ? complete.length : null,
    window: windowOf(header).name,
    exitCode: header.benchmark.exit_code,
  };
}

function sampledHosts(coverage: Run['coverage']): number {
  return coverage.filter(({ samples }) => samples > 0).length;
}
