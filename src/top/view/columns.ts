import { cellText } from '../../report/metrics/metrics.ts';
import type { Metric } from '../../series/rates.ts';
import { CURVES, MEASURES, type Measure, WIDE_MEASURES } from '../measures.ts';
import type { TopHost, TopPoint, TopRates } from '../state.ts';

/** How wide the parts of a row are, characters. */
export interface Widths {
  readonly name: number;
  /** Of each of `CURVES`, 0 if it has no room. */
  readonly curves: readonly number[];
  /** What there is room for of `WIDE_MEASURES`. */
  readonly wide: readonly Measure[];
}

/** A part of a row. */
export type Column =
  | {
      readonly kind: 'number';
      readonly title: string;
      readonly width: number;
      readonly measure: Measure;
    }
  | {
      readonly kind: 'curve';
      readonly width: number;
      /** What it is of, where that is not the column before it. */
      readonly word: string;
      readonly of: (point: TopPoint) => number | null;
      /** The upper end; null for the greatest value that is shown. */
      readonly most: number | null;
    };

export const STATE_WIDTH = 12;
const PERCENT_WIDTH = 4;
const NUMBER_WIDTH = 6;
const LEAST_NAME = 8;
const USUAL_NAME = 13;
const MOST_NAME = 32;
const LEAST_CURVE = 8;
const MOST_CURVE = 40;

/** What every node has. */
const EVERYWHERE = MEASURES.filter(({ metric }) => metric.presence === 'everywhere');

/** Columns of what these hosts have: of what none has there is none. */
export function measuresOf(hosts: readonly Pick<TopHost, 'rates'>[], all = MEASURES): readonly Measure[] {
  return all.filter(
    ({ metric: { name, presence } }) =>
      presence === 'everywhere' || hosts.some(({ rates }) => rates?.[name] != null),
  );
}

/** As `measuresOf`, what is shown where there is room. */
export function wideMeasuresOf(hosts: readonly Pick<TopHost, 'rates'>[]): readonly Measure[] {
  return measuresOf(hosts, WIDE_MEASURES).filter(
    ({ metric: { name } }) => !SELDOM.has(name) || hosts.some(({ rates }) => (rates?.[name] ?? 0) > 0),
  );
}

/** What is 0 on most nodes for good: a column of it is worth its room where it is not. */
const SELDOM: ReadonlySet<Metric> = new Set(['swap_in_mb_per_s', 'swap_out_mb_per_s', 'net_drops_per_s']);

/**
 * Shares out the width of a terminal: first the name, then the first curve, then names in full, then the other
 * curves, then further columns, and what is left makes curves longer.
 */
export function widthsFor(
  width: number,
  names: readonly string[],
  measures: readonly Measure[] = EVERYWHERE,
  wanted: readonly Measure[] = [],
): Widths {
  // The state, and the columns without curves; each has a blank before it.
  const bare = measures.reduce((sum, measure) => sum + 1 + widthOf(measure), 1 + STATE_WIDTH);
  const longest = names.reduce((most, name) => Math.max(most, name.length), 0);
  const nameWanted = Math.max(LEAST_NAME, Math.min(longest, MOST_NAME));
  let left = width - bare;
  const take = (most: number) => {
    const taken = Math.max(0, Math.min(most, left));
    left -= taken;
    return taken;
  };
  let name = Math.max(LEAST_NAME, take(Math.min(nameWanted, USUAL_NAME)));
  const curves = CURVES.map((_, at) => {
    const taken = left > LEAST_CURVE ? take(LEAST_CURVE + 1) - 1 : 0;
    if (at === 0) name += take(nameWanted - name);
    return taken;
  });
  const wide = wanted.filter((measure) => {
    const needed = 1 + widthOf(measure);
    return left >= needed && take(needed) === needed;
  });
  const there = curves.filter((one) => one > 0).length;
  const longer = there === 0 ? 0 : Math.min(MOST_CURVE - LEAST_CURVE, Math.floor(left / there));
  return { name, curves: curves.map((one) => (one > 0 ? one + longer : 0)), wide };
}

/** The columns behind name and state. */
export function columnsFor({ curves, wide }: Widths, measures: readonly Measure[] = EVERYWHERE): Column[] {
  return [...measures, ...wide].flatMap((measure) => [
    numberColumn(measure),
    ...curveColumn(measure, curves),
  ]);
}

function numberColumn(measure: Measure): Column {
  return { kind: 'number', title: measure.title, width: widthOf(measure), measure };
}

/** What a column has of a host; null where it is not known. */
export function valueIn({ metric }: Measure, rates: TopRates | null): number | null {
  return rates?.[metric.name] ?? null;
}

/** As text; `-` where it is not known. */
export function textIn({ metric }: Measure, value: number | null): string {
  return value === null ? '-' : cellText(metric, value, compact);
}

function curveColumn({ curve }: Measure, widths: readonly number[]): Column[] {
  if (curve === undefined) return [];
  const width = widths[curve] ?? 0;
  const of = (point: TopPoint) => point.curves[curve] ?? null;
  const { most = null, metrics = [], word = '' } = CURVES[curve] ?? {};
  return width === 0 ? [] : [{ kind: 'curve', width, word: metrics.length > 1 ? word : '', of, most }];
}

function widthOf({ metric }: Measure): number {
  return metric.unit === '%' ? PERCENT_WIDTH : NUMBER_WIDTH;
}

/** A number in at most five characters: three digits, and k, M, … for thousands. */
export function compact(value: number): string {
  let rest = value;
  for (const unit of ['', 'k', 'M', 'G', 'T']) {
    if (rest < 999.5) return `${threeDigits(rest)}${unit}`;
    rest /= 1000;
  }
  return 'huge';
}

function threeDigits(value: number): string {
  if (value === 0) return '0';
  if (value < 9.995) return value.toFixed(2);
  return value < 99.95 ? value.toFixed(1) : value.toFixed(0);
}
