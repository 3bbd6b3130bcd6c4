import { everyText } from '../data/spacing.ts';
import type { PageData, PageRun } from '../page/page-data.ts';
import { element, note, section, table } from './dom.ts';
import { amount, duration, names, number, utc } from './format.ts';
import { hostButton } from './host-picker.ts';
import type { View } from './view.ts';

/** What was run, and the answers that a minute has room for. */
export function overview(data: PageData, run: PageRun, view: View): HTMLElement {
  return element(
    'div',
    {},
    header(run, data.version),
    cards(run),
    ...(run.totals.length === 0 || run.window === 'all samples' ? [] : [note('Amounts are of all samples.')]),
    ...run.storage.map((line) => note(line)),
    limits(run, view),
    stragglers(data, run, view),
  );
}

function header(run: PageRun, version: string): HTMLElement {
  const { benchmark, start, end } = run;
  const { type, command, job_id, step_id } = benchmark;
  const facts: [string, string][] = [
    ['start', utc(start)],
    ['end', utc(end)],
    ['collectors', startedBy(run)],
    ...(job_id === null
      ? []
      : ([['job', step_id === null ? job_id : `${job_id}, step ${step_id}`]] satisfies [string, string][])),
    ['samples', samples(run)],
    ...(run.remoteDisks.length === 0
      ? []
      : ([['disks over a network', run.remoteDisks.join(', ')]] satisfies [string, string][])),
    ['file', run.name],
    ['rankstat', version],
  ];
  return element(
    'header',
    {},
    element('h1', {}, type),
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

function cards(run: PageRun): HTMLElement {
  const { hosts, benchmark, start, end, totals } = run;
  const complete = hosts.filter(({ status }) => status === 'complete').length;
  const sampled = hosts.filter(({ samples }) => samples > 0).length;
  const code = benchmark.exit_code;
  const all: [string, string, 'good' | 'bad' | 'plain'][] = [
    hosts.every(({ status }) => status === 'unknown')
      ? ['hosts', String(hosts.length), 'plain']
      : ['hosts complete', `${complete} of ${hosts.length}`, complete === hosts.length ? 'good' : 'bad'],
    ['duration', duration((end - start) / 1000), 'plain'],
    [
      'exit code',
      code === null ? 'not known' : String(code),
      code === 0 ? 'good' : code === null ? 'plain' : 'bad',
    ],
    ...totals.map(
      (total) => [totalOf(total, sampled), amount(total.gigabytes), 'plain'] as [string, string, 'plain'],
    ),
  ];
  const card = ([what, value, tone]: (typeof all)[number]) =>
    element('div', { class: `card ${tone}` }, element('b', {}, value), element('span', {}, what));
  return element(
    'div',
    { class: 'cards', attributes: { role: 'group', 'aria-label': 'At a glance' } },
    ...all.map(card),
  );
}

/** What an amount is of; of a part of the hosts it is not that of the run. */
function totalOf({ what, hosts }: PageRun['totals'][number], sampled: number): string {
  return hosts < sampled ? `${what}, known of ${hosts} of ${sampled} hosts` : what;
}

function limits(run: PageRun, view: View): HTMLElement {
  const rows = run.limits.map(({ what, median, most, mostHost, hosts }) => [
    what,
    `${number(median)} %`,
    `${number(most)} %`,
    most > 0 && hosts > 1 ? hostButton(run, view, mostHost) : '–',
  ]);
  if (rows.length === 0)
    return section(
      'limits',
      'What limited it',
      note('Nothing that tells it was sampled, or the run was too short.'),
    );
  return section(
    'limits',
    'What limited it',
    table([`share of the time (${run.window}) in which`, 'median host', 'most', 'host'], rows),
  );
}

function stragglers(data: PageData, run: PageRun, view: View): HTMLElement {
  const view_ = new Map(data.metrics.map((metric) => [metric.name, metric]));
  const missed = run.hosts.filter(({ ticks_missed }) => (ticks_missed ?? 0) > 0);
  const rows = run.stragglers
    .slice(0, MOST_STRAGGLERS)
    .map(({ host, metric, phase, value, median, score }) => {
      const { title = '', unit = '' } = view_.get(metric) ?? {};
      return [
        hostButton(run, view, host),
        `${title}: ${number(value)} ${unit}`,
        `${number(median)} ${unit}`,
        phase,
        `${score > 0 ? '+' : '−'}${number(Math.abs(score))}`,
      ];
    });
  const few = run.hosts.filter(({ samples }) => samples > 1).length < 4;
  const nobody = few
    ? 'With fewer than four hosts that were sampled nobody can say which one is unlike the others.'
    : 'No host is unlike the others.';
  return section(
    'stragglers',
    'Stragglers',
    rows.length === 0
      ? note(nobody)
      : table(['host', 'does', 'while the median does', 'in', 'robust z'], rows),
    ...(missed.length === 0
      ? []
      : [
          note(
            `Missed ticks, as a host does that is overloaded or was stopped: ${names(missed.map(({ name, ticks_missed }) => `${name} (${ticks_missed})`))}.`,
          ),
        ]),
  );
}

const MOST_STRAGGLERS = 20;
