import type { Finding, PhaseLimit } from '../../findings/finding.ts';
import type { RunOnPage } from '../address/run-on-page.ts';
import { chartOf, showLink } from '../address/show-link.ts';
import { element } from '../dom.ts';
import { findingId } from './findings-list.ts';

/** What can be said of the run in one to three sentences, each with a link to where that can be seen. */
export function verdict(shown: RunOnPage): HTMLElement {
  const { verdict: sentences, verdictOf } = shown.run.findings;
  return element(
    'div',
    { class: 'verdict', attributes: { role: 'group', 'aria-label': 'What happened' } },
    ...sentences.map((sentence, nth) =>
      element('p', {}, sentence, ...evidenceLink(shown, sentence, verdictOf[nth] ?? null)),
    ),
  );
}

function evidenceLink(
  shown: RunOnPage,
  sentence: string,
  of: Finding | PhaseLimit | null,
): (Node | string)[] {
  if (of === null) return [];
  const chart = 'cause' in of ? chartOf(of) : of.chart;
  if (chart !== null) return [' ', showLink(shown, chart, 'show', `show: ${sentence}`)];
  // In JSON the finding of a verdict is a copy of that in the list.
  const nth = shown.run.findings.findings.findIndex(({ text }) => text === of.text);
  if (nth < 0) return [];
  const attributes = { href: `#${findingId(nth)}`, 'aria-label': `show: ${sentence}` };
  return [' ', element('a', { class: 'evidence', attributes }, 'show')];
}
