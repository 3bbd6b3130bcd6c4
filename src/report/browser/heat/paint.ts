import type { MetricView } from '../../metrics/metrics.ts';
import type { ChartNumbers } from '../chart-numbers.ts';
import { number } from '../format.ts';
import { axisTop, seenTimes } from '../plot/axis.ts';
import { bucketsOfPixels, type Cells, distanceAt, extremeAt, hostsOfPixel, mostExtreme } from './cells.ts';
import type { HeatColors } from './settings.ts';
import { DISTANCES_DARK, DISTANCES_LIGHT, placeInTable, type Shades, shadeTable, VALUES } from './shades.ts';

/** Colours and what they mean. */
export interface HeatScale {
  readonly colors: HeatColors;
  readonly shades: Shades;
  /** What the first and the last colour are of. */
  readonly from: number;
  readonly to: number;
  /** The same, in words. */
  readonly fromText: string;
  readonly toText: string;
}

/** What a scale is made for. */
export interface Scaled {
  readonly metric: MetricView;
  readonly numbers: ChartNumbers;
  /** Of the columns of the chart, seconds since the start of the benchmark. */
  readonly times: readonly number[];
  readonly range: readonly [number, number];
  readonly colors: HeatColors;
  readonly background: 'light' | 'dark';
}

/** The scale of what is seen: of values it is the axis of the chart above. */
export function heatScale({ metric, numbers, times, range, colors, background }: Scaled): HeatScale {
  const { min, median, max } = numbers.bands(metric.name);
  const bucket = numbers.chart.columnsPerBucket;
  if (colors === 'value') {
    const to = axisTop(metric, times, [max], range, bucket);
    const toText = `${number(to)} ${metric.unit}`;
    return { colors, shades: VALUES, from: 0, to, fromText: '0', toText };
  }
  let most = metric.negligible;
  const [first, end] = seenTimes(times, range, bucket);
  for (let at = first; at < end; at++) {
    const far = Math.max(max[at]! - median[at]!, median[at]! - min[at]!);
    if (far > most) most = far;
  }
  return {
    colors,
    shades: background === 'dark' ? DISTANCES_DARK : DISTANCES_LIGHT,
    from: -most,
    to: most,
    fromText: `−${number(most)}`,
    toText: `+${number(most)} ${metric.unit} from the median`,
  };
}

/** What is painted. */
export interface Painted {
  readonly cells: Cells;
  /** Hosts from the top down. */
  readonly order: readonly number[];
  readonly range: readonly [number, number];
  readonly scale: HeatScale;
}

/** Paints cells pixel by pixel over a whole canvas; a pixel that stands for several shows the one farthest from the median. */
export function paintCells(canvas: HTMLCanvasElement, { cells, order, range, scale }: Painted): void {
  const { width, height } = canvas;
  const context = canvas.getContext('2d');
  if (context === null) return;
  const image = context.createImageData(width, height);
  const table = shadeTable(scale.shades);
  const buckets = bucketsOfPixels(cells.times, range, width);
  let [before, top] = [-1, -1];
  for (let y = 0; y < height; y++) {
    const hosts = hostsOfPixel(y, height, order.length);
    const row = y * width * 4;
    if (hosts[0] === before && hosts[1] === top) {
      image.data.copyWithin(row, row - width * 4, row); // A host is several pixels high.
      continue;
    }
    [before, top] = hosts;
    for (let x = 0; x < width; x++) {
      const span = buckets[x];
      const found = span === undefined ? undefined : mostExtreme(cells, order, hosts, span);
      if (found === undefined) continue;
      const value = scale.colors === 'value' ? extremeAt(cells, found) : distanceAt(cells, found);
      const place = placeInTable((value - scale.from) / (scale.to - scale.from));
      const at = row + x * 4;
      image.data[at] = table[place]!;
      image.data[at + 1] = table[place + 1]!;
      image.data[at + 2] = table[place + 2]!;
      image.data[at + 3] = 255;
    }
  }
  context.putImageData(image, 0, 0);
}
