import type uPlot from 'uplot';
import type { MetricView } from '../metrics/metrics.ts';
import type { Phase } from '../phases/phases.ts';
import { paperColor, styleColor } from './colors.ts';
import { element } from './dom.ts';
import { firstFrom, nearestTime } from './plot/axis.ts';
import type { Cursor } from './plot/cursor.ts';
import { type Draw, type Drawing, numbersOf } from './plot/drawing.ts';
import { PLOT_HEIGHT_PX, plotOf } from './plot/plot.ts';
import { Readout, type ReadoutOptions } from './plot/readout.ts';
import { csvOf } from './save/csv.ts';
import { download, fileName } from './save/download.ts';
import { type Below, picture } from './save/picture.ts';
import type { View } from './view.ts';

export interface ChartOptions extends ReadoutOptions {
  readonly metric: MetricView;
  readonly view: View;
  readonly cursor: Cursor;
  readonly phases: readonly Phase[];
  /** When the time axis begins, ms since 1970. */
  readonly start: number;
  /** What it is of: files that are saved have it in their names, pictures in their title. */
  readonly of: string;
  /** Times that numbers of single hosts are taken together from; 1 if it is not said. */
  readonly bucket?: number;
  /** Asked for whenever it is drawn anew. */
  readonly draw: Draw;
  /** What stands below it. */
  readonly below?: Below & { readonly box: HTMLElement };
}

/** What is printed is drawn so wide, and then as wide as the paper is; A4 and Letter have some 720 between margins. CSS px. */
const PAPER_PX = 780;
/** Pictures that are saved, CSS px. */
const PICTURE_PX = 900;

/** A chart of one metric that follows the view. It is drawn once it is scrolled to. */
export function chart(options: ChartOptions): HTMLElement {
  const { metric, view, cursor, below } = options;
  const readout = new Readout(options);
  const place = element('div', { class: 'plot' });
  const label = `${metric.title}, ${metric.unit}. Arrow keys move, plus and minus zoom, 0 shows all; comma and full stop read values.`;
  const box = element(
    'figure',
    {
      class: 'chart',
      attributes: { tabindex: '0', role: 'group', 'aria-label': label, 'data-metric': metric.name },
    },
    element(
      'figcaption',
      {},
      element('span', {}, element('b', {}, metric.title), ` ${metric.unit}`),
      saving(options),
    ),
    place,
    readout.box,
    ...(below === undefined ? [] : [below.box]),
    readout.hosts,
  );
  let plot: uPlot | undefined;
  let drawing: Drawing = { times: [], bands: [], hosts: [] };
  let isPointing = false;
  const point = () => {
    const time = cursor.at?.time;
    const at =
      time === undefined || drawing.times.length === 0 ? undefined : nearestTime(drawing.times, time);
    readout.show(at);
    if (plot === undefined || isPointing) return;
    const left = at === undefined ? -10 : plot.valToPos(drawing.times[at] ?? 0, 'x');
    plot.setCursor({ left, top: 0 }, false);
  };
  const draw = () => {
    plot?.destroy();
    drawing = options.draw(styleColor);
    readout.of(drawing);
    plot = plotOf(
      { ...plottedOf(options), drawing, ink: styleColor, width: place.clientWidth, scale: 1, place },
      {
        onPoint: (at) => {
          const time = drawing.times[at ?? -1];
          isPointing = true; // Its own line stays below the pointer.
          cursor.move(time === undefined ? undefined : { time });
          isPointing = false;
        },
        onZoom: (range) => view.zoom(range),
      },
    );
  };
  view.ended.addEventListener('abort', () => plot?.destroy());
  whenSeen(box, view, () => {
    draw();
    view.onPicked(draw);
    view.onRange(() => {
      const [min, max] = view.range;
      if (plot?.scales.x?.min !== min || plot.scales.x.max !== max) plot?.setScale('x', { min, max });
    });
    cursor.onMove(point);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw, { signal: view.ended });
    const resized = new ResizeObserver(
      () => place.clientWidth > 0 && plot?.setSize({ width: place.clientWidth, height: PLOT_HEIGHT_PX }),
    );
    resized.observe(place);
    view.ended.addEventListener('abort', () => resized.disconnect());
  });
  box.addEventListener('keydown', (event) => {
    const forBrowser = event.ctrlKey || event.metaKey || event.altKey;
    if (forBrowser) return;
    if (pressed(event.key, view) || stepped(event.key, drawing.times, options)) event.preventDefault();
  });
  printed(box, options);
  return box;
}

