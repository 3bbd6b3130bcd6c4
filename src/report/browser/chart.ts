import type uPlot from 'uplot';
import { styleColor } from './colors.ts';
import { element } from './dom.ts';
import { firstFrom, nearestTime } from './plot/axis.ts';
import type { Drawing } from './plot/drawing.ts';
import { type ChartOptions, plottedOf } from './plot/options.ts';
import { PLOT_HEIGHT_PX, plotOf } from './plot/plot.ts';
import { Readout } from './plot/readout.ts';
import { printed, saving } from './save/saving.ts';
import type { View } from './view.ts';

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
