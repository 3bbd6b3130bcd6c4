import type { SampleContents } from '../merge/reading/journal-series.ts';
import { SOURCES } from '../procfs/registry.ts';
import { isNumber, type SeriesNumber } from '../series/counters.ts';
import type { Series } from '../series/reading/series.ts';
import { rowsOf } from './flatten.ts';

/**
 * What the numbers of a column are: `decimal`; or integers that fit 64 bits with a sign, 64 bits without one, or
 * neither.
 */
export type ColumnType = 'integer' | 'unsigned' | 'wide' | 'decimal';

/** The columns that a source's rows have in a series. */
export interface TableShape {
  /** What the column of instances is called; null if no row has an instance. */
  readonly key: string | null;
  /** Metric → type, in the order in which they came. */
  readonly metrics: ReadonlyMap<string, ColumnType>;
}

const MAX_I64 = 2n ** 63n - 1n;
const MAX_U64 = 2n ** 64n - 1n;
const MIN_I64 = -(2n ** 63n);
/** A decimal of Parquet has 38 digits. No kernel counts that far. */
const TOO_LARGE = 10n ** 38n;

/** Metrics that are decimals even where all that were read happen to be whole. */
const DECIMALS = new Set(
  SOURCES.flatMap((source) => source.fields(''))
    .filter(({ scale }) => scale > 0)
    .map(({ name }) => name),
);

/**
 * Reads through a series for what its tables will look like: which metrics there are differs between kernels.
 * @returns source → shape
 * @throws Error of the reader
 */
export async function shapesOf({ samples }: Series): Promise<Map<string, TableShape>> {
  const shapes = new Shapes();
  for await (const { sample } of samples) shapes.see(sample);
  return shapes.result();
}

/**
 * The shapes of the tables of journals, by what their layouts are: no sample is read. Metrics of which there turns out to be
 * no sample are among them.
 * @returns undefined if numbers can be so large that all must be looked at
 */
export function shapesOfContents({
  samples,
  steps,
  isSmall,
}: SampleContents): Map<string, TableShape> | undefined {
  if (!isSmall) return undefined;
  const shapes = new Shapes();
  for (const sample of samples) shapes.see(sample);
  // Steps of samples that are left out come together with the next.
  if (steps.some(Number.isInteger)) shapes.see({ clock_step_ms: 0 });
  if (!steps.every(Number.isInteger)) shapes.see({ clock_step_ms: 0.5 });
  return shapes.result();
}

/** The shapes of the samples that were seen so far. */
class Shapes {
  readonly #shapes = new Map<string, ShapeSoFar>();

  see(sample: Readonly<Record<string, unknown>>): void {
    for (const { source, key, instance, values } of rowsOf(sample)) {
      const shape = this.#shapes.get(source) ?? { key: null, seen: new Map() };
      this.#shapes.set(source, shape);
      if (instance !== '') shape.key ??= key;
      for (const metric in values) {
        const value = values[metric];
        if (isNumber(value)) see(shape.seen, metric, value);
      }
    }
  }

  result(): Map<string, TableShape> {
    return new Map(
      [...this.#shapes].map(([source, { key, seen }]) => [source, { key, metrics: typesOf(seen) }]),
    );
  }
}

/** What is known of a table while its rows are read. */
interface ShapeSoFar {
  key: string | null;
  readonly seen: Map<string, Seen>;
}

/** Of a column: whether it has had such values. */
interface Seen {
  decimal: boolean;
  negative: boolean;
  /** Above the largest integer of 64 bits with a sign. */
  large: boolean;
  /** Of more than 64 bits. */
  huge: boolean;
}

function see(columns: Map<string, Seen>, metric: string, value: SeriesNumber): void {
  let seen = columns.get(metric);
  if (seen === undefined) {
    seen = { decimal: DECIMALS.has(metric), negative: false, large: false, huge: false };
    columns.set(metric, seen);
  }
  if (value < 0) seen.negative = true;
  if (typeof value === 'number') {
    // Larger whole numbers come as bigints; one that does not was written with an exponent.
    if (!Number.isSafeInteger(value)) seen.decimal = true;
  } else {
    if (value > MAX_I64) seen.large = true;
    if (value > MAX_U64 || value < MIN_I64) seen.huge = true;
    if (value >= TOO_LARGE || value <= -TOO_LARGE)
      throw new Error(`${metric} has a number of more than 38 digits`);
  }
}

function typesOf(columns: ReadonlyMap<string, Seen>): Map<string, ColumnType> {
  return new Map(
    [...columns].map(([metric, seen]) => {
      if (seen.decimal) return [metric, 'decimal'];
      if (seen.huge || (seen.large && seen.negative)) return [metric, 'wide'];
      return [metric, seen.large ? 'unsigned' : 'integer'];
    }),
  );
}
