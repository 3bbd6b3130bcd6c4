import { gunzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Run } from '../../../src/report/data/run.ts';
import { METRICS } from '../../../src/report/metrics/metrics.ts';
import { type ChartLimits, chartData, limitsFor } from '../../../src/report/page/chart-data.ts';
import type { ChartData } from '../../../src/report/page/page-data.ts';
import type { Metric } from '../../../src/series/rates.ts';
import { at, exampleRun } from '../example-run.ts';

const NONE = Number.NaN;
/** What no host has is not in a page unless every node could have it. */
const COMMON = METRICS.filter(({ presence }) => presence === 'everywhere');
const ROOMY: ChartLimits = { columns: 100, hostNumbers: 10_000 };

/** Numbers of one metric, from its bands on. */
function numbersOf({ packed, metrics }: ChartData, metric: Metric): number[] {
  const bytes = gunzipSync(Buffer.from(packed, 'base64'));
  const all = Array.from({ length: bytes.length / 4 }, (_, nth) => bytes.readFloatLE(4 * nth));
  const each = all.length / metrics.length;
  const from = metrics.indexOf(metric) * each;
  return all.slice(from, from + each);
}

/** Limits that leave so many numbers to each host and metric. */
function limits(run: Run, columns: number, perHost: number): ChartLimits {
  return { columns, hostNumbers: perHost * COMMON.length * run.hosts.length };
}

test('least, median and greatest over hosts, then host by host, as it was sampled', async () => {
  const run = exampleRun({
    a: { load_1min: [1, 2, NONE] },
    b: { load_1min: [4, NONE, NONE] },
    c: { load_1min: [2, 8, NONE] },
  });
  const chart = await chartData(run, ROOMY);
  assert.equal(chart.times, [at(10), at(20), at(30)]);
  assert.equal([chart.buckets, chart.columnsPerBucket, chart.samplesPerTime], [3, 1, 1]);
  assert.equal(numbersOf(chart, 'load_1min'), [
    ...[1, 2, NONE],
    ...[2, 5, NONE],
    ...[4, 8, NONE],
    ...[1, 2, NONE],
    ...[4, NONE, NONE],
    ...[2, 8, NONE],
  ]);
});

test('numbers are in the unit in which they are shown', async () => {
  const chart = await chartData(exampleRun({ a: { memory_used_kb: [3 * 1024 * 1024] } }), ROOMY);
  assert.equal(numbersOf(chart, 'memory_used_kb'), [3, 3, 3, 3]);
});

test('numbers have five digits, which no chart shows; NaN is none', async () => {
  const chart = await chartData(exampleRun({ a: { load_1min: [1 / 3, NONE, 98_765.4] } }), ROOMY);
  const [third = NONE, none = 0, large = NONE] = numbersOf(chart, 'load_1min').slice(-3);
  assert.ok(Math.abs(third - 1 / 3) < 1e-5 / 3 && Math.abs(large - 98_765.4) < 1);
  assert.equal(none, NONE);
  const bytes = gunzipSync(Buffer.from(chart.packed, 'base64'));
  assert.ok(bytes.every((byte, nth) => nth % 4 !== 0 || byte === 0));
});

test('trouble is there where a host has any; the others have none of it then', async () => {
  const none = { load_1min: [1, 2], net_drops_per_s: [0, 0] };
  const healthy = await chartData(exampleRun({ a: none, b: none }), ROOMY);
  assert.not(healthy.metrics.includes('net_drops_per_s'));
  const chart = await chartData(exampleRun({ a: none, b: { ...none, net_drops_per_s: [0, 3] } }), ROOMY);
  assert.equal(numbersOf(chart, 'net_drops_per_s').slice(-4), [0, 0, 0, 3]);
});

test('where hosts have too many numbers, each bucket is its least and greatest', async () => {
  const run = exampleRun({ a: { load_1min: [1, 2, 3, 4, 5] } });
  const chart = await chartData(run, limits(run, 100, 4));
  // Two buckets of two numbers each are four: of three columns and of two.
  assert.equal(
    [chart.times.length, chart.buckets, chart.columnsPerBucket, chart.samplesPerTime],
    [5, 2, 3, 1],
  );
  assert.equal(numbersOf(chart, 'load_1min').slice(15), [1, 4, 3, 5]);
});

test('where there are too many columns, bands too are taken together', async () => {
  const run = exampleRun({ a: { load_1min: [1, 7, 3, 4, 5] }, b: { load_1min: [NONE, 9, 5, 6, NONE] } });
  const chart = await chartData(run, { columns: 3, hostNumbers: 10_000 });
  assert.equal(chart.times, [at(20), at(40), at(50)]);
  assert.equal([chart.buckets, chart.columnsPerBucket, chart.samplesPerTime], [3, 1, 2]);
  assert.equal(numbersOf(chart, 'load_1min'), [
    ...[1, 3, 5],
    ...[4.5, 4.5, 5], // The medians of the medians 1 and 8, 4 and 5, 5.
    ...[9, 6, 5],
    ...[1, 3, 5], // The least of a, and its greatest.
    ...[7, 4, 5],
    ...[9, 5, NONE],
    ...[9, 6, NONE],
  ]);
});

test('of columns that are taken together a host has two numbers, which can be too many again', async () => {
  const run = exampleRun({ a: { load_1min: [1, 7, 3, 4, 5] } });
  // Three times are six numbers; four leave two buckets, of two times each.
  const chart = await chartData(run, limits(run, 3, 4));
  assert.equal([chart.times.length, chart.buckets, chart.columnsPerBucket], [3, 2, 2]);
  assert.equal(numbersOf(chart, 'load_1min').slice(9), [1, 5, 7, 5]);
});

test('the numbers of hosts go through one piece of memory, metric by metric', async () => {
  const run = exampleRun({ a: { load_1min: [1, 2, 3] }, b: { load_1min: [4, 5, 6] } });
  const rooms: (Float32Array | undefined)[] = [];
  const valuesOf: Run['valuesOf'] = (metric, room) => {
    rooms.push(room);
    return run.valuesOf(metric);
  };
  await chartData({ ...run, valuesOf }, ROOMY);
  assert.equal([rooms.length, rooms[0]?.length, new Set(rooms).size], [COMMON.length, 6, 1]);
});

test('pages of two runs are no larger than those of one', () => {
  const [one, two] = [limitsFor(1), limitsFor(2)];
  assert.equal([two.columns, two.hostNumbers], [one.columns / 2, one.hostNumbers / 2]);
});

test('a run without intervals has none of all', async () => {
  const chart = await chartData(exampleRun({}), ROOMY);
  assert.equal([chart.times, chart.buckets, numbersOf(chart, 'load_1min')], [[], 0, []]);
  assert.equal(
    chart.metrics,
    COMMON.map(({ name }) => name),
  );
});

test('what some nodes have is there where a host has it', async () => {
  const run = exampleRun({
    a: { load_1min: [1, 2], nfs_read_mb_per_s: [NONE, 3] },
    b: { load_1min: [1, 2] },
  });
  const chart = await chartData(run, ROOMY);
  assert.equal(chart.metrics.length, COMMON.length + 1);
  assert.equal(numbersOf(chart, 'nfs_read_mb_per_s').slice(-4), [NONE, 3, NONE, NONE]);
});

test.run();
