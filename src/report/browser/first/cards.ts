import type { PageRun } from '../../page/page-data.ts';
import { element } from '../dom.ts';
import { amount } from '../format.ts';

type Card = readonly [value: string, what: string, tone: 'good' | 'bad' | 'plain'];

/** How complete the data is, where the bytes went, and what nobody has seen. */
export function cards(run: PageRun): HTMLElement {
  const { hosts, totals } = run;
  const sampled = hosts.filter(({ samples }) => samples > 0).length;
  const all = [
    ...completeness(run),
    ...totals.map((total): Card => [amount(total.gigabytes), totalOf(total, sampled), 'plain']),
    ...unseen(run),
  ];
  const card = ([value, what, tone]: Card) =>
    element('div', { class: `card ${tone}` }, element('b', {}, value), element('span', {}, what));
  return element(
    'div',
    { class: 'cards', attributes: { role: 'group', 'aria-label': 'At a glance' } },
    ...all.map(card),
  );
}

function completeness({ hosts }: PageRun): Card[] {
  if (hosts.length < 2) return [];
  if (hosts.every(({ status }) => status === 'unknown')) return [[String(hosts.length), 'hosts', 'plain']];
  const complete = hosts.filter(({ status }) => status === 'complete').length;
  const tone = complete === hosts.length ? 'good' : 'bad';
  return [[`${complete} of ${hosts.length}`, 'hosts complete', tone]];
}

/** What an amount is of; of a part of the hosts it is not that of the run. */
function totalOf({ what, hosts }: PageRun['totals'][number], sampled: number): string {
  return hosts < sampled ? `${what}, known of ${hosts} of ${sampled} hosts` : what;
}

/** Mounts whose traffic is in no number: that is no 0. */
function unseen({ unseen: mounts }: PageRun): Card[] {
  if (mounts === null) return [];
  const [first, ...more] = mounts;
  if (first === undefined) return [['nothing', 'not seen of the mounts', 'plain']];
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  return [[`${first}${others}`, 'not seen: nobody counts it', 'bad']];
}
