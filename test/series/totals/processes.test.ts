import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Sample } from '../../../src/series/schema.ts';
import { processTotals } from '../../../src/series/totals/processes.ts';
import { noonPlus } from '../example.ts';

const test = suite('totals of processes');

function sample(seconds: number, processes?: Record<string, unknown>): Sample {
  const facts = { timestamp: noonPlus(seconds), hostname: 'a', tick: seconds };
  return { ...facts, ...(processes === undefined ? {} : { processes }) };
}

const row = (rchar: unknown, wchar: unknown = 0, read: unknown = 0, write: unknown = 0) => ({
  ...{ utime_ticks: 1, rchar_bytes: rchar, wchar_bytes: wchar, syscr: 1 },
  ...{ read_bytes: read, write_bytes: write, cancelled_write_bytes: 9 },
});
const sums = (processes: number, withoutIo: number, ...numbers: unknown[]) => ({
  processes,
  without_io: withoutIo,
  ...row(numbers[0] ?? 0, numbers[1], numbers[2], numbers[3]),
});

test('of those that go on, begin and end, wherever they are', () => {
  const before = sample(0, {
    'fio/1/10': row(1000, 10, 500, 5),
    'fio/2/20': row(2000),
    others: sums(1, 0, 300, 3),
    ended: sums(0, 0),
  });
  // 2 has ended, what was in `others` has a row, 4 has begun.
  const after = sample(1, {
    'fio/1/10': row(1500, 20, 900, 6),
    'cat/3/30': row(400, 3),
    others: sums(1, 0, 70),
    ended: sums(1, 0, 2000),
  });
  assert.equal(processTotals(before, after), { bytes: [500 + 100 + 70, 10, 400, 1], withoutIo: 0 });
});

test('nothing was done, and nothing is known', () => {
  const none = sample(0, { others: sums(0, 0), ended: sums(0, 0) });
  assert.equal(processTotals(none, none), { bytes: [0, 0, 0, 0], withoutIo: 0 });
  assert.is(processTotals(none, sample(1)), null);
  assert.is(processTotals(sample(0), none), null);
});

test('a collector that has begun anew: no difference of any', () => {
  const before = sample(0, { others: sums(0, 0), ended: sums(9, 0, 5000, 1) });
  const after = sample(1, { others: sums(0, 0), ended: sums(0, 0, 10, 8000) });
  assert.equal(processTotals(before, after)?.bytes, [null, null, null, null]);
});

test('of how many nothing was seen', () => {
  const { rchar_bytes: _, ...blind } = row(1);
  const rows = { 'a/1/1': blind, 'b/2/2': row(5), others: sums(3, 2), ended: sums(4, 1) };
  assert.is(processTotals(sample(0, rows), sample(1, rows))?.withoutIo, 4);
});

test('beyond 2^53 no digit is lost', () => {
  const rows = (rchar: bigint) => ({ 'a/1/1': row(rchar), 'b/2/2': row(2n ** 60n), 'c/3/3': row(7) });
  assert.is(processTotals(sample(0, rows(2n ** 62n)), sample(1, rows(2n ** 62n + 3n)))?.bytes[0], 3);
});

test('what is no number is none', () => {
  const rows = { 'a/1/1': row('7'), 'b/2/2': 3, 'c/3/3': row(0.5), 'd/4/4': null, others: sums(0, 0, 5) };
  assert.is(processTotals(sample(0, { others: sums(0, 0, 1) }), sample(1, rows))?.bytes[0], 4);
});

test.run();
