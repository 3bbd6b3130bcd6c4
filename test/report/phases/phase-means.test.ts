import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HostRows } from '../../../src/report/data/host-rows.ts';
import { phaseMeans, totalsOf } from '../../../src/report/phases/phase-means.ts';
import { type Metric, ratesBetween } from '../../../src/series/rates.ts';
import { noonPlus } from '../../series/example.ts';
import { at, exampleRun, type Values } from '../example-run.ts';

const UNKNOWN = Number.NaN;
const phase = (from: number, to: number) => ({ label: `${from}–${to}`, start: at(from), end: at(to) });

/** The means of a metric in one phase. */
function means(
  values: Values,
  metric: Metric,
  from: number,
  to: number,
  seconds?: readonly (readonly number[])[],
) {
  return phaseMeans(exampleRun(values, {}, seconds), [phase(from, to)]).get(metric)?.[0];
}

test('a mean is over the time that the phase and the intervals have in common', () => {
  const values = { a: { disk_read_mb_per_s: [10, 20, 40, 1000] } };
  // 5 s at 10, 10 s at 20, 5 s at 40.
  assert.equal(means(values, 'disk_read_mb_per_s', 5, 25), [{ host: 'a', value: 22.5 }]);
  assert.equal(means(values, 'disk_read_mb_per_s', 10, 20), [{ host: 'a', value: 20 }]);
  assert.equal(means(values, 'disk_read_mb_per_s', -100, 1000), [{ host: 'a', value: 267.5 }]);
});

test('what is not known weighs nothing; a host of which nothing is known is not there', () => {
  const values = {
    a: { cpu_busy_percent: [10, UNKNOWN, 40] },
    b: {},
    c: { cpu_busy_percent: [UNKNOWN, 7, 7] },
  };
  assert.equal(means(values, 'cpu_busy_percent', 0, 30), [
    { host: 'a', value: 25 },
    { host: 'c', value: 7 },
  ]);
  assert.equal(means(values, 'cpu_busy_percent', 0, 10), [{ host: 'a', value: 10 }]);
  assert.equal(means(values, 'cpu_busy_percent', 30, 40), []);
  assert.equal(means(values, 'cpu_busy_percent', 5, 5), []);
});

test('an interval of some ticks ends at the last of them', () => {
  // One column has nothing of this host: what covers it ends 20 s later.
  const values = { a: { load_1min: [6, UNKNOWN, 3, 9] } };
  const seconds = [[10, 0, 20, 10]];
  // 5 s at 6, 10 s at 3.
  assert.equal(means(values, 'load_1min', 5, 20, seconds), [{ host: 'a', value: 4 }]);
  assert.equal(means(values, 'load_1min', 12, 18, seconds), [{ host: 'a', value: 3 }]);
});

test('where the clock was set back in mid-run and nothing tells, every interval counts all the same', () => {
  const run = exampleRun({ a: { load_1min: [1, 2, 4, 8] } });
  const rows = new HostRows(10_000);
  // An hour ahead until the third.
  for (const [nth, load_1min] of [1, 2, 4, 8].entries()) {
    const ahead = nth < 2 ? 3600 : 0;
    const sample = { timestamp: noonPlus(0), hostname: 'a', tick: null };
    const rates = { ...ratesBetween(sample, sample, undefined), load_1min };
    rows.add({ after: sample, start: at(10 * nth + ahead), end: at(10 * nth + 10 + ahead), rates });
  }
  const found = phaseMeans({ ...run, rows: [rows] }, [phase(0, 3600), phase(35, 3615)]).get('load_1min');
  // 10 s at 4 and at 8; 5 s at 8, 10 s at 1, 5 s at 2.
  assert.equal(found, [[{ host: 'a', value: 6 }], [{ host: 'a', value: 3 }]]);
});

test('values are in the unit in which they are shown, phase by phase', () => {
  const gib = 1024 * 1024;
  const run = exampleRun({ a: { memory_used_kb: [2 * gib, 4 * gib] } });
  const found = phaseMeans(run, [phase(0, 20), phase(10, 20), phase(20, 30)]).get('memory_used_kb');
  assert.equal(found, [[{ host: 'a', value: 3 }], [{ host: 'a', value: 4 }], []]);
});

test('a sum over time is that of a rate and how long it held', () => {
  const values = { a: { disk_read_mb_per_s: [10, UNKNOWN, 40] }, b: {} };
  const seconds = [
    [10, 10, 2.5],
    [10, 10, 10],
  ];
  const run = exampleRun(values, {}, seconds);
  assert.equal(totalsOf(run, 'disk_read_mb_per_s'), [200, UNKNOWN]); // 10 × 10 + 40 × 2.5
});

test.run();
