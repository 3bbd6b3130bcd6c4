import uPlot from 'uplot';
import type { MetricView } from '../metrics/metrics.ts';
import type { Phase } from '../phases/phases.ts';
import { HOST_COLORS, styleColor } from './colors.ts';
import { element } from './dom.ts';
import { clockTime, number } from './format.ts';
import type { View } from './view.ts';

/** A line of a chart, or with `high` a strip between two. */
export interface Line {
  readonly label: string;
  /** NaN where nothing is known; undefined at times that are only another line's. */
  readonly low: ArrayLike<number | undefined>;
  readonly high?: ArrayLike<number | undefined>;
  readonly color: string;
  readonly width: number;
}

/** What is drawn: over time, in seconds since the start of the benchmark. */
export interface Drawing {
  readonly times: readonly number[];
  readonly lines: readonly Line[];
}

export interface ChartOptions {
  readonly metric: MetricView;
  readonly view: View;
  readonly phases: readonly Phase[];
  /** When the benchmark started, ms since 1970. */
  readonly start: number;
  /** Asked for whenever it is drawn anew. */
  readonly draw: () => Drawing;
}

const HEIGHT = 190;
/** Beside the plot; heat maps keep the same, so that their times are below those of the plot. */
const LEFT_PX = 54;
const RIGHT_PX = 26;
/** Time axes are divided at these, in seconds. */
const TIME_STEPS = [
  0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400,
  172_800, 604_800,
];

/** A chart of one metric that follows the view. It is drawn once it is scrolled to. */
export function chart(options: ChartOptions): HTMLElement {
  const { metric, view } = options;
  const place = element('div', { class: 'plot' });
  const label = `${metric.title}, ${metric.unit}. Arrow keys move, plus and minus zoom, 0 shows all.`;
  const box = element(
    'figure',
    {
      class: 'chart',
      attributes: { tabindex: '0', role: 'group', 'aria-label': label, 'data-metric': metric.name },
    },
    element('figcaption', {}, element('b', {}, metric.title), ` ${metric.unit}`),
    place,
  );
  let plot: uPlot | undefined;
  const draw = () => {
    plot?.destroy();
    plot = plotOf(options, place);
  };
  view.ended.addEventListener('abort', () => plot?.destroy());
  whenSeen(box, view, () => {
    draw();
    view.onPicked(draw);
    view.onRange(() => {
      const [min, max] = view.range;
      if (plot?.scales.x?.min !== min || plot.scales.x.max !== max) plot?.setScale('x', { min, max });
    });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw, { signal: view.ended });
    const resized = new ResizeObserver(() => plot?.setSize({ width: place.clientWidth, height: HEIGHT }));
    resized.observe(place);
    view.ended.addEventListener('abort', () => resized.disconnect());
  });
  box.addEventListener('keydown', (event) => {
    const forBrowser = event.ctrlKey || event.metaKey || event.altKey;
    if (!forBrowser && pressed(event.key, view)) event.preventDefault();
  });
  return box;
}

/** Calls once the element is near the part of the page that is seen, or the page is printed. */
export function whenSeen(seen: HTMLElement, { ended }: View, action: () => void): void {
  let done = false;
  const once = () => {
    if (done) return;
    done = true;
    observer.disconnect();
    action();
  };
  const observer = new IntersectionObserver(
    (entries) => entries.some((one) => one.isIntersecting) && once(),
    {
      rootMargin: '300px',
    },
  );
  observer.observe(seen);
  addEventListener('beforeprint', once, { signal: ended });
  ended.addEventListener('abort', () => observer.disconnect());
}

/** @returns whether the key means something */
function pressed(key: string, view: View): boolean {
  if (key === 'ArrowLeft') view.step({ move: -0.25 });
  else if (key === 'ArrowRight') view.step({ move: 0.25 });
  else if (key === '+' || key === '=') view.step({ zoom: 0.5 });
  else if (key === '-') view.step({ zoom: 2 });
  else if (key === '0' || key === 'Escape') view.zoom(undefined);
  else return false;
  return true;
}

