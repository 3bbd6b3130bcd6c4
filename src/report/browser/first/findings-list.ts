import { type Finding, MOST_SHOWN } from '../../findings/finding.ts';
import type { RunOnPage } from '../address/run-on-page.ts';
import { chartOf, showLink } from '../address/show-link.ts';
import { element, section } from '../dom.ts';

/** What happened, the worst first, each with what argues for it; more than a few are behind a fold. */
export function findingsList(shown: RunOnPage): HTMLElement[] {
  const { findings } = shown.run.findings;
  if (findings.length === 0) return [];
  const items = findings.map((finding, nth) => item(shown, finding, nth));
  const more = items.slice(MOST_SHOWN);
  const rest = element(
    'details',
    {},
    element('summary', {}, `all ${findings.length} findings`),
    element('ol', { class: 'sentences', attributes: { start: String(MOST_SHOWN + 1) } }, ...more),
  );
  return [
    section(
      'findings',
      'Findings',
      element('ol', { class: 'sentences' }, ...items.slice(0, MOST_SHOWN)),
      ...(more.length === 0 ? [] : [rest]),
    ),
  ];
}

/** What the address of the nth finding in the list is, for one that no chart shows. */
export function findingId(nth: number): string {
  return `finding-${nth + 1}`;
}

function item(shown: RunOnPage, finding: Finding, nth: number): HTMLElement {
  const { severity, text, evidence } = finding;
  const chart = chartOf(finding);
  return element(
    'li',
    { id: findingId(nth), attributes: { tabindex: '-1' } },
    element('b', { class: `severity ${severity === 'note' ? 'notice' : severity}` }, severity),
    ' ',
    text,
    ...(chart === null ? [] : [' ', showLink(shown, chart, 'show', `show: ${text}`)]),
    ...evidenceLines(evidence),
  );
}

/** What argues for a sentence, behind a fold. */
export function evidenceLines(evidence: readonly string[]): HTMLElement[] {
  if (evidence.length === 0) return [];
  const lines = evidence.map((line) => element('li', {}, line));
  return [element('details', {}, element('summary', {}, 'evidence'), element('ul', {}, ...lines))];
}
