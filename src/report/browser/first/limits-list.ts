import type { RunOnPage } from '../address/run-on-page.ts';
import { showLink } from '../address/show-link.ts';
import { element, note, section, table } from '../dom.ts';
import { number } from '../format.ts';
import { hostButton } from '../host-picker.ts';
import { evidenceLines } from './findings-list.ts';

/** What limited the run and its phases, each with what argues for it; behind a fold the shares of the time that say so, too. */
export function limitsList(shown: RunOnPage): HTMLElement {
  const { limits } = shown.run.findings;
  const sentences = limits.map(({ phase, text, chart, evidence }) =>
    element(
      'li',
      {},
      // A label can turn the direction of what is behind it.
      element('b', {}, element('bdi', {}, phase)),
      ' ',
      text,
      ...(chart === null ? [] : [' ', showLink(shown, chart, 'show', `show: ${text}`)]),
      ...evidenceLines(evidence),
    ),
  );
  return section(
    'limits',
    'What limited it',
    ...(sentences.length === 0 ? [] : [element('ul', { class: 'sentences' }, ...sentences)]),
    shares(shown),
  );
}

function shares({ run, view }: RunOnPage): HTMLElement {
  const rows = run.limits.map(({ what, median, most, mostHost, hosts }) => {
    const those = [`${number(most)} %`, most > 0 && hosts > 1 ? hostButton(run, view, mostHost) : '–'];
    return [what, `${number(median)} %`, ...(run.hosts.length === 1 ? [] : those)];
  });
  if (rows.length === 0) return note('Nothing that tells it was sampled, or the run was too short.');
  const share = `share of the time (${run.window}) in which`;
  const head = run.hosts.length === 1 ? [share, 'host'] : [share, 'median host', 'most', 'host'];
  return element(
    'details',
    {},
    element('summary', {}, 'for how much of the time CPUs were busy, tasks waited, the network was full'),
    table(head, rows),
  );
}
