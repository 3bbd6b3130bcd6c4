import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HostRows } from '../../../src/report/data/host-rows.ts';
import type { Interval } from '../../../src/report/data/intervals.ts';
import { METRICS } from '../../../src/report/metrics/metrics.ts';
import { type Metric, type Rates, ratesBetween } from '../../../src/series/rates.ts';
import type { Sample } from '../../../src/series/schema.ts';
import { noonPlus } from '../../series/example.ts';
import { at } from '../example-run.ts';

function sample(seconds: number, more: Partial<Sample> = {}): Sample {
  return { timestamp: noonPlus(seconds), hostname: 'a', tick: null, ...more };
}

/** An interval that ends with this sample, in which nothing is known but what is said. */
function interval(after: Sample, more: Partial<Rates> = {}): Interval {
  const before = sample(0);
  const end = Date.parse(after.timestamp);
  return {
    host: 'a',
    before,
    after,
    start: end - (more.seconds ?? 10) * 1000,
    end,
    rates: { ...ratesBetween(before, before, undefined), seconds: 10, ...more },
  };
}

const NONE = Number.NaN;

test('tick 0 is where the first tick that was sampled says, less its lateness', () => {
  const rows = new HostRows(10_000);
  assert.is(rows.tickZero, undefined);
  rows.see(sample(-3));
  assert.is(rows.tickZero, undefined);
  rows.see(sample(30.5, { tick: 3, late_ms: 500 }));
  // Somebody sets the clock: tick 0 stays where it was.
  rows.see(sample(3640, { tick: 4 }));
  assert.is(rows.tickZero, at(0));
  assert.equal(rows.ticks.runs, [{ first: 3, last: 4, step: 1 }]);
});

test('an interval has its begin, its end, and the tick of that, if it is one', () => {
  const rows = new HostRows(10_000);
  rows.add({ ...interval(sample(-3)), start: at(-5), end: at(-3) });
  rows.add({ ...interval(sample(20.25, { tick: 2, late_ms: 250 })), start: at(-3), end: at(20.25) });
  assert.is(rows.count, 2);
  assert.equal(
    [0, 1].map((row) => [rows.start(row), rows.end(row), rows.tick(row)]),
    [
      [at(-5), at(-3), null],
      [at(-3), at(20.25), 2],
    ],
  );
});

test('numbers stand at their columns, NaN where there is none', () => {
  const rows = new HostRows(10_000);
  rows.add(interval(sample(10, { tick: 1 }), { load_1min: 0.5 }));
  rows.add(interval(sample(30, { tick: 3 }), { load_1min: 2, seconds: 20 }));
  rows.add(interval(sample(40, { tick: 4 })));
  assert.equal(
    [...rows.spread('load_1min', [1, 3, 4], new Float32Array(6))],
    [NONE, 0.5, NONE, 2, NONE, NONE],
  );
});

test('rows that meet are their mean over time', () => {
  const rows = new HostRows(10_000);
  rows.add(interval(sample(2), { load_1min: 6, seconds: 2 }));
  rows.add(interval(sample(5), { load_1min: 1, seconds: 3 }));
  rows.add(interval(sample(9), { seconds: 4 })); // Of which nothing else is known.
  assert.equal([...rows.spread('load_1min', [0, 0, 0], new Float32Array(1))], [3]); // (6 × 2 + 1 × 3) / 5
});

test('of a source that the samples before did not have the number stands for all the time since it was read', () => {
  const rows = new HostRows(1000);
  const load = (tick: number, load_1min: number) =>
    interval(sample(tick, { tick }), { load_1min, seconds: 1 });
  for (const tick of [1, 2, 3]) rows.add(load(tick, tick));
  // Over ticks 1 to 4; tick 3 to 4 comes behind it.
  rows.add(interval(sample(4, { tick: 4 }), { nfs_read_mb_per_s: 5, seconds: 3 }));
  rows.add(load(4, 4));
  // Tick 5 was not sampled: what others do there is nothing that this host has done.
  rows.add(interval(sample(6, { tick: 6 }), { load_1min: 6, seconds: 2 }));
  const columns = [0, 1, 2, 3, 3, 5];
  const spread = (metric: 'load_1min' | 'nfs_read_mb_per_s') => [
    ...rows.spread(metric, columns, new Float32Array(6)),
  ];
  assert.equal(spread('load_1min'), [1, 2, 3, 4, NONE, 6]);
  assert.equal(spread('nfs_read_mb_per_s'), [NONE, 5, 5, 5, NONE, NONE]);
});

