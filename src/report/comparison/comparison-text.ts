import { printable } from '../../system/text/printable.ts';
import { METRICS } from '../metrics/metrics.ts';
import { short } from '../metrics/short.ts';
import type { ComparedMetric, ComparedPhase, ComparedRun, Comparison } from './comparison.ts';

/** Facts that are listed; a run on other hardware differs in all of them. */
const MOST_FACTS = 20;

/** A comparison as text for a terminal: what is another, then a table for each phase; `*` is beyond what hosts differ by. */
export function renderComparison(comparison: Comparison, names: readonly [string, string]): string {
  const { before, after, phases, facts, unmatched } = comparison;
  const coverage = ({ hosts, complete, window, phasesFrom }: ComparedRun) => {
    const covered = complete === null ? `${hosts} hosts` : `${complete} of ${hosts} hosts complete`;
    const from = phasesFrom === null ? '' : `, phases from ${printable(phasesFrom)}`;
    return `${covered}, means over ${window}${from}`;
  };
  const lines = [
    `A: ${printable(names[0])}, ${coverage(before)}`,
    `B: ${printable(names[1])}, ${coverage(after)}`,
    ...facts.slice(0, MOST_FACTS).map(({ what, before: was, after: is }) => {
      return `${printable(what)}: ${printable(was)} → ${printable(is)}`;
    }),
    ...(facts.length > MOST_FACTS ? [`and ${facts.length - MOST_FACTS} more facts that differ`] : []),
    ...phases.flatMap(phaseLines),
    ...(unmatched.length === 0 ? [] : ['', `only in one of them: ${printable(unmatched.join(', '))}`]),
    '',
    'medians over hosts (least to greatest); * no host of B is like any of A',
  ];
  return `${lines.join('\n')}\n`;
}

function phaseLines({ label, beforeSeconds, afterSeconds, metrics }: ComparedPhase): string[] {
  const rows = [['', 'A', 'B', 'change'], ...metrics.map(metricRow)];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const seconds = `${beforeSeconds.toFixed(1)} s → ${afterSeconds.toFixed(1)} s`;
  return [
    '',
    `${printable(label)}: ${seconds}${percent(change(beforeSeconds, afterSeconds), ', ')}`,
    ...rows.map(([name = '', ...cells]) => {
      const rest = cells.map((cell, at) => cell.padStart((widths[at + 1] ?? 0) + 2));
      return `  ${name.padEnd(widths[0] ?? 0)}${rest.join('')}`.trimEnd();
    }),
  ];
}

function metricRow({ metric, before, after, changePercent, isBeyondSpread }: ComparedMetric): string[] {
  const { title, unit } = METRICS.find(({ name }) => name === metric) ?? { title: metric, unit: '' };
  const cell = (spread: ComparedMetric['before']) => {
    if (spread === null) return 'none';
    const { min, median, max } = spread;
    const [least, greatest] = [short(min), short(max)];
    return least === greatest ? short(median) : `${short(median)} (${least} to ${greatest})`;
  };
  const mark = isBeyondSpread ? ' *' : '  ';
  return [`${title}, ${unit}`, cell(before), cell(after), `${percent(changePercent) || '–'}${mark}`];
}

function change(before: number, after: number): number | null {
  return before === 0 ? null : (100 * (after - before)) / before;
}

/** With its sign; nothing if it is not known. */
function percent(value: number | null, before = ''): string {
  if (value === null) return '';
  const shown = Math.abs(value).toFixed(Math.abs(value) < 10 ? 1 : 0);
  const sign = Number(shown) === 0 ? '±' : value > 0 ? '+' : '−';
  return `${before}${sign}${shown} %`;
}
