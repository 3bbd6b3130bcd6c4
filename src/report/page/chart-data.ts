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
  const most = Math.floor(limits.hostNumbers / (METRICS.length * Math.max(1, run.hosts.length)));
  // Two numbers a bucket, unless it is one sample.
  const fits = perTime === 1 ? times <= most : 2 * times <= most;
  const perBucket = fits ? 1 : Math.ceil(times / Math.max(1, Math.floor(most / 2)));
  const parts: Float32Array[] = [];
  for (const { name, scale } of METRICS) {
    const rows = run.valuesOf(name);
    if (scale !== 1) for (const row of rows) scaleBy(row, scale);
    const bands = bandsOf(rows, columns);
    parts.push(least(bands.min, perTime), middle(bands.median, perTime), greatest(bands.max, perTime));
    for (const row of rows) {
      const low = least(row, perTime * perBucket);
      parts.push(low);
      if (perTime * perBucket > 1) parts.push(greatest(row, perTime * perBucket));
    }
  }
  return {
    times: Array.from({ length: times }, (_, at) => {
      return run.times[Math.min(columns - 1, (at + 1) * perTime - 1)] ?? 0;
    }),
    metrics: METRICS.map(({ name }) => name),
    buckets: Math.ceil(columns / (perTime * perBucket)),
    columnsPerBucket: perBucket,
    samplesPerTime: perTime,
    packed: await packed(parts),
  };
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

const least = (row: Float32Array, size: number) => bucketed(row, size, (known) => Math.min(...known));
const greatest = (row: Float32Array, size: number) => bucketed(row, size, (known) => Math.max(...known));
const middle = (row: Float32Array, size: number) =>
  bucketed(row, size, (known) => quantile(Float32Array.from(known).sort(), 0.5));

function bucketed(row: Float32Array, size: number, of: (known: readonly number[]) => number): Float32Array {
  if (size === 1) return row;
  return Float32Array.from({ length: Math.ceil(row.length / size) }, (_, at) => {
    const known = [...row.subarray(at * size, (at + 1) * size)].filter((value) => !Number.isNaN(value));
    return known.length === 0 ? Number.NaN : of(known);
  });
}

async function packed(parts: readonly Float32Array[]): Promise<string> {
  const bytes = Buffer.concat(
    parts.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
  );
  return (await promisify(gzip)(bytes)).toString('base64');
}