test('there is room for any number of rows', () => {
  const rows = new HostRows(1000);
  const count = 1000;
  for (let tick = 0; tick < count; tick++) {
    rows.add(interval(sample(tick, { tick }), { load_1min: tick, pressure_io_percent: 1, seconds: 1 }));
  }
  const columns = Array.from({ length: count }, (_, tick) => tick);
  assert.equal([...rows.spread('load_1min', columns, new Float32Array(count))], columns);
  assert.is(rows.spread('pressure_io_percent', columns, new Float32Array(count)).at(-1), 1);
});

/** Which of `METRICS` it is. */
const nthOf = (metric: Metric) => METRICS.findIndex(({ name }) => name === metric);

test('trouble that nobody had is 0 where it is known, and is nothing to show', () => {
  const rows = new HostRows(1000);
  const [steal, drops] = [nthOf('cpu_steal_percent'), nthOf('net_drops_per_s')];
  for (let tick = 1; tick <= 100; tick++)
    rows.add(
      interval(sample(tick, { tick }), { cpu_steal_percent: 0, ...(tick > 70 && { net_drops_per_s: 0 }) }),
    );
  rows.trim();
  assert.equal([rows.has(steal), rows.has(drops)], [false, false]);
  assert.equal([rows.value(0, steal), rows.value(99, steal), rows.value(100, steal)], [0, 0, NONE]);
  assert.equal([rows.value(69, drops), rows.value(70, drops)], [NONE, 0]);
  rows.add(interval(sample(101, { tick: 101 }), { net_drops_per_s: 2.5 }));
  assert.equal([rows.has(steal), rows.has(drops)], [false, true]);
  assert.equal([rows.value(100, steal), rows.value(100, drops), rows.value(99, drops)], [NONE, 2.5, 0]);
  rows.forget((metric) => metric === 'net_drops_per_s');
  assert.equal([rows.has(drops), rows.value(100, drops), rows.value(99, steal)], [false, NONE, 0]);
});

test('what is known of every kind of metric is told, and can be taken away', () => {
  const rows = new HostRows(1000);
  const all = Object.fromEntries(METRICS.map(({ name }, nth) => [name, nth + 1]));
  rows.add(interval(sample(1, { tick: 1 }), { ...all, seconds: 1 }));
  rows.trim();
  rows.add(interval(sample(2, { tick: 2 }), { seconds: 1 }));
  rows.add(interval(sample(3, { tick: 3 }), { ...all, seconds: 1 }));
  const values = (row: number) => METRICS.map((_, nth) => rows.value(row, nth));
  const numbers = METRICS.map((_, nth) => nth + 1);
  assert.equal([values(0), values(2)], [numbers, numbers]);
  assert.equal(new Set(values(1)), new Set([NONE]));
  rows.forget(() => true);
  assert.equal(new Set([...values(0), ...values(1), ...values(2)]), new Set([NONE]));
  assert.equal([rows.start(2), rows.end(2), rows.tick(2)], [at(2), at(3), 3]);
});

test('the page cache has grown from the first sample that tells to the last', () => {
  const rows = new HostRows(10_000);
  assert.equal(rows.cacheGrownKb, NONE);
  rows.see(sample(0));
  for (const [seconds, Cached] of [
    [1, 100],
    [2, 900],
    [3, 340],
  ] as const) {
    rows.see(sample(seconds, { meminfo: { Cached, Buffers: 10 } }));
  }
  rows.see(sample(4));
  assert.is(rows.cacheGrownKb, 240);
});

test.run();
