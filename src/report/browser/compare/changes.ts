import type { Change } from '../../comparison/changes/change.ts';
import type { Comparison } from '../../comparison/comparison.ts';
import { sentenceOf } from '../../comparison/text/words.ts';
import { MOST_SHOWN } from '../../findings/finding.ts';
import { element, note, section } from '../dom.ts';
import type { LookAt } from './compared.ts';

/** What changed most, in one to three sentences, each with a link to where it can be seen. */
export function changeVerdict({ findings }: Comparison, look: LookAt): HTMLElement {
  const { verdict, verdictOf: changes } = findings;
  return element(
    'div',
    { class: 'verdict', attributes: { role: 'group', 'aria-label': 'What changed' } },
    ...verdict.map((text, nth) => element('p', {}, text, ...showButton(changes[nth] ?? null, text, look))),
  );
}

/** What is in a table of the page is not told again. */
const IN_TABLES: ReadonlySet<Change['kind']> = new Set(['duration', 'amount']);
const KINDS: Readonly<Partial<Record<Change['kind'], string>>> = { problem: 'new', gone: 'gone' };

/** Hosts and medians that changed, with what argues for it; the first few, the others folded. */
export function changesSection({ findings }: Comparison, look: LookAt): HTMLElement {
  const changes = findings.findings.filter(({ kind }) => !IN_TABLES.has(kind));
  if (changes.length === 0) {
    return section(
      'changes',
      'What changed most',
      note('No host changed otherwise than the others, and no median by more than hosts differ anyway.'),
    );
  }
  const items = changes.map((change) => itemOf(change, look));
  const more = items.slice(MOST_SHOWN);
  return section(
    'changes',
    'What changed most',
    element('ul', { class: 'sentences' }, ...items.slice(0, MOST_SHOWN)),
    ...(more.length === 0
      ? []
      : [
          element(
            'details',
            {},
            element('summary', {}, `${more.length} more`),
            element('ul', { class: 'sentences' }, ...more),
          ),
        ]),
  );
}

function itemOf(change: Change, look: LookAt): HTMLElement {
  const { kind, text, evidence } = change;
  const word = KINDS[kind];
  return element(
    'li',
    {},
    ...(word === undefined ? [] : [element('span', { class: 'severity warning' }, word), ' ']),
    sentenceOf(text),
    ...showButton(change, text, look),
    ...(evidence.length === 0
      ? []
      : [
          element(
            'details',
            {},
            element('summary', {}, 'what argues for it'),
            element('ul', {}, ...evidence.map((line) => element('li', {}, line))),
          ),
        ]),
  );
}

/** Leads to the chart in which a change can be seen, if there is one. */
function showButton(change: Change | null, text: string, look: LookAt): (HTMLElement | string)[] {
  if (change === null || change.chart === null) return [];
  const { chart, phase } = change;
  const attributes = { 'aria-label': `show: ${text}` };
  return [' ', element('button', { class: 'host', attributes, onClick: () => look(chart, phase) }, 'show')];
}
