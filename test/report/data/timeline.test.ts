import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HostRows } from '../../../src/report/data/host-rows.ts';
import { timeline } from '../../../src/report/data/timeline.ts';
import { ratesBetween } from '../../../src/series/rates.ts';
import type { HostStatus, Sample } from '../../../src/series/schema.ts';
import { exampleHeader, exampleStatus, noonPlus } from '../../series/example.ts';
import { at } from '../example-run.ts';

interface End {
  readonly tick?: number;
  readonly late_ms?: number;
  readonly seconds: number;
}

/**
 * The intervals of a host every 10 s that end at these ticks or at none, so many seconds after noon of its clock.
 * @param offset of that clock, ms
 */
function rows(samples: readonly End[], offset = 0): HostRows {
  const made = new HostRows(10_000);
  for (const { tick = null, late_ms = 0, seconds } of samples) {
    const sample: Sample = { timestamp: noonPlus(seconds), hostname: '', tick, late_ms };
    made.see(sample);
    const end = at(seconds) - offset;
    made.add({ after: sample, start: end, end, rates: ratesBetween(sample, sample, undefined) });
  }
  return made;
}

function header(status: Record<string, Partial<HostStatus>>) {
  const host_status = Object.entries(status).map(([host, more]) => [host, exampleStatus(1, more)] as const);
  return exampleHeader({ host_status: Object.fromEntries(host_status) });
}

/** The times of its columns, seconds after noon, and by host where its intervals lie. */
function columnsOf(status: Record<string, Partial<HostStatus>>, ...hosts: HostRows[]) {
  const { times, columns } = timeline(header(status), Object.keys(status), hosts);
  return [[...times].map((time) => (time - at(0)) / 1000), columns.map((own) => [...own])];
}

test('a column for each tick that anybody has sampled', () => {
  const a = rows([
    { tick: 0, seconds: 0 },
    { tick: 1, seconds: 10 },
    { tick: 4, seconds: 40 },
  ]);
  const b = rows([
    { tick: 1, seconds: 10 },
    { tick: 3, seconds: 30 },
  ]);
  assert.equal(columnsOf({ a: {}, b: { rank: 1 } }, a, b), [
    [0, 10, 30, 40],
    [
      [0, 1, 3],
      [1, 2],
    ],
  ]);
});

test('hosts whose clocks differ stand under each other, by rank 0’s clock', () => {
  // The clock of a is an hour ahead; rank 0 is b.
  const a = rows(
    [
      { tick: 0, seconds: 3600 },
      { tick: 1, seconds: 3610 },
    ],
    3_600_000,
  );
  const b = rows([
    { tick: 0, seconds: 0.02 },
    { tick: 1, seconds: 10.02 },
  ]);
  const [times, columns] = columnsOf({ a: { rank: 1, clock_offset_ms: 3_600_000 }, b: {} }, a, b);
  assert.equal(times, [0.02, 10.02]);
  assert.equal(columns, [
    [0, 1],
    [0, 1],
  ]);
});

test('without rank 0 a host whose clock was compared says when tick 0 was', () => {
  const a = rows([{ tick: 0, seconds: 3600 }]);
  const b = rows([{ tick: 0, seconds: 7 }], 2000);
  const status = { a: { rank: 1, clock_offset_ms: null }, b: { rank: 2, clock_offset_ms: 2000 } };
  assert.equal(columnsOf(status, a, b)[0], [5]);
  assert.equal(columnsOf({ a: { rank: 1, clock_offset_ms: null } }, a)[0], [3600]);
});

test('what ended between two ticks has one column there, that ends with the last of them', () => {
  const a = rows([{ tick: 0, seconds: 0 }, { seconds: 3 }, { tick: 1, seconds: 10 }, { seconds: 14 }]);
  const b = rows([{ tick: 0, seconds: 0 }, { seconds: 7.5 }, { tick: 1, seconds: 10 }, { seconds: 12 }]);
  assert.equal(columnsOf({ a: {}, b: { rank: 1 } }, a, b), [
    [0, 7.5, 10, 14],
    [
      [0, 1, 2, 3],
      [0, 1, 2, 3],
    ],
  ]);
});

test('a host that was stopped before its first tick is placed by its clock', () => {
  const a = rows([
    { tick: 0, seconds: 0 },
    { tick: 1, seconds: 10 },
  ]);
  const b = rows([{ seconds: 1004 }], 1_000_000);
  assert.equal(columnsOf({ a: {}, b: { rank: 1, clock_offset_ms: 1_000_000 } }, a, b), [
    [0, 4, 10],
    [[0, 2], [1]],
  ]);
});

test('a run without ticks begins at its start', () => {
  const { times, timeOfTick } = timeline(header({ a: {} }), ['a'], [rows([{ seconds: 2 }])]);
  assert.equal([...times], [at(2)]);
  assert.is(timeOfTick(3), at(30));
  assert.equal([...timeline(exampleHeader(), [], []).times], []);
});

test('a sample that was read late is at the tick next to when it was read, or alone when it was', () => {
  const late = rows([
    { tick: 0, seconds: 0 },
    { tick: 1, late_ms: 9000, seconds: 19 },
    { tick: 2, late_ms: 1, seconds: 20.001 },
    { tick: 3, late_ms: 2000, seconds: 32 },
  ]);
  const onTime = rows([0, 1, 2, 3].map((tick) => ({ tick, seconds: 10 * tick })));
  // It stands with what others read at tick 2; those tell when the columns end.
  assert.equal(columnsOf({ a: {}, b: { rank: 1 } }, late, onTime), [
    [0, 10, 20, 30],
    [
      [0, 2, 2, 3],
      [0, 1, 2, 3],
    ],
  ]);
  // Of a host that is alone nothing else is known: the column ends when it was read.
  const alone = rows([
    { tick: 0, seconds: 0 },
    { tick: 1, late_ms: 6000, seconds: 16 },
  ]);
  assert.equal(columnsOf({ a: {} }, alone), [[0, 16], [[0, 1]]]);
});

test.run();
