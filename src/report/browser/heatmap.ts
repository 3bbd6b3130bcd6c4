import type { MetricView } from '../metrics/metrics.ts';
import type { PageRun } from '../page/page-data.ts';
import { whenSeen } from './chart.ts';
import type { ChartNumbers } from './chart-numbers.ts';
import { heat } from './colors.ts';
import { element } from './dom.ts';
import { clockTime, number } from './format.ts';
import type { View } from './view.ts';

const ROW_PX = 3;
const MOST_PX = 200;
const LEAST_PX = 60;

/** Hosts × time as colours: the greatest value of each bucket. A click, or Enter, picks the host. */
export function heatMap(metric: MetricView, run: PageRun, numbers: ChartNumbers, view: View): HTMLElement {
  const hosts = run.hosts.length;
  const height = Math.max(LEAST_PX, Math.min(MOST_PX, hosts * ROW_PX));
  const canvas = element('canvas', {
    attributes: {
      role: 'img',
      tabindex: '0',
      'aria-label': `${metric.title} of each host over time. Up and down choose a host, Enter picks it.`,
    },
  });
  canvas.style.height = `${height}px`;
  const said = element('output', { class: 'note' });
  const rows = run.hosts.map((_, host) => numbers.host(metric.name, host).high);
  const most = metric.most ?? greatest(rows);
  const legend = element(
    'span',
    { class: 'scale', title: 'colour scale' },
    `0 `,
    element('i'),
    ` ${number(most)} ${metric.unit}`,
  );
  const box = element(
    'div',
    { class: 'heat', attributes: { 'data-metric': metric.name } },
    canvas,
    element('div', {}, legend, said),
  );
  const times = bucketTimes(run, numbers);
  let cursor = -1;
  const tell = (host: number, bucket: number) => {
    cursor = host;
    const value = rows[host]?.[bucket];
    said.textContent = ` ${run.hosts[host]?.name ?? ''}, ${clockTime(times[bucket] ?? 0)}: ${number(value)} ${metric.unit}`;
  };
  const draw = () => paint(canvas, { rows, times, range: view.range, most, picked: view.picked, height });
  const place = ({ offsetX, offsetY }: MouseEvent) => {
    const [from, to] = view.range;
    const time = from + (offsetX / canvas.clientWidth) * (to - from);
    const bucket = times.findIndex((end) => end >= time);
    const at = bucket < 0 ? times.length - 1 : bucket;
    const y = Math.min(height - 1, Math.max(0, Math.floor(offsetY)));
    return { host: greatestIn(rows, hostsOfPixel(y, height, hosts), at), bucket: at };
  };
  canvas.addEventListener('mousemove', (event) => {
    const { host, bucket } = place(event);
    tell(host, bucket);
  });
  canvas.addEventListener('click', (event) => view.toggle(place(event).host));
  canvas.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) tell(Math.min(hosts - 1, Math.max(0, cursor + step)), times.length - 1);
    else if (event.key === 'Enter' || event.key === ' ') view.toggle(Math.max(0, cursor));
    else return;
    event.preventDefault();
  });
  whenSeen(box, view, () => {
    draw();
    view.onRange(draw);
    view.onPicked(draw);
    const resized = new ResizeObserver(draw);
    resized.observe(canvas);
    view.ended.addEventListener('abort', () => resized.disconnect());
  });
  return box;
}

/** When each bucket ends, seconds since the start of the benchmark. */
export function bucketTimes(run: PageRun, { chart }: ChartNumbers): number[] {
  const { times, columnsPerBucket, buckets } = chart;
  return Array.from({ length: buckets }, (_, at) => {
    const last = times[Math.min(times.length - 1, (at + 1) * columnsPerBucket - 1)] ?? run.start;
    return (last - run.start) / 1000;
  });
}

interface Painted {
  readonly rows: readonly Float32Array[];
  readonly times: readonly number[];
  readonly range: readonly [number, number];
  readonly most: number;
  readonly picked: readonly number[];
  readonly height: number;
}

/** Pixel by pixel; a row of pixels that stands for several hosts shows the greatest of them. */
function paint(canvas: HTMLCanvasElement, { rows, times, range, most, picked, height }: Painted): void {
  const width = Math.max(1, canvas.clientWidth);
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (context === null) return;
  const image = context.createImageData(width, height);
  const buckets = bucketOfPixels(times, range, width);
  for (let y = 0; y < height; y++) {
    const [first, end] = hostsOfPixel(y, height, rows.length);
    const together = rows.slice(first, end);
    for (let x = 0; x < width; x++) {
      const value = highest(together, buckets[x] ?? -1);
      if (Number.isNaN(value)) continue;
      image.data.set([...heat(value / (most || 1)), 255], (y * width + x) * 4);
    }
  }
  context.putImageData(image, 0, 0);
  context.fillStyle = '#d55e00';
  for (const host of picked)
    context.fillRect(0, (host / rows.length) * height, 6, Math.max(3, height / rows.length));
}

/** The hosts that a row of pixels stands for: from the first, up to before the second. */
function hostsOfPixel(y: number, height: number, hosts: number): readonly [number, number] {
  const first = Math.floor((y / height) * hosts);
  return [first, Math.max(first + 1, Math.floor(((y + 1) / height) * hosts))];
}

/** Of these hosts the one whose value is seen. */
function greatestIn(
  rows: readonly Float32Array[],
  [first, end]: readonly [number, number],
  bucket: number,
): number {
  const seenOf = (host: number) => {
    const value = rows[host]?.[bucket] ?? Number.NaN;
    return Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value;
  };
  let found = first;
  for (let host = first + 1; host < end; host++) if (seenOf(host) > seenOf(found)) found = host;
  return found;
}

function bucketOfPixels(
  times: readonly number[],
  [from, to]: readonly [number, number],
  width: number,
): number[] {
  let bucket = 0;
  return Array.from({ length: width }, (_, x) => {
    const time = from + ((x + 0.5) / width) * (to - from);
    while (bucket < times.length && (times[bucket] ?? 0) < time) bucket++;
    return bucket < times.length ? bucket : -1;
  });
}

function highest(rows: readonly Float32Array[], bucket: number): number {
  let found = Number.NaN;
  for (const row of rows) {
    const value = row[bucket] ?? Number.NaN;
    if (!(value <= found) && !Number.isNaN(value)) found = value;
  }
  return found;
}

function greatest(rows: readonly Float32Array[]): number {
  let found = 0;
  for (const row of rows) for (const value of row) if (value > found) found = value;
  return found;
}
