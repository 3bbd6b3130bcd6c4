import type { Change } from '../changes/change.ts';
import type { ComparedPhase } from '../compared-phase.ts';
import type { ComparedRun, Comparison } from '../comparison.ts';
import type { Worsened } from '../worse.ts';
import { moreBy } from './words.ts';

/** A run of a comparison, as it is called and where it is. */
export interface NamedRun {
  readonly label: string;
  readonly file: string;
}

/** What is written of a comparison of two runs or more. */
export interface ComparedRuns {
  /** The first is what the others are compared with. */
  readonly names: readonly NamedRun[];
  /** Of each run after the first. */
  readonly comparisons: readonly Comparison[];
  /** The same of `--fail-over`; null where it was not asked for. */
  readonly verdicts: readonly Worsened[] | null;
}

/** A comparison as JSON on one line, for programs: names and units are those of `docs/report.md`. */
export function comparisonJson({ names, comparisons, verdicts }: ComparedRuns): string {
  const [base] = comparisons;
  const sides = base === undefined ? [] : [base.before, ...comparisons.map(({ after }) => after)];
  return JSON.stringify({
    runs: names.map((name, nth) => ({ ...name, ...runJson(sides[nth]) })),
    comparisons: comparisons.map((one, nth) => ({
      ...{ before: names[0]?.label, after: names[nth + 1]?.label },
      ...{ verdict: one.findings.verdict, findings: one.findings.findings.map(changeJson) },
      phases: one.phases.map(phaseJson),
      facts: one.facts,
      common_hosts: one.commonHosts,
      ...{ phases_only_before: one.onlyBefore, phases_only_after: one.onlyAfter },
      ...(verdicts !== null && { worse: verdicts[nth]?.worse, not_known: verdicts[nth]?.unknown }),
    })),
  });
}

function runJson(run: ComparedRun | undefined) {
  if (run === undefined) return {};
  const { hosts, sampled, complete, window, phasesFrom, exitCode } = run;
  return { hosts, sampled, complete, window, phases_from: phasesFrom, exit_code: exitCode };
}

function changeJson({ kind, cause, hosts, phase, text, evidence, chart, ...values }: Change) {
  const { before, after, othersBefore, othersAfter } = values;
  return {
    ...{ kind, cause, hosts, phase, text, evidence, metric: chart?.metric ?? null, before, after },
    ...{ others_before: othersBefore, others_after: othersAfter },
  };
}

function phaseJson({ label, beforeSeconds, afterSeconds, throughput, metrics, ...limits }: ComparedPhase) {
  return {
    ...{ label, before_seconds: beforeSeconds, after_seconds: afterSeconds },
    change_percent: moreBy(beforeSeconds, afterSeconds),
    ...{ before_limit: limits.beforeLimit, after_limit: limits.afterLimit },
    throughput: throughput.map(({ direction, of, by, before, after, ...more }) => ({
      ...{ direction, of, by, before_mb_per_s: before, after_mb_per_s: after },
      ...{ before_mb: more.movedBefore, after_mb: more.movedAfter },
      ...{ before_hosts: more.hostsBefore, after_hosts: more.hostsAfter },
    })),
    metrics: metrics.map(({ metric, before, after, changePercent, isBeyondSpread }) => ({
      ...{ metric, before, after, change_percent: changePercent, beyond_spread: isBeyondSpread },
    })),
  };
}
