import uPlot from 'uplot';
import { clockTime } from '../../metrics/clock-time.ts';
import type { MetricView } from '../../metrics/metrics.ts';
import type { Phase } from '../../phases/phases.ts';
import type { Ink } from '../colors.ts';
import { number } from '../format.ts';
import { axisTop } from './axis.ts';
import type { Drawing } from './drawing.ts';
import { drawPhaseLabels, drawPhases } from './phase-strips.ts';

/** Beside the plot; heat maps keep the same, so that their times are below those of the plot. */
export const LEFT_PX = 54;
export const RIGHT_PX = 26;
export const PLOT_HEIGHT_PX = 190;

/** Time axes are divided at these, in seconds. */
const TIME_STEPS = [
  0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400,
  172_800, 604_800,
];

/** What is plotted, and where. */
export interface Plotted {
  readonly metric: MetricView;
  readonly drawing: Drawing;
  readonly phases: readonly Phase[];
  /** When the time axis begins, ms since 1970. */
  readonly start: number;
  readonly range: readonly [number, number];
  /** Times that numbers of single hosts are taken together from. */
  readonly bucket: number;
  readonly ink: Ink;
  /** CSS pixels. */
  readonly width: number;
  /** How many times as large as on the page all of it is. */
  readonly scale: number;
  readonly place: HTMLElement;
}

/** What happens to a plot that can be pointed at. */
export interface PlotEvents {
  /** @param at the index of the time that is pointed at */
  readonly onPoint: (at: number | undefined) => void;
  readonly onZoom: (range: readonly [number, number] | undefined) => void;
}

/** Draws it; without events it is a picture. */
export function plotOf(plotted: Plotted, events?: PlotEvents): uPlot {
  const { metric, drawing, phases, start, range, bucket, ink, width, scale, place } = plotted;
  const { series, bands, data } = linesOf(drawing, scale);
  const tops = [...drawing.bands.map(({ max }) => max), ...drawing.hosts.map(({ low, high }) => high ?? low)];
  const font = `${12 * scale}px system-ui, sans-serif`;
  const axis = {
    stroke: ink('ink-soft'),
    grid: { stroke: ink('line'), width: scale },
    ticks: { show: false },
    gap: 5 * scale,
    font,
  };
  const [min, max] = range;
  const seen = (plot: uPlot): readonly [number, number] => [
    plot.scales.x?.min ?? range[0],
    plot.scales.x?.max ?? range[1],
  ];
  const drawn = () => ({ start, unit: scale * (devicePixelRatio || 1), ink });
  return new uPlot(
    {
      width: width * scale,
      height: PLOT_HEIGHT_PX * scale,
      scales: {
        x: { time: false, min, max },
        y: { range: (plot) => [0, axisTop(metric, drawing.times, tops, seen(plot), bucket)] },
      },
      axes: [
        {
          ...axis,
          incrs: TIME_STEPS,
          space: 60 * scale,
          size: 28 * scale,
          values: (_, splits) => splits.map(axisTime),
        },
        {
          ...axis,
          space: 30 * scale,
          size: LEFT_PX * scale,
          values: (_, splits) => splits.map((value) => number(value)),
        },
      ],
      series: [{}, ...series],
      bands,
      padding: [8 * scale, RIGHT_PX * scale, 0, 0],
      cursor: { show: events !== undefined, y: false, drag: { x: true, y: false }, points: { size: 6 } },
      legend: { show: false },
      hooks: {
        drawClear: [
          (plot) => {
            // A picture has no holes: what is seen through one has other colours in a PDF.
            if (events === undefined) fill(plot.ctx, ink('paper'));
            drawPhases(plot, phases, drawn());
          },
        ],
        draw: [(plot) => drawPhaseLabels(plot, phases, drawn())],
        ...(events !== undefined && {
          setCursor: [(plot) => events.onPoint(plot.cursor.idx ?? undefined)],
          setScale: [
            (plot, key) => {
              const { min: from, max: to } = plot.scales.x ?? {};
              if (key === 'x' && from != null && to != null) events.onZoom([from, to]);
            },
          ],
          ready: [(plot) => plot.over.addEventListener('dblclick', () => events.onZoom(undefined))],
        }),
      },
    },
    [[...drawing.times], ...data],
    place,
  );
}

function fill(context: CanvasRenderingContext2D, color: string): void {
  context.fillStyle = color;
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
}

/** Whole seconds as on a watch; parts of one with a digit. */
function axisTime(seconds: number): string {
  return Number.isInteger(seconds) ? clockTime(seconds) : `${seconds.toFixed(1)} s`;
}

function linesOf({ bands: strips, hosts }: Drawing, scale: number) {
  const series: uPlot.Series[] = [];
  const bands: uPlot.Band[] = [];
  const data: (number | null | undefined)[][] = [];
  const line = (values: ArrayLike<number | undefined>, color: string, width: number) => {
    const points = { show: true, size: 6 * scale, fill: color, filter: alone };
    series.push({ stroke: color, width: width * scale, points });
    data.push(withNulls(values));
  };
  const strip = (
    low: ArrayLike<number | undefined>,
    high: ArrayLike<number | undefined>,
    color: string,
    width: number,
  ) => {
    line(high, color, width);
    line(low, color, width);
    bands.push({ series: [series.length - 1, series.length], fill: `${color}40` });
  };
  for (const { min, median, max, color } of strips) {
    strip(min, max, color, 0);
    line(median, color, 2);
  }
  for (const { low, high, color } of hosts) {
    if (high === undefined) line(low, color, 1.5);
    else strip(low, high, color, 1);
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
