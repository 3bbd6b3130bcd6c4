import { against } from '../../findings/against.ts';
import type { MetricView } from '../../metrics/metrics.ts';
import type { PageData } from '../../page/page-data.ts';
import type { RunOnPage } from '../address/run-on-page.ts';
import { element, note, section, table } from '../dom.ts';
import { names, number } from '../format.ts';
import { hostButton } from '../host-picker.ts';

const MOST_STRAGGLERS = 20;
/** Of so many hosts nobody can say which one is unlike the others. */
const FEW = 3;

/** The hosts that did something else than the others; two or three side by side; nothing of one. */
export function stragglersList(shown: RunOnPage): HTMLElement[] {
  const { hosts } = shown.run;
  if (hosts.length < 2) return [];
  const sampled = hosts.filter(({ samples }) => samples > 1).length;
  return [sampled <= FEW ? apart(shown, sampled) : stragglers(shown)];
}

function stragglers(shown: RunOnPage): HTMLElement {
  const { data, run, view } = shown;
  const rows = run.stragglers.slice(0, MOST_STRAGGLERS).map(({ host, metric, phase, value, median }) => {
    const { title, unit } = viewOf(data, metric);
    return [
      hostButton(run, view, host),
      `${title}: ${number(value)} ${unit}`,
      `${number(median)} ${unit}`,
      against(value, median, unit, number),
      phase,
    ];
  });
  const hosts = new Set(run.stragglers.map(({ host }) => host));
  const fold = `${hosts.size === 1 ? '1 host' : `${hosts.size} hosts`} unlike the others in the mean of a phase`;
  return section(
    'stragglers',
    'Stragglers',
    rows.length === 0
      ? note('In the mean of no phase is a host unlike the others.')
      : element(
          'details',
          {},
          element('summary', {}, fold),
          table(['host', 'does', 'while the median does', 'that is', 'in'], rows),
        ),
    ...missedTicks(shown),
  );
}

/** Two or three hosts: both are there, and which of them is as it should be is not said. */
function apart(shown: RunOnPage, sampled: number): HTMLElement {
  const { data, run, view } = shown;
  const seen = run.hosts.filter(({ samples }) => samples > 1).map(({ name }) => name);
  const rows = run.sideBySide.slice(0, MOST_STRAGGLERS).map(({ metric, phase, values }) => {
    const { title, unit } = viewOf(data, metric);
    const numbers = values.map(({ value }) => value);
    const of = (name: string) => values.find(({ host }) => host === name)?.value;
    return [
      `${title}, ${unit}`,
      phase,
      ...seen.map((name) => number(of(name))),
      against(Math.max(...numbers), Math.min(...numbers), unit, number),
    ];
  });
  const head = ['', 'in', ...seen, 'apart'];
  const alike =
    sampled < 2 ? 'Only one host was sampled.' : `The ${sampled} hosts did the same, within a tenth.`;
  return section(
    'stragglers',
    'How the hosts differ',
    rows.length === 0
      ? note(alike)
      : element(
          'details',
          {},
          element(
            'summary',
            {},
            `in ${rows.length === 1 ? '1 metric' : `${rows.length} metrics`}, by a tenth or more`,
          ),
          element('p', { class: 'picker' }, ...seen.flatMap((name) => [hostButton(run, view, name), ' '])),
          table(head, rows),
        ),
    ...missedTicks(shown),
  );
}

function missedTicks({ run }: RunOnPage): HTMLElement[] {
  const missed = run.hosts.filter(({ ticks_missed }) => (ticks_missed ?? 0) > 0);
  if (missed.length === 0) return [];
  const those = missed.map(({ name, ticks_missed }) => `${name} (${ticks_missed})`);
  return [note(`Missed ticks, as a host does that is overloaded or was stopped: ${names(those)}.`)];
}

function viewOf(data: PageData, metric: MetricView['name']): Pick<MetricView, 'title' | 'unit'> {
  return data.metrics.find(({ name }) => name === metric) ?? { title: metric, unit: '' };
}
