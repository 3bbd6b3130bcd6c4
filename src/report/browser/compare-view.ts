import type { ComparedMetric, Comparison } from '../comparison/comparison.ts';
import type { MetricView } from '../metrics/metrics.ts';
import type { PageData, PageRun } from '../page/page-data.ts';
import { chart } from './chart.ts';
import type { ChartNumbers } from './chart-numbers.ts';
import type { Ink } from './colors.ts';
import { element, note, section, table } from './dom.ts';
import { duration, number } from './format.ts';
import { Cursor } from './plot/cursor.ts';
import type { Band, Drawing } from './plot/drawing.ts';
import { View } from './view.ts';

/** A run and the numbers of its charts. */
export interface Shown {
  readonly run: PageRun;
  readonly numbers: ChartNumbers;
}

/** What the view of two runs is made of. */
export interface Compared {
  readonly data: PageData;
  readonly comparison: Comparison;
  readonly before: Shown;
  readonly after: Shown;
  /** Aborted when something else is shown. */
  readonly shown: AbortSignal;
}

/** Two runs: in what they differ, what their hosts did phase by phase, and both over each other. */
export function compareView(compared: Compared): HTMLElement {
  const { data, comparison, before, after } = compared;
  return element(
    'div',
    {},
    element('h1', {}, 'Two runs compared'),
    element(
      'p',
      {},
      element('b', { class: 'before' }, 'A '),
      `${before.run.name}, ${covered(comparison.before)}`,
    ),
    element(
      'p',
      {},
      element('b', { class: 'after' }, 'B '),
      `${after.run.name}, ${covered(comparison.after)}`,
    ),
    facts(comparison),
    phases(data, comparison),
    overlay(compared),
  );
}

function covered({ hosts, complete, window, phasesFrom }: Comparison['before']): string {
  const coverage = complete === null ? `${hosts} hosts` : `${complete} of ${hosts} hosts complete`;
  const from = phasesFrom === null ? '' : `, phases from ${phasesFrom}`;
  return `${coverage}, means over ${window}${from}`;
}

function facts({ facts: changed }: Comparison): HTMLElement {
  const rows = changed.map(({ what, before, after }) => [what, before, after]);
  return section(
    'differences',
    'What differs',
    rows.length === 0
      ? note(
          'What both files say of command, interval, kernels, CPUs, memory, disks and link speeds is the same.',
        )
      : table(['what', 'A', 'B'], rows),
  );
}

function phases({ metrics }: PageData, comparison: Comparison): HTMLElement {
  const head = ['', 'A: median', 'least to greatest', 'B: median', 'least to greatest', 'change', ''];
  const parts = comparison.phases.map(({ label, beforeSeconds, afterSeconds, metrics: compared }) => {
    const rows = compared.map((one) => [
      nameOf(metrics, one),
      ...spread(one.before),
      ...spread(one.after),
      changed(one),
      mark(one),
    ]);
    const took = `${label}: ${duration(beforeSeconds)} → ${duration(afterSeconds)}`;
    return element('div', { class: 'compared' }, element('h3', {}, took), table(head, rows));
  });
  const { unmatched } = comparison;
  const only = unmatched.length === 0 ? [] : [note(`Only in one of them: ${unmatched.join(', ')}.`)];
  return section('phases', 'Medians over hosts', ...parts, ...only);
}

function nameOf(metrics: readonly MetricView[], { metric }: ComparedMetric): string {
  const found = metrics.find(({ name }) => name === metric);
  return `${found?.title ?? metric}, ${found?.unit ?? ''}`;
}

function spread(found: ComparedMetric['before']): [string, string] {
  if (found === null) return ['none', '–'];
  const { min, median, max } = found;
  return [number(median), `${number(min)} to ${number(max)}`];
}

function changed({ changePercent }: ComparedMetric): string {
  return changePercent === null
    ? '–'
    : `${changePercent >= 0 ? '+' : '−'}${number(Math.abs(changePercent))} %`;
}

function mark({ isBeyondSpread }: ComparedMetric): HTMLElement {
  return isBeyondSpread
    ? element('b', { class: 'bad', title: 'no host of B is like any host of A' }, 'beyond the spread')
    : element('span');
}

/** Both runs on one time axis, which begins where the benchmark does, or a phase that both have. */
function overlay(compared: Compared): HTMLElement {
  const { before, after, shown } = compared;
  const place = element('div');
  const labels = before.run.phases
    .map(({ label }) => label)
    .filter((label) => after.run.phases.some((one) => one.label === label));
  const choice = element(
    'select',
    {},
    element('option', { attributes: { value: '' } }, 'the start of the benchmark'),
    ...labels.map((label) => element('option', { attributes: { value: label } }, label)),
  );
  let view: View | undefined;
  const show = () => {
    view?.close();
    const times = [before, after].map((one) => timesSince(one, choice.value));
    const all = [...new Set(times.flat())].sort((a, b) => a - b);
    view = new View([Math.min(0, all[0] ?? 0), Math.max(1, all.at(-1) ?? 1)], shown);
    place.replaceChildren(
      element('div', { class: 'charts' }, ...overlaid(compared, choice.value, { view, times, all })),
    );
  };
  choice.addEventListener('change', show);
  show();
  return section(
    'charts',
    'Over each other',
    note(
      'Lines are medians over hosts, strips reach from the least to the greatest. Shaded are the phases of A.',
    ),
    ...(labels.length === 0
      ? []
      : [element('p', { class: 'picker' }, element('label', {}, 'Time since ', choice))]),
    place,
  );
}

/** When a run's time axis begins: with the phase of this label, or the benchmark. */
function zeroOf({ run }: Shown, label: string): number {
  return run.phases.find((phase) => phase.label === label)?.start ?? run.start;
}

function timesSince(shown: Shown, label: string): number[] {
  return shown.numbers.chart.times.map((time) => (time - zeroOf(shown, label)) / 1000);
}

interface Axis {
  readonly view: View;
  /** Of each run, seconds. */
  readonly times: readonly (readonly number[])[];
  /** Of both. */
  readonly all: readonly number[];
}

function overlaid(
  { data, before, after }: Compared,
  label: string,
  { view, times, all }: Axis,
): HTMLElement[] {
  const cursor = new Cursor();
  return data.metrics.flatMap((metric) => {
    const bands = [before, after].map(({ numbers }) => numbers.bands(metric.name));
    if (bands.every(({ min }) => min.every(Number.isNaN))) return [];
    const draw = (ink: Ink): Drawing => {
      const colors = [ink('main'), ink('other')];
      const strips = bands.map(({ min, median, max }, nth): Band => {
        const own = new Map(times[nth]?.map((time, column) => [time, column]));
        const spreadOut = (values: ArrayLike<number>) => all.map((time) => values[own.get(time) ?? -1]);
        const [name = '', color = ''] = ['AB'[nth], colors[nth]];
        return { label: name, min: spreadOut(min), median: spreadOut(median), max: spreadOut(max), color };
      });
      return { times: all, bands: strips, hosts: [] };
    };
    const { phases, name } = before.run;
    const start = zeroOf(before, label);
    return [chart({ metric, view, cursor, phases, start, of: `${name}-${after.run.name}`, draw })];
  });
}
