import { clockTime } from '../metrics/clock-time.ts';
import type { PageHost, PageRun } from '../page/page-data.ts';
import { element, note, section } from './dom.ts';
import { hostButton } from './host-picker.ts';
import type { View } from './view.ts';

/** Complete hosts beyond so many are behind a fold. */
const MOST_OPEN = 16;

/** Who was seen, from when to when, with which gaps and why. */
export function coverage(run: PageRun, view: View): HTMLElement {
  const complete = run.hosts.filter(({ status }) => status === 'complete');
  const others = run.hosts.filter(({ status }) => status !== 'complete');
  const seen = run.hosts.flatMap(({ first, last }) => (first === null || last === null ? [] : [first, last]));
  const span = {
    first: seen.reduce((least, time) => Math.min(least, time), run.start),
    last: seen.reduce((most, time) => Math.max(most, time), run.end),
  };
  const rows = (hosts: readonly PageHost[]) =>
    element('div', { class: 'coverage' }, ...hosts.map((host) => row(run, view, span, host)));
  const fold =
    complete.length > MOST_OPEN
      ? [element('details', {}, element('summary', {}, `${complete.length} complete hosts`), rows(complete))]
      : [rows(complete)];
  const said = run.hosts.every(({ status }) => status === 'unknown')
    ? 'How complete the hosts are is not in the file.'
    : others.length === 0
      ? `${run.hosts.length === 1 ? 'The host is' : `All ${run.hosts.length} hosts are`} complete.`
      : `${others.length} of ${run.hosts.length} hosts are not complete.`;
  return section('coverage', 'Coverage', note(said), ...(others.length > 0 ? [rows(others)] : []), ...fold);
}

/** When anybody was seen, ms since 1970. */
interface Span {
  readonly first: number;
  readonly last: number;
}

function row(run: PageRun, view: View, { first, last }: Span, host: PageHost): HTMLElement {
  const percent = (time: number) => `${((100 * (time - first)) / Math.max(1, last - first)).toFixed(3)}%`;
  const part = (kind: string, from: number, to: number, title: string) => {
    const bar = element('i', { class: kind, title });
    bar.style.left = percent(from);
    bar.style.width = `calc(${percent(to)} - ${percent(from)})`;
    return bar;
  };
  const since = (time: number) => clockTime((time - run.start) / 1000);
  const bars = [
    ...(host.first === null || host.last === null
      ? []
      : [part('seen', host.first, host.last, `seen from ${since(host.first)} to ${since(host.last)}`)]),
    ...host.gaps.map(({ from, to, reason }) =>
      part('gap', from, to, `${since(from)} to ${since(to)}: ${reason}`),
    ),
  ];
  const gaps = host.gaps
    .slice(0, 5)
    .map(({ from, to, reason }) => `no samples from ${since(from)} to ${since(to)} (${reason})`);
  const why = [
    ...(host.reason === null ? [] : [host.reason]),
    ...gaps,
    ...(host.gaps.length > 5 ? [`and ${host.gaps.length - 5} more gaps`] : []),
  ];
  return element(
    'div',
    { class: `host-row ${host.status}` },
    element('span', { class: 'name' }, hostButton(run, view, host.name)),
    element('span', { class: 'bar' }, ...bars),
    element('span', { class: 'state' }, host.status),
    ...(why.length === 0 ? [] : [element('span', { class: 'why' }, why.join('; '))]),
  );
}
