import { duration } from '../metrics/clock-time.ts';
import type { MetricView } from '../metrics/metrics.ts';
import type { PageData, PageRun } from '../page/page-data.ts';
import { chart } from './chart.ts';
import type { ChartNumbers, Holder } from './chart-numbers.ts';
import { hostColor, type Ink } from './colors.ts';
import { element, note, section } from './dom.ts';
import { wallClock } from './format.ts';
import { heatMap } from './heat/heat-map.ts';
import { HeatSettings, heatChoices } from './heat/settings.ts';
import { hostPicker } from './host-picker.ts';
import { Cursor } from './plot/cursor.ts';
import type { Drawing, HostLine } from './plot/drawing.ts';
import type { View } from './view.ts';

/** Beyond so many hosts their lines are one tangle: a heat map shows them. */
const MOST_LINES = 16;

/** What the charts of a run are made of, and share. */
interface ShownRun {
  readonly run: PageRun;
  readonly numbers: ChartNumbers;
  readonly view: View;
  readonly cursor: Cursor;
  readonly heat: HeatSettings;
}

/** All charts of a run: the median of the hosts, and the strip between the least and the greatest. */
export function chartsSection(data: PageData, run: PageRun, numbers: ChartNumbers, view: View): HTMLElement {
  const groups = [...new Set(data.metrics.map(({ group }) => group))];
  const many = run.hosts.length > MOST_LINES;
  const shown: ShownRun = { run, numbers, view, cursor: new Cursor(), heat: new HeatSettings() };
  const parts = groups.flatMap((group) => {
    const charts = data.metrics
      .filter((metric) => metric.group === group)
      .flatMap((metric) => chartOf(metric, shown));
    if (charts.length === 0) return [];
    return [element('h3', {}, group), element('div', { class: 'charts' }, ...charts)];
  });
  const about =
    run.hosts.length === 1
      ? 'The line is the host'
      : 'The line is the median of the hosts, the strip reaches from the least to the greatest';
  return section(
    'charts',
    'Over time',
    note(`${about}; time since the start of the benchmark.`),
    element(
      'p',
      // On paper nobody can.
      { class: 'note not-printed' },
      'Drag over a chart to zoom all of them, double click to see all; with the keyboard: arrows, plus, minus, 0; comma and ' +
        'full stop read values. What is seen of a chart can be saved: its numbers, and a picture.',
    ),
    ...sampled(run),
    ...(run.hosts.length > 1 ? [hostPicker(run, view)] : []),
    ...(many ? [heatChoices(shown.heat)] : []),
    ...parts,
  );
}

function sampled(run: PageRun): HTMLElement[] {
  const { columnsPerBucket, samplesPerTime } = run.charts;
  const each = columnsPerBucket * samplesPerTime;
  if (each === 1) return [];
  const band =
    samplesPerTime === 1
      ? 'The strips show every sample.'
      : `The strips show ${samplesPerTime} samples as their least and greatest.`;
  return [
    note(
      `There is more data than a page can hold. ${band} Single hosts and colours show ${each} samples ` +
        `(${duration(each * run.spacing.least)}) as their least and greatest; no peak is left out.`,
    ),
  ];
}

/** The chart of a metric, and the heat map below it if there are many hosts; none if nothing is known of it. */
function chartOf(metric: MetricView, shown: ShownRun): HTMLElement[] {
  const { run, numbers, view, cursor, heat } = shown;
  if (numbers.bands(metric.name).min.every(Number.isNaN)) return [];
  const clock = (seconds: number) => wallClock(run.start + seconds * 1000, run.utcOffsetMinutes);
  return [
    chart({
      metric,
      view,
      cursor,
      phases: run.phases,
      start: run.start,
      of: run.name,
      bucket: run.charts.columnsPerBucket,
      draw: (ink) => drawing(metric, shown, ink),
      wallClock: clock,
      ...(run.hosts.length > 1 && { holders: (at) => holders(metric, shown, at) }),
      ...(run.hosts.length > MOST_LINES && {
        below: heatMap({ metric, run, numbers, view, cursor, settings: heat, wallClock: clock }),
      }),
    }),
  ];
}

function drawing(metric: MetricView, { run, numbers, view }: ShownRun, ink: Ink): Drawing {
  const { min, median, max } = numbers.bands(metric.name);
  const color = ink('main');
  const times = secondsOf(run, numbers);
  if (run.hosts.length > 1) {
    const hosts = view.picked.map((host, nth) => hostLine(metric, run, numbers, host, hostColor(nth)));
    return { times, bands: [{ label: '', min, median, max, color }], hosts };
  }
  // A single host is its own band.
  const line = { label: run.hosts[0]?.name ?? '', color, low: min };
  return { times, bands: [], hosts: [numbers.chart.samplesPerTime === 1 ? line : { ...line, high: max }] };
}

function secondsOf(run: PageRun, { chart: { times } }: ChartNumbers): number[] {
  return times.map((time) => (time - run.start) / 1000);
}

/** Who has the least and the greatest, as far as that is known. */
function holders(metric: MetricView, { run, numbers }: ShownRun, at: number) {
  const { min, max } = numbers.extremes(metric.name, at);
  const inWords = (holder: Holder) => {
    if (holder === undefined) return '';
    return 'host' in holder ? (run.hosts[holder.host]?.name ?? '') : `${holder.hosts} hosts`;
  };
  return { min: inWords(min), max: inWords(max) };
}

function hostLine(
  metric: MetricView,
  run: PageRun,
  numbers: ChartNumbers,
  host: number,
  color: string,
): HostLine {
  const { low, high } = numbers.host(metric.name, host);
  const { columnsPerBucket, times } = numbers.chart;
  const label = run.hosts[host]?.name ?? '';
  const each = (values: Float32Array) =>
    times.map((_, at) => values[Math.floor(at / columnsPerBucket)] ?? Number.NaN);
  return low === high ? { label, low: each(low), color } : { label, low: each(low), high: each(high), color };
}
