import { everyText } from '../../data/spacing.ts';
import type { PageRun } from '../../page/page-data.ts';
import type { RunOnPage } from '../address/run-on-page.ts';
import { element, note } from '../dom.ts';
import { strip } from '../strip/strip-view.ts';
import { cards } from './cards.ts';
import { findingsList } from './findings-list.ts';
import { headline } from './headline.ts';
import { limitsList } from './limits-list.ts';
import { stragglersList } from './stragglers-list.ts';
import { verdict } from './verdict.ts';

/** What was run and what happened: sentences, one picture, what else was found, amounts; then what argues for it. */
export function overview(shown: RunOnPage): HTMLElement {
  const { data, run } = shown;
  return element(
    'div',
    {},
    headline(run),
    verdict(shown),
    strip(shown),
    ...findingsList(shown),
    cards(run),
    ...(run.totals.length === 0 || run.window === 'all samples' ? [] : [note('Amounts are of all samples.')]),
    ...run.storage.map((line) => note(line)),
    about(run, data.version),
    limitsList(shown),
    ...stragglersList(shown),
  );
}

/** What was started, and how it was recorded. */
function about(run: PageRun, version: string): HTMLElement {
  const { command } = run.benchmark;
  const facts: [string, string][] = [
    ['collectors', startedBy(run)],
    ['samples', samples(run)],
    ...(run.remoteDisks.length === 0
      ? []
      : ([['disks over a network', run.remoteDisks.join(', ')]] satisfies [string, string][])),
    ['file', run.name],
    ['rankstat', version],
  ];
  return element(
    'div',
    { class: 'about' },
    ...(command === null ? [] : [element('pre', { class: 'command' }, command.join(' '))]),
    element(
      'dl',
      {},
      ...facts.map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))),
    ),
  );
}

function samples({ samples: count, interval_seconds, spacing }: PageRun): string {
  const thinned = spacing.most > interval_seconds ? `, thinned out from every ${interval_seconds} s` : '';
  return `${count.toLocaleString('en')}, ${everyText(spacing)}${thinned}`;
}

function startedBy({ method, benchmark }: PageRun): string {
  if (method === 'local') return 'this host alone';
  return benchmark.launcher === 'none' ? 'without a launcher' : `started by ${benchmark.launcher}`;
}