function plotOf({ metric, view, draw, phases, start }: ChartOptions, place: HTMLElement): uPlot {
  const { times, lines } = draw();
  const { series, bands, data } = plotted(lines);
  const [min, max] = view.range;
  const ink = {
    stroke: styleColor('ink-soft'),
    grid: { stroke: styleColor('line'), width: 1 },
    ticks: { show: false },
  };
  const font = '12px system-ui, sans-serif';
  return new uPlot(
    {
      width: place.clientWidth,
      height: HEIGHT,
      scales: { x: { time: false, min, max }, y: { range: (_, __, most) => [0, topOf(most, metric)] } },
      axes: [
        { ...ink, font, incrs: TIME_STEPS, space: 60, size: 28, values: (_, splits) => splits.map(axisTime) },
        { ...ink, font, size: LEFT_PX, values: (_, splits) => splits.map((value) => number(value)) },
      ],
      series: [{ label: 'time', value: (_, value) => (value === null ? '–' : clockTime(value)) }, ...series],
      bands,
      padding: [8, RIGHT_PX, 0, 0],
      cursor: { sync: { key: 'time' }, drag: { x: true, y: false }, points: { size: 6 } },
      legend: { live: true },
      hooks: {
        drawClear: [(plot) => drawPhases(plot, phases, start)],
        setScale: [
          (plot, key) => {
            const { min: from, max: to } = plot.scales.x ?? {};
            if (key === 'x' && from != null && to != null) view.zoom([from, to]);
          },
        ],
        ready: [(plot) => plot.over.addEventListener('dblclick', () => view.zoom(undefined))],
      },
    },
    [[...times], ...data],
    place,
  );
}

/** Whole seconds as on a watch; parts of one with a digit. */
function axisTime(seconds: number): string {
  return Number.isInteger(seconds) ? clockTime(seconds) : `${seconds.toFixed(1)} s`;
}

/** Percent end at 100: a kernel that counts some more than there is does not stretch the axis. */
function topOf(most: number | null, { most: all }: MetricView): number {
  const top = Math.max(most ?? 0, 0) * 1.08;
  if (all === undefined) return top > 0 ? top : 1;
  return Math.min(all, Math.max(top, all / 20));
}

function plotted(lines: readonly Line[]) {
  const series: uPlot.Series[] = [];
  const bands: uPlot.Band[] = [];
  const data: (number | null | undefined)[][] = [];
  const value = (_: uPlot, shown: number | null) => number(shown);
  for (const { label, low, high, color, width } of lines) {
    const edge = { stroke: color, width, value, points: { show: true, size: 6, fill: color, filter: alone } };
    if (high === undefined) series.push({ ...edge, label });
    else {
      series.push({ ...edge, label: `${label} max`.trim() }, { ...edge, label: `${label} min`.trim() });
      bands.push({ series: [series.length - 1, series.length], fill: `${color}40` });
      data.push(withNulls(high));
    }
    data.push(withNulls(low));
  }
  return { series, bands, data };
}

/** The values that have no neighbours: no line goes through them, so they get a point. */
function alone(plot: uPlot, series: number): number[] {
  const values = plot.data[series];
  if (values === undefined) return [];
  const known: number[] = [];
  values.forEach((value, at) => {
    if (value !== undefined) known.push(at);
  });
  return known.filter((at, nth) => {
    const [before, behind] = [known[nth - 1], known[nth + 1]].map((other) => values[other ?? -1] ?? null);
    return values[at] !== null && before === null && behind === null;
  });
}

function withNulls(values: ArrayLike<number | undefined>): (number | null | undefined)[] {
  return Array.from(values, (value) => (value !== undefined && Number.isNaN(value) ? null : value));
}

/** Each phase as a strip behind the lines, every other one darker, with its label where there is room. */
function drawPhases({ ctx, bbox, valToPos }: uPlot, phases: readonly Phase[], start: number): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.textBaseline = 'top';
  phases.forEach(({ label, start: from, end }, at) => {
    const left = valToPos((from - start) / 1000, 'x', true);
    const width = valToPos((end - start) / 1000, 'x', true) - left;
    ctx.fillStyle = styleColor(at % 2 === 0 ? 'phase' : 'phase-other');
    ctx.fillRect(left, bbox.top, width, bbox.height);
    const text = ` ${label}`;
    if (ctx.measureText(text).width > width) return;
    ctx.fillStyle = styleColor('ink-soft');
    ctx.fillText(text, left, bbox.top + 2);
  });
  ctx.restore();
}

/** The colour of the nth host that was picked. */
export function hostColor(nth: number): string {
  return HOST_COLORS[nth % HOST_COLORS.length] ?? HOST_COLORS[0];
}
