import { clockTime } from '../../metrics/clock-time.ts';
import type { MetricView } from '../../metrics/metrics.ts';
import type { PageRun } from '../../page/page-data.ts';
import type { ChartNumbers } from '../chart-numbers.ts';
import type { Ink } from '../colors.ts';
import { number } from '../format.ts';
import { firstFrom } from '../plot/axis.ts';
import type { Cursor } from '../plot/cursor.ts';
import { LEFT_PX, RIGHT_PX } from '../plot/plot.ts';
import type { View } from '../view.ts';
import { type Cell, type Cells, cellsOf, distanceAt, extremeAt, type Span } from './cells.ts';
import { axisNames, byName, byValue } from './order.ts';
import { type HeatScale, heatScale, paintCells } from './paint.ts';
import type { HeatSettings } from './settings.ts';
import { shade } from './shades.ts';

/** What a heat map is of, and what it follows. */
export interface HeatMapOptions {
  readonly metric: MetricView;
  readonly run: PageRun;
  readonly numbers: ChartNumbers;
  readonly view: View;
  readonly cursor: Cursor;
  readonly settings: HeatSettings;
  /** A moment of the day by seconds since the start of the benchmark. */
  readonly wallClock: (seconds: number) => string;
}

/** CSS pixels, of all hosts together. */
export const HEIGHT_PX = 200;
const NAME_PX = 12;
/** Characters of a name that have room beside it. */
const NAME_CHARACTERS = 8;
const LEGEND_PX = 20;
/** With its legend, on paper. */
export const PAPER_HEIGHT_PX = HEIGHT_PX + LEGEND_PX + 6;
/** Its scale, on paper. */
const SCALE_PX = 110;

/** What one heat map shows now, on the page or on paper. */
export class Heat {
  readonly names: readonly string[];
  readonly #options: HeatMapOptions;
  readonly #times: readonly number[];
  readonly #byName: readonly number[];
  #cells: Cells | undefined;
  #order: readonly number[];

  constructor(options: HeatMapOptions) {
    const { run, numbers } = options;
    this.#options = options;
    this.names = run.hosts.map(({ name }) => name);
    this.#times = numbers.chart.times.map((time) => (time - run.start) / 1000);
    this.#byName = byName(this.names);
    this.#order = this.#byName;
  }

  /** Its cells, its hosts from the top down and its colours, by what is seen and chosen now. */
  now(background: 'light' | 'dark'): { cells: Cells; order: readonly number[]; scale: HeatScale } {
    const { metric, numbers, settings, view } = this.#options;
    const { cells } = this.last();
    this.#order = settings.order === 'name' ? this.#byName : byValue(this.names, cells, this.seenBuckets());
    const { colors } = settings;
    const scale = heatScale({ metric, numbers, times: this.#times, range: view.range, colors, background });
    return { cells, order: this.#order, scale };
  }

  /** As it was drawn last. */
  last(): { cells: Cells; order: readonly number[] } {
    const { metric, run, numbers } = this.#options;
    this.#cells ??= cellsOf(metric, run, numbers);
    return { cells: this.#cells, order: this.#order };
  }

  /** The buckets that are seen. */
  seenBuckets(): Span {
    const [from, to] = this.#options.view.range;
    const { times } = this.last().cells;
    return [firstFrom(times, from), Math.min(times.length, firstFrom(times, to) + 1)];
  }

  axis(order: readonly number[]) {
    return axisNames(this.names, order, { rows: HEIGHT_PX / NAME_PX, most: NAME_CHARACTERS });
  }

  /** A cell in words. */
  say(cell: Cell): string {
    const { metric, wallClock } = this.#options;
    const { cells } = this.last();
    const time = cells.times[cell.bucket] ?? 0;
    const distance = distanceAt(cells, cell);
    const far = Number.isNaN(distance)
      ? ''
      : `, ${distance < 0 ? '−' : '+'}${number(Math.abs(distance))} from the median`;
    return `${this.names[cell.host] ?? ''}, ${clockTime(time)}: ${number(extremeAt(cells, cell))} ${metric.unit}${far} (${wallClock(time)})`;
  }

  /** All of it, where the context's origin is. */
  paint(context: CanvasRenderingContext2D, width: number, ink: Ink): void {
    const { order, scale, cells } = this.now('light');
    const field = document.createElement('canvas');
    field.width = 2 * (width - LEFT_PX - RIGHT_PX);
    field.height = HEIGHT_PX;
    paintCells(field, { cells, order, scale, range: this.#options.view.range });
    context.imageSmoothingEnabled = false;
    context.fillStyle = ink('line');
    context.fillRect(LEFT_PX, 0, width - LEFT_PX - RIGHT_PX, HEIGHT_PX);
    context.drawImage(field, LEFT_PX, 0, width - LEFT_PX - RIGHT_PX, HEIGHT_PX);
    context.textBaseline = 'middle';
    context.fillStyle = ink('ink-soft');
    context.font = '10px system-ui, sans-serif';
    context.textAlign = 'right';
    for (const { text, middle } of this.axis(order)) {
      context.fillText(text, LEFT_PX - 4, middle * HEIGHT_PX, LEFT_PX - 6);
    }
    context.textAlign = 'left';
    context.font = '12px system-ui, sans-serif';
    const y = HEIGHT_PX + LEGEND_PX / 2;
    context.fillText(scale.fromText, LEFT_PX, y);
    const left = LEFT_PX + context.measureText(scale.fromText).width + 6;
    const fill = context.createLinearGradient(left, 0, left + SCALE_PX, 0);
    scale.shades.forEach((_, nth, { length }) => {
      const share = nth / (length - 1);
      fill.addColorStop(share, `rgb(${shade(scale.shades, share).join(' ')})`);
    });
    context.fillText(scale.toText, left + SCALE_PX + 6, y);
    context.fillStyle = fill;
    context.fillRect(left, y - 5, SCALE_PX, 10);
  }
}
