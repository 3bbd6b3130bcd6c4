import { whenSeen } from '../chart.ts';
import { hostColor } from '../colors.ts';
import { element } from '../dom.ts';
import { firstFrom } from '../plot/axis.ts';
import type { Below } from '../save/picture.ts';
import { bucketsOfPixels, type Cell, type Cells, hostsOfPixel, mostExtreme } from './cells.ts';
import { HEIGHT_PX, Heat, type HeatMapOptions, PAPER_HEIGHT_PX } from './heat.ts';
import { type HeatScale, paintCells } from './paint.ts';

/** Hosts × time as colours. A click, or Enter, picks the host. */
export function heatMap(options: HeatMapOptions): Below & { readonly box: HTMLElement } {
  const { metric, view, cursor, settings } = options;
  const heat = new Heat(options);
  const canvas = element('canvas', {
    attributes: {
      role: 'img',
      tabindex: '0',
      'aria-label': `${metric.title} of each host over time. Up and down choose a host, Enter picks it.`,
    },
  });
  canvas.style.height = `${HEIGHT_PX}px`;
  const names = element('div', { class: 'names', attributes: { 'aria-hidden': 'true' } });
  const line = element('i', { class: 'time-line' });
  const row = element('i', { class: 'host-line' });
  const [picked, from, colors, to] = [element('div'), element('span'), element('i'), element('span')];
  line.hidden = true;
  row.hidden = true;
  const said = element('output', { class: 'said' }, '\u00a0');
  const box = element(
    'div',
    { class: 'heat', attributes: { 'data-metric': metric.name } },
    element('div', { class: 'field' }, names, canvas, picked, line, row),
    element('div', { class: 'scale', title: 'colour scale' }, from, colors, to),
    said,
  );
  const draw = () => {
    if (canvas.clientWidth === 0) return;
    const background = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
    const { order, scale, cells } = heat.now(background);
    canvas.width = canvas.clientWidth;
    canvas.height = HEIGHT_PX;
    paintCells(canvas, { cells, order, scale, range: view.range });
    from.textContent = scale.fromText;
    to.textContent = scale.toText;
    colors.style.background = gradient(scale);
    names.replaceChildren(
      ...heat.axis(order).map(({ text, middle, host }) => {
        const name = element('span', { title: heat.names[host] ?? '' }, text);
        name.style.top = `${middle * HEIGHT_PX}px`;
        return name;
      }),
    );
    picked.replaceChildren(
      ...view.picked.map((host, nth) => {
        const mark = element('i', { class: 'picked' });
        mark.style.background = hostColor(nth);
        placeRow(mark, order.indexOf(host), order.length);
        return mark;
      }),
    );
    point();
  };
  const point = () => {
    const { at } = cursor;
    const [start, end] = view.range;
    const share = at === undefined ? -1 : (at.time - start) / (end - start);
    line.hidden = share < 0 || share > 1;
    line.style.left = `${100 * share}%`;
    row.hidden = at?.host === undefined;
    said.textContent = '\u00a0';
    if (at?.host === undefined) return;
    const { order, cells } = heat.last();
    placeRow(row, order.indexOf(at.host), order.length);
    said.textContent = heat.say({ host: at.host, bucket: bucketAt(cells, at.time) });
  };
  const placed = ({ offsetX, offsetY }: MouseEvent): Cell | undefined => {
    const { order, cells } = heat.last();
    const y = Math.min(HEIGHT_PX - 1, Math.max(0, Math.floor(offsetY)));
    const hosts = hostsOfPixel(y, HEIGHT_PX, order.length);
    const x = Math.min(canvas.clientWidth - 1, Math.max(0, Math.floor(offsetX)));
    const span = bucketsOfPixels(cells.times, view.range, canvas.clientWidth)[x];
    if (span === undefined) return undefined;
    const [host = 0] = order.slice(...hosts);
    return mostExtreme(cells, order, hosts, span) ?? { host, bucket: span[0] };
  };
  const pointAt = (cell: Cell | undefined) => {
    const time = heat.last().cells.times[cell?.bucket ?? -1];
    cursor.move(cell === undefined || time === undefined ? undefined : { time, host: cell.host });
  };
  canvas.addEventListener('mousemove', (event) => pointAt(placed(event)));
  canvas.addEventListener('mouseleave', () => cursor.move(undefined));
  canvas.addEventListener('click', (event) => {
    const cell = placed(event);
    if (cell !== undefined) view.toggle(cell.host);
  });
  canvas.addEventListener('keydown', (event) => {
    const { order, cells } = heat.last();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const now = order.indexOf(cursor.at?.host ?? -1);
    if (step !== undefined) {
      const host = order[Math.min(order.length - 1, Math.max(0, now + step))];
      const time = cursor.at?.time ?? cells.times[Math.max(0, heat.seenBuckets()[1] - 1)];
      if (host !== undefined && time !== undefined) cursor.move({ time, host });
    } else if (event.key === 'Enter' || event.key === ' ') view.toggle(order[Math.max(0, now)] ?? 0);
    else return;
    event.preventDefault();
  });
  whenSeen(box, view, () => {
    draw();
    view.onRange(draw);
    view.onPicked(draw);
    settings.onChange(draw);
    cursor.onMove(point);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw, { signal: view.ended });
    const resized = new ResizeObserver(draw);
    resized.observe(canvas);
    view.ended.addEventListener('abort', () => resized.disconnect());
  });
  return {
    box,
    height: PAPER_HEIGHT_PX,
    paint: (context, width, ink) => heat.paint(context, width, ink),
  };

  function bucketAt({ times }: Cells, time: number): number {
    return Math.min(times.length - 1, firstFrom(times, time));
  }
}

/** At the nth of so many rows. */
function placeRow(mark: HTMLElement, nth: number, rows: number): void {
  const height = Math.max(3, HEIGHT_PX / rows);
  mark.style.height = `${height}px`;
  mark.style.top = `${Math.min(HEIGHT_PX - height, (nth / rows) * HEIGHT_PX)}px`;
}

function gradient({ shades }: HeatScale): string {
  return `linear-gradient(90deg, ${shades.map((rgb) => `rgb(${rgb.join(' ')})`).join(', ')})`;
}
