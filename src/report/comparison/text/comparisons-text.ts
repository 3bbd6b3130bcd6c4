import { printable } from '../../../system/text/printable.ts';
import { duration } from '../../metrics/clock-time.ts';
import { METRICS } from '../../metrics/metrics.ts';
import { short } from '../../metrics/short.ts';
import { factChangeText } from '../changed-facts.ts';
import type { Comparison } from '../comparison.ts';
import type { NamedRun } from './comparison-json.ts';
import { factLines, isTold, runLine, unlikeLines } from './comparison-lines.ts';
import type { ShownDifferences } from './comparison-text.ts';
import { titleOf } from './phrases.ts';
import { tableLines } from './text-table.ts';
import { changeText, moreBy } from './words.ts';

/** So many metrics of a phase are shown where not all are. */
const MOST_METRICS = 8;

/**
 * Several runs against one, as text for a terminal: what changed most in each, then a table with a column a run: how long
 * phases took, what the storage under test did, and the medians that differ by more than hosts do anyway in one of them.
 */
export function renderComparisons(
  names: readonly NamedRun[],
  comparisons: readonly Comparison[],
  shown: ShownDifferences = 'what differs',
): string {
  const [base] = names;
  const [first] = comparisons;
  if (base === undefined || first === undefined) return '';
  const each = comparisons.flatMap((comparison, nth) => {
    const { label = '', file = '' } = names[nth + 1] ?? {};
    const { verdict } = comparison.findings;
    const facts = comparison.facts.filter((fact) => {
      const told = `${fact.what}: ${factChangeText(fact)}`;
      return !verdict.some((sentence) => sentence.includes(told));
    });
    return [
      '',
      runLine(label, file, comparison.after),
      ...verdict.map((text) => `  ${printable(text)}`),
      ...unlikeLines(comparison, [base.label, label]).map((line) => `  ${line}`),
      ...factLines(facts).map((line) => `  ${line}`),
    ];
  });
  const rows = [['', ...names.map(({ label }) => label)], ...phaseRows(comparisons, shown)];
  const all = shown === 'all' ? '' : '; --all shows every metric';
  const legend = `medians over hosts, and how much they are more or less than ${base.label}${all}`;
  const lines = [runLine(base.label, base.file, first.before), ...each, '', ...tableLines(rows), '', legend];
  return `${lines.join('\n')}\n`;
}

/** Phases of the base that a run does not have are a dash there. */
function phaseRows(comparisons: readonly Comparison[], shown: ShownDifferences): string[][] {
  const labels = new Set(comparisons.flatMap(({ phases }) => phases.map(({ label }) => label)));
  return [...labels].flatMap((label) => {
    const phases = comparisons.map((one) => one.phases.find((phase) => phase.label === label));
    const known = phases.find((phase) => phase !== undefined);
    const durations = phases.map((phase) =>
      phase === undefined
        ? '–'
        : withChange(duration(phase.afterSeconds), moreBy(phase.beforeSeconds, phase.afterSeconds)),
    );
    return [
      [printable(label), duration(known?.beforeSeconds ?? 0), ...durations],
      ...throughputCells(phases),
      ...metricCells(phases, shown),
    ];
  });
}

type Phases = readonly (Comparison['phases'][number] | undefined)[];

function throughputCells(phases: Phases): string[][] {
  const keys = new Set(
    phases.flatMap(
      (phase) => phase?.throughput.map(({ of, by, direction }) => `${of}\0${by}\0${direction}`) ?? [],
    ),
  );
  return [...keys].map((key) => {
    const [of, by, direction] = key.split('\0');
    const found = phases.map((phase) =>
      phase?.throughput.find((one) => one.of === of && one.by === by && one.direction === direction),
    );
    const before = found.find((one) => one !== undefined)?.before;
    const who = of === 'hosts' ? by : `${by} says`;
    return [
      `  ${printable(`${who} ${direction}, MB/s`)}`,
      before === undefined ? '–' : short(before),
      ...found.map((one) =>
        one === undefined ? '–' : withChange(short(one.after), moreBy(one.before, one.after)),
      ),
    ];
  });
}

function metricCells(phases: Phases, shown: ShownDifferences): string[][] {
  const metrics = METRICS.flatMap(({ name }) => {
    const found = phases.map((phase) => phase?.metrics.find(({ metric }) => metric === name));
    const isShown = found.some((one) => one !== undefined && (shown === 'all' || isTold(one)));
    return isShown ? [{ name, found }] : [];
  });
  const most = shown === 'all' ? metrics.length : MOST_METRICS;
  return metrics.slice(0, most).map(({ name, found }) => {
    const before = found.find((one) => one?.before != null)?.before;
    return [
      `  ${titleOf(name)}`,
      before == null ? 'none' : short(before.median),
      ...found.map((one) =>
        one?.after == null ? 'none' : withChange(short(one.after.median), one.changePercent),
      ),
    ];
  });
}

function withChange(value: string, percent: number | null): string {
  return percent === null ? value : `${value} (${changeText(percent)})`;
}
