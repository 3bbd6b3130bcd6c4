import { cut } from '../../system/text/cut.ts';
import { folded } from '../../system/text/folded.ts';
import { printable } from '../../system/text/printable.ts';
import { type Finding, type Findings, MOST_SHOWN, type PhaseLimit } from '../findings/finding.ts';
import { duration } from '../metrics/clock-time.ts';
import type { Paint, Weight } from './paint.ts';

const MOST_LIMITS = 20;
/** How much further right a finding stands below the verdict, and what is behind it below that. */
const INDENT = 2;

/** The sentences of the verdict, then the other findings that are worth showing, each with what argues most for it. */
export function findingLines(found: Findings, width: number, paint: Paint): string[] {
  const { verdict, verdictOf, findings } = found;
  const said = verdict.flatMap((sentence, nth) => {
    const lines = folded(printable(sentence), width, INDENT);
    return lines.map((line) => paint.text(line, weightOf(verdictOf[nth] ?? null)));
  });
  const others = findings.filter((finding) => !verdictOf.includes(finding));
  const inVerdict = findings.length - others.length;
  const shown = others.slice(0, Math.max(0, MOST_SHOWN - inVerdict));
  const more = others.length - shown.length;
  return [
    ...said,
    ...shown.flatMap((finding) => linesOf(finding, width, paint)),
    ...(more > 0 ? [`  and ${more} more findings: see rankstat report, or --json`] : []),
  ];
}

/** The findings that `findingLines` shows. */
export function shownFindings({ verdictOf, findings }: Findings): Finding[] {
  const inVerdict = findings.filter((finding) => verdictOf.includes(finding));
  const others = findings.filter((finding) => !verdictOf.includes(finding));
  return [...inVerdict, ...others.slice(0, Math.max(0, MOST_SHOWN - inVerdict.length))];
}

function weightOf(what: Finding | PhaseLimit | null): Weight {
  return what !== null && 'severity' in what ? what.severity : 'heading';
}

function linesOf({ text, evidence, severity }: Finding, width: number, paint: Paint): string[] {
  const [first, ...rest] = folded(`- ${printable(text)}`, width, INDENT);
  const [strongest] = evidence;
  return [
    // Of a note not even the first line stands out: it is good to know, no more.
    ...[first ?? '', ...rest].map((line) => (severity === 'note' ? line : paint.text(line, severity))),
    ...(strongest === undefined ? [] : folded(`    ${printable(strongest)}`, width)),
  ];
}

/**
 * What each phase was limited by, a line each, with what argues most for it, if that is not said above; nothing where there are no
 * phases.
 */
export function limitLines({ limits, ...found }: Findings, width: number): string[] {
  const [, ...phases] = limits;
  if (phases.length === 0) return [];
  const said = new Set([...found.verdict, ...shownFindings({ limits, ...found }).map(({ text }) => text)]);
  const lines = phases.slice(0, MOST_LIMITS).map(({ phase, time, short, evidence }) => {
    const strongest = evidence.find((line) => !said.has(line));
    const why = strongest === undefined ? '' : ` (${strongest})`;
    return `  ${phase}, ${duration((time.end - time.start) / 1000)}: ${short}${why}`;
  });
  const more = phases.length - lines.length;
  const all = ['limited by:', ...lines, ...(more > 0 ? [`  and ${more} more phases: see --json`] : [])];
  return all.map((line) => cut(printable(line), width));
}
