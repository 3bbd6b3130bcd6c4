import { printable } from '../../../system/text/printable.ts';
import { someOf } from '../../../system/text/some-of.ts';
import type { Change } from '../changes/change.ts';
import type { Comparison } from '../comparison.ts';
import {
  factLines,
  metricLines,
  phaseTableLines,
  type RunLabels,
  runLine,
  unlikeLines,
} from './comparison-lines.ts';

/** So many changes are told besides the verdict. */
const MOST_CHANGES = 5;
const MOST_NAMED = 5;
/** A table has all medians: changes of all hosts are not told again, nor how long phases took. */
const IN_TABLES: ReadonlySet<Change['kind']> = new Set(['all hosts', 'duration', 'amount']);

/** How much is shown of what differs by less than hosts do anyway. */
export type ShownDifferences = 'what differs' | 'all';

const LABELS: RunLabels = ['A', 'B'];

/**
 * Two runs as text for a terminal: what changed most, how long phases took, which hosts changed otherwise than the others, what
 * is different, then the medians of each phase; `*` is beyond what hosts differ by.
 */
export function renderComparison(
  comparison: Comparison,
  names: readonly [string, string],
  shown: ShownDifferences = 'what differs',
): string {
  const { before, after, phases, facts, findings } = comparison;
  const [one, other] = LABELS;
  const tables = phases.flatMap((phase) => metricLines(phase, LABELS, shown));
  const lines = [
    ...findings.verdict.map(printable),
    '',
    runLine(one, names[0], before),
    runLine(other, names[1], after),
    ...unlikeLines(comparison, LABELS),
    '',
    ...phaseTableLines(phases, LABELS),
    ...headed('What else changed:', moreChanges(comparison)),
    ...headed('What is different:', factLines(facts)),
    ...tables,
    '',
    ...legend(comparison, shown),
  ];
  return `${lines.join('\n')}\n`;
}

/** Changes that are not in the verdict. */
function moreChanges({ findings: { findings, verdictOf } }: Comparison): string[] {
  const more = findings.filter((change) => !verdictOf.includes(change) && !IN_TABLES.has(change.kind));
  const lines = more.slice(0, MOST_CHANGES).map(({ kind, text }) => {
    return printable(`${kind === 'gone' ? 'gone: ' : kind === 'problem' ? 'new: ' : ''}${text}`);
  });
  const left = more.length - lines.length;
  return left > 0 ? [...lines, `and ${left} more`] : lines;
}

function headed(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', heading, ...lines.map((line) => `  ${line}`)];
}

function legend({ phases }: Comparison, shown: ShownDifferences): string[] {
  const folded = phases.filter((phase) => metricLines(phase, LABELS, shown).length === 0);
  const names = printable(
    someOf(
      folded.map(({ label }) => label),
      MOST_NAMED,
    ),
  );
  const all = shown === 'all' ? '' : '; --all shows every metric';
  return [
    ...(folded.length === 0 ? [] : [`all metrics differ by less than hosts do anyway: ${names}`]),
    `medians over hosts (least to greatest); * differs by more than hosts do anyway${all}`,
  ];
}
