import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { quantile } from '../../exact/quantile.ts';
import type { Run } from '../data/run.ts';
import { METRICS } from '../metrics/metrics.ts';
import type { ChartData } from './page-data.ts';

/** How large charts may become. */
export interface ChartLimits {
  /** Columns of the bands over hosts. */
  readonly columns: number;
  /** Numbers of single hosts, over all metrics. */
  readonly hostNumbers: number;
}

/** A page stays below 20 MB: four bytes a number, four thirds of that as base64, if nothing could be compressed. */
const CHART_LIMITS: ChartLimits = { columns: 3600, hostNumbers: 3_300_000 };

/** The limits of each of so many runs in one page. */
export function limitsFor(runs: number): ChartLimits {
  const { columns, hostNumbers } = CHART_LIMITS;
  return { columns: Math.ceil(columns / runs), hostNumbers: Math.floor(hostNumbers / runs) };
}

/** The numbers of a run's charts. Where there are too many, neighbours are taken together as their least and greatest. */
export async function chartData(run: Run, limits: ChartLimits): Promise<ChartData> {
  const columns = run.times.length;
  const perTime = Math.max(1, Math.ceil(columns / limits.columns));
  const times = Math.ceil(columns / perTime);
  const shown = METRICS.filter(
    ({ presence }, nth) => presence === 'everywhere' || run.rows.some((rows) => rows.has(nth)),
  );
  const most = Math.floor(limits.hostNumbers / (shown.length * Math.max(1, run.hosts.length)));
  // Two numbers a bucket, unless it is one sample.
  const fits = perTime === 1 ? times <= most : 2 * times <= most;
  const perBucket = fits ? 1 : Math.ceil(times / Math.max(1, Math.floor(most / 2)));
  const isBucketed = perTime * perBucket > 1;
  const buckets = Math.ceil(columns / (perTime * perBucket));
  const numbers = new PackedNumbers(
    shown.length * (3 * times + run.hosts.length * buckets * (isBucketed ? 2 : 1)),
  );
  // One piece of memory for one metric after the other: of ten thousand hosts each is some 15 MB.
  const room = new Float32Array(run.hosts.length * columns);
  for (const { name, scale } of shown) {
    const rows = run.valuesOf(name, room);
    if (scale !== 1) for (const row of rows) scaleBy(row, scale);
    const bands = bandsOf(rows, columns);
    numbers.add(bands.min, perTime, least);
    numbers.add(bands.median, perTime, middle);
    numbers.add(bands.max, perTime, greatest);
    for (const row of rows) {
      numbers.add(row, perTime * perBucket, least);
      if (isBucketed) numbers.add(row, perTime * perBucket, greatest);
    }
  }
  return {
    times: Array.from({ length: times }, (_, at) => {
      return run.times[Math.min(columns - 1, (at + 1) * perTime - 1)] ?? 0;
    }),
    metrics: shown.map(({ name }) => name),
    buckets,
    columnsPerBucket: perBucket,
    samplesPerTime: perTime,
    packed: await numbers.packed(),
  };
}

/** Bits of a float's fraction that are kept. */
const FRACTION_BITS = 15;

/**
 * Rounds floats to five digits, which no chart shows: with the last byte of each being 0 they are compressed to a third less.
 * NaN and infinity stay what they are.
 */
function coarsen(numbers: Float32Array<ArrayBuffer>): void {
  const bits = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  const lost = 23 - FRACTION_BITS;
  const half = 1 << (lost - 1);
  for (let at = 0; at < bits.length; at++) {
    if (Number.isFinite(numbers[at])) bits[at] = ((bits[at]! + half) >>> lost) << lost;
  }
}

/** In place: of ten thousand hosts there is one copy at a time. */
function scaleBy(row: Float32Array, scale: number): void {
  for (let at = 0; at < row.length; at++) row[at] = row[at]! * scale;
}

function bandsOf(rows: readonly Float32Array[], columns: number) {
  const bands = { min: nothing(columns), median: nothing(columns), max: nothing(columns) };
  const values = new Float32Array(rows.length);
  for (let column = 0; column < columns; column++) {
    let count = 0;
    for (const row of rows) {
      const value = row[column] ?? Number.NaN;
      if (!Number.isNaN(value)) values[count++] = value;
    }
    if (count === 0) continue;
    const sorted = values.subarray(0, count).sort();
    bands.min[column] = sorted[0] ?? Number.NaN;
    bands.median[column] = quantile(sorted, 0.5);
    bands.max[column] = sorted[count - 1] ?? Number.NaN;
  }
  return bands;
}

function nothing(length: number): Float32Array<ArrayBuffer> {
  return new Float32Array(length).fill(Number.NaN);
}

/** Of the numbers of a row from one place to before another, those that are known taken together; NaN of none. */
type Together = (row: Float32Array, from: number, to: number) => number;

const least: Together = (row, from, to) => extreme(row, from, to, Math.min);
const greatest: Together = (row, from, to) => extreme(row, from, to, Math.max);

function extreme(row: Float32Array, from: number, to: number, of: (a: number, b: number) => number): number {
  let most = Number.NaN;
  for (let at = from; at < to; at++) {
    const value = row[at]!;
    if (!Number.isNaN(value)) most = Number.isNaN(most) ? value : of(most, value);
  }
  return most;
}

function middle(row: Float32Array, from: number, to: number): number {
  const known = row.slice(from, to).filter((value) => !Number.isNaN(value));
  return known.length === 0 ? Number.NaN : quantile(known.sort(), 0.5);
}

/** The numbers of all charts, one after the other, in the one piece of memory that is compressed. */
class PackedNumbers {
  readonly #all: Float32Array<ArrayBuffer>;
  #length = 0;

  /** @param count how many there will be */
  constructor(count: number) {
    this.#all = new Float32Array(count);
  }

  /** Adds those of a row, each `size` neighbours taken together. */
  add(row: Float32Array, size: number, together: Together): void {
    if (size === 1) {
      this.#all.set(row, this.#length);
      this.#length += row.length;
      return;
    }
    for (let from = 0; from < row.length; from += size) {
      this.#all[this.#length++] = together(row, from, Math.min(row.length, from + size));
    }
  }

  async packed(): Promise<string> {
    coarsen(this.#all);
    return (await promisify(gzip)(this.#all)).toString('base64');
  }
}
