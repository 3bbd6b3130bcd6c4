import type { MetricView } from '../metrics/metrics.ts';
import type { PageData, PageRun } from '../page/page-data.ts';
import { chart, type Drawing, hostColor, type Line } from './chart.ts';
import type { ChartNumbers } from './chart-numbers.ts';
import { styleColor } from './colors.ts';
import { element, note, section } from './dom.ts';
import { duration } from './format.ts';
import { heatMap } from './heatmap.ts';
import { hostPicker } from './host-picker.ts';
import type { View } from './view.ts';

/** Beyond so many hosts their lines are one tangle: a heat map shows them. */
const MOST_LINES = 16;

/** All charts of a run: the median of the hosts, and the strip between the least and the greatest. */
export function chartsSection(data: PageData, run: PageRun, numbers: ChartNumbers, view: View): HTMLElement {
  const groups = [...new Set(data.metrics.map(({ group }) => group))];
  const many = run.hosts.length > MOST_LINES;
  const one = (metric: MetricView) => {
    const { min } = numbers.bands(metric.name);
    if (min.every(Number.isNaN)) return [];
    const draw = () => drawing(metric, run, numbers, view);
    const drawn = chart({ metric, view, phases: run.phases, start: run.start, draw });
    if (many) drawn.append(heatMap(metric, run, numbers, view));
    return [drawn];
  };
  const parts = groups.flatMap((group) => {
    const charts = data.metrics.filter((metric) => metric.group === group).flatMap(one);
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
    note(
      `${about}; time since the start of the benchmark. Drag over a chart to zoom all of them, double click to see all; ` +
        'with the keyboard: arrows, plus, minus, 0.',
    ),
    ...sampled(run),
    ...(run.hosts.length > 1 ? [hostPicker(run, view)] : []),
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

function drawing(metric: MetricView, run: PageRun, numbers: ChartNumbers, view: View): Drawing {
  const { min, median, max } = numbers.bands(metric.name);
  const main = styleColor('main');
  const times = numbers.chart.times.map((time) => (time - run.start) / 1000);
  if (run.hosts.length === 1) {
    return { times, lines: [onlyHost(run, numbers, { min, max }, main)] };
  }
  const lines: Line[] = [
    { label: '', low: min, high: max, color: main, width: 0 },
    { label: 'median', low: median, color: main, width: 2 },
    ...view.picked.map((host, nth) => hostLine(metric, run, numbers, host, hostColor(nth))),
  ];
  return { times, lines };
}

/** A single host is its own band. */
function onlyHost(
  run: PageRun,
  { chart }: ChartNumbers,
  { min, max }: { min: Float32Array; max: Float32Array },
  color: string,
): Line {
  const line = { label: run.hosts[0]?.name ?? '', color, width: 1.5 };
  return chart.samplesPerTime === 1 ? { ...line, low: max } : { ...line, low: min, high: max };
}

function hostLine(
  metric: MetricView,
  run: PageRun,
  numbers: ChartNumbers,
  host: number,
  color: string,
): Line {
  const { low, high } = numbers.host(metric.name, host);
  const { columnsPerBucket, times } = numbers.chart;
  const label = run.hosts[host]?.name ?? '';
  const each = (values: Float32Array) =>
    times.map((_, at) => values[Math.floor(at / columnsPerBucket)] ?? Number.NaN);
  return low === high
    ? { label, low: each(low), color, width: 1.5 }
    : { label, low: each(low), high: each(high), color, width: 1 };
}