/** Calls once the element is near the part of the page that is seen. */
export function whenSeen(seen: HTMLElement, { ended }: View, action: () => void): void {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some((one) => one.isIntersecting)) return;
      observer.disconnect();
      action();
    },
    { rootMargin: '300px' },
  );
  observer.observe(seen);
  ended.addEventListener('abort', () => observer.disconnect());
}

function plottedOf({ metric, phases, start, view, bucket = 1 }: ChartOptions) {
  return { metric, phases, start, range: view.range, bucket };
}

/** On paper each chart is a picture, also one that nobody has scrolled to. */
function printed(box: HTMLElement, options: ChartOptions): void {
  const paper = element('div', { class: 'paper', attributes: { 'aria-hidden': 'true' } });
  const { ended } = options.view;
  const begin = async () => {
    box.append(paper);
    paper.replaceChildren(await pictureOf(options, PAPER_PX, []));
  };
  const end = () => {
    paper.replaceChildren(); // Its pixels are many.
    paper.remove();
  };
  addEventListener('beforeprint', () => void begin(), { signal: ended });
  addEventListener('afterprint', end, { signal: ended });
}

function pictureOf(
  options: ChartOptions,
  width: number,
  title: readonly string[],
): Promise<HTMLCanvasElement> {
  const drawing = options.draw(paperColor);
  return picture({
    plotted: { ...plottedOf(options), drawing, ink: paperColor, width },
    title,
    below: options.below,
  });
}

/** Buttons that save what is seen: its numbers, and a picture of it. */
function saving(options: ChartOptions): HTMLElement {
  const { metric, of, view } = options;
  const button = (text: string, what: string, onClick: () => void) =>
    element(
      'button',
      { title: what, onClick, attributes: { 'aria-label': `${what}: ${metric.title}` } },
      text,
    );
  const saveNumbers = () => {
    const text = chartCsv(options.draw(styleColor), options, view.range);
    download(new Blob([text], { type: 'text/csv' }), fileName(of, metric.name, 'csv'));
  };
  const savePicture = async () => {
    const title = [`${metric.title}, ${metric.unit}`, subtitle(options)];
    const canvas = await pictureOf(options, PICTURE_PX, title);
    canvas.toBlob((blob) => blob !== null && download(blob, fileName(of, metric.name, 'png')), 'image/png');
  };
  return element(
    'span',
    { class: 'save' },
    button('CSV', 'Save the numbers as CSV', saveNumbers),
    button('PNG', 'Save a picture', () => void savePicture()),
  );
}

function subtitle({ of, wallClock }: ChartOptions): string {
  return wallClock === undefined ? of : `${of}, time since ${wallClock(0)}`;
}

/** What a chart shows of a part of the time, as a table. */
function chartCsv(
  drawing: Drawing,
  { metric, wallClock, start }: ChartOptions,
  [from, to]: readonly [number, number],
): string {
  const columns = numbersOf(drawing);
  const withTime = wallClock !== undefined;
  const { times } = drawing;
  const head = [
    ...(withTime ? ['time'] : []),
    'seconds since start',
    ...columns.map(({ label, host }) => (host ? label : `${label}, ${metric.unit}`)),
  ];
  const first = firstFrom(times, from);
  const shown = times.slice(first).filter((time) => time <= to);
  return csvOf(
    head,
    shown.map((time, nth) => [
      ...(withTime ? [new Date(start + time * 1000).toISOString()] : []),
      time,
      ...columns.map(({ values }) => shortest(values[first + nth])),
    ]),
  );
}

/** Numbers of charts have 32 bits: their digits beyond seven mean nothing. */
function shortest(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Number(value.toPrecision(7));
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

/** Points at the time before or behind. @returns whether the key means something */
function stepped(key: string, times: readonly number[], { cursor, view }: ChartOptions): boolean {
  const step = { ',': -1, '.': 1 }[key];
  if (step === undefined) return false;
  const [from, to] = view.range;
  const now = cursor.at === undefined ? undefined : nearestTime(times, cursor.at.time);
  const next = times[now === undefined ? firstFrom(times, from) : now + step];
  if (next !== undefined && next >= from && next <= to) cursor.move({ ...cursor.at, time: next });
  return true;
}
