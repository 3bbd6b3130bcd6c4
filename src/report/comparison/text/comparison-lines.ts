import { printable } from '../../../system/text/printable.ts';
import { someOf } from '../../../system/text/some-of.ts';
import { duration } from '../../metrics/clock-time.ts';
import { short } from '../../metrics/short.ts';
import { type ChangedFact, factChangeText } from '../changed-facts.ts';
import type { ComparedMetric } from '../compared-metrics.ts';
import type { ComparedPhase } from '../compared-phase.ts';
import type { ComparedRun, Comparison } from '../comparison.ts';
import { titleOf } from './phrases.ts';
import { tableLines } from './text-table.ts';
import { changeText, moreBy, spokenChange } from './words.ts';

/** What two runs are called: `A` and `B`, or `BASE` and `A`. */
export type RunLabels = readonly [string, string];

/** Facts that are listed; a run on other hardware differs in all of them. */
const MOST_FACTS = 20;
const MOST_NAMED = 5;

/** A run on a line: its file, its hosts, what its numbers are over. */
export function runLine(label: string, file: string, run: ComparedRun): string {
  return `${label}: ${printable(file)}, ${coverageText(run)}`;
}

/** `40 of 40 hosts complete, means over benchmark`. */
export function coverageText({ hosts, complete, window, phasesFrom }: ComparedRun): string {
  const covered = complete === null ? `${hosts} hosts` : `${complete} of ${hosts} hosts complete`;
  const from = phasesFrom === null ? '' : `, phases from ${printable(phasesFrom)}`;
  return `${covered}, means over ${window}${from}`;
}

/** What could not be compared host by host, or phase by phase; nothing where all could. */
export function unlikeLines(comparison: Comparison, [one, other]: RunLabels): string[] {
  const { commonHosts, before, after, onlyBefore, onlyAfter } = comparison;
  const most = Math.max(before.hosts, after.hosts);
  const hosts =
    commonHosts === 0
      ? ['no host has the same name in both: compared over hosts only']
      : commonHosts < most
        ? [`${commonHosts} hosts have the same name in both; the others are compared over hosts only`]
        : [];
  const only = (label: string, phases: readonly string[]) =>
    phases.length === 0 ? [] : [`phases only in ${label}: ${printable(someOf(phases, MOST_NAMED))}`];
  return [...(most === 0 ? [] : hosts), ...only(one, onlyBefore), ...only(other, onlyAfter)];
}

/** How long phases took and what the storage under test did in them. */
export function phaseTableLines(phases: readonly ComparedPhase[], [one, other]: RunLabels): string[] {
  const hasLimits = phases.some(isLimitTold);
  const limits = hasLimits ? ['limited by'] : [];
  const rows = phases.flatMap((phase) => [
    [
      printable(phase.label),
      duration(phase.beforeSeconds),
      duration(phase.afterSeconds),
      changeText(moreBy(phase.beforeSeconds, phase.afterSeconds)),
      ...(hasLimits ? [limitText(phase)] : []),
    ],
    ...throughputRows(phase).map(([what = '', ...cells]) => [`  ${what}`, ...cells]),
  ]);
  return tableLines([['', one, other, 'change', ...limits], ...rows]);
}

/** `disks written, GB/s`, both rates, and the change. */
export function throughputRows({ throughput }: ComparedPhase): string[][] {
  return throughput.map(({ direction, of, by, before, after }) => {
    const [values, unit] = splitUnit(spokenChange(before, after, 'MB/s'));
    const [was = '', is = ''] = values.split(' → ');
    const who = of === 'hosts' ? by : `${by} says`;
    return [printable(`${who} ${direction}, ${unit}`), was, is, changeText(moreBy(before, after))];
  });
}

function splitUnit(text: string): [string, string] {
  const at = text.lastIndexOf(' ');
  return [text.slice(0, at), text.slice(at + 1)];
}

/** What is told where nothing is known of a limit, and what the findings say where there is none. */
const NO_LIMIT = '–';
const NO_LIMITS: readonly (string | null)[] = [null, NO_LIMIT, 'none seen'];

/** Whether of either run something is told of what limited it. */
export function isLimitTold({ beforeLimit, afterLimit }: ComparedPhase): boolean {
  return [beforeLimit, afterLimit].some((limit) => !NO_LIMITS.includes(limit));
}

/** What limited a phase, in both runs where it is another. */
export function limitText({ beforeLimit, afterLimit }: ComparedPhase): string {
  const [was, is] = [beforeLimit ?? NO_LIMIT, afterLimit ?? NO_LIMIT];
  return printable(was === is ? was : `${was} → ${is}`);
}

/** What of the run and of the hosts is another. */
export function factLines(facts: readonly ChangedFact[]): string[] {
  const shown = facts.slice(0, MOST_FACTS).map((fact) => {
    return printable(`${factOwner(fact)}${fact.what}: ${factChangeText(fact)}`);
  });
  const more = facts.length - MOST_FACTS;
  return more > 0 ? [...shown, `and ${more} more facts that differ`] : shown;
}

/** Of whom a fact is, before it. */
function factOwner({ of, hosts }: ChangedFact): string {
  if (of === 'some hosts') return `${someOf(hosts, MOST_NAMED)} only: `;
  return of === 'all hosts' ? 'all hosts: ' : '';
}

/** The metrics of a phase; those that differ by less than hosts do anyway are a number, unless all are wanted. */
export function metricLines(
  { label, beforeSeconds, afterSeconds, metrics }: ComparedPhase,
  [one, other]: RunLabels,
  shown: 'what differs' | 'all',
): string[] {
  const told = metrics.filter((metric) => shown === 'all' || isTold(metric));
  if (told.length === 0) return [];
  const rows = [['', one, other, 'change'], ...told.map(metricRow)];
  const folded = metrics.length - told.length;
  const change = changeText(moreBy(beforeSeconds, afterSeconds));
  return [
    '',
    `${printable(label)}: ${duration(beforeSeconds)} → ${duration(afterSeconds)}, ${change}`,
    ...tableLines(rows, '  '),
    ...(folded === 0 ? [] : [`  ${foldedText(folded)}`]),
  ];
}

/** Whether a metric is shown where not all are. */
export function isTold({ before, after, isBeyondSpread }: ComparedMetric): boolean {
  return isBeyondSpread || before === null || after === null;
}

/** What is said in the place of metrics that are not shown. */
export function foldedText(metrics: number): string {
  return metrics === 1
    ? '1 metric differs by less than hosts do anyway'
    : `${metrics} metrics differ by less than hosts do anyway`;
}

function metricRow({ metric, before, after, changePercent, isBeyondSpread }: ComparedMetric): string[] {
  const mark = isBeyondSpread ? ' *' : '  ';
  return [titleOf(metric), spreadText(before), spreadText(after), `${changeText(changePercent)}${mark}`];
}

function spreadText(spread: ComparedMetric['before']): string {
  if (spread === null) return 'none';
  const { min, median, max } = spread;
  const [least, greatest] = [short(min), short(max)];
  return least === greatest ? short(median) : `${short(median)} (${least} to ${greatest})`;
}
