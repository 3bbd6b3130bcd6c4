import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Numbers } from '../../../src/exact/numbers.ts';
import { Reading } from '../../../src/procfs/reading/reading.ts';
import type { Outgoing } from '../../../src/rank/outbox.ts';
import { RecordUnderWay } from '../../../src/rank/packing/samples-record.ts';
import type { LayoutPart } from '../../../src/rank/packing/told-layouts.ts';
import { unpack } from '../../../src/wire/pack.ts';
import { parseIncoming, type Taken } from '../../../src/wire/records.ts';
import { VarintReader } from '../../../src/wire/varint.ts';

const NOON = Date.UTC(2026, 10, 25, 12);
const STAMP = { rank: 3, id: 'abc123', seq: 7 };
const PART: LayoutPart = ['vmstat', 'BOZxWfNKYVc', 2];
const KEY = { base: 0, layouts: [PART], stride: 1 };
/** Of this many bytes, with its name and signs. */
const errors = (bytes: number) => ({ vmstat: 'x'.repeat(bytes - '{"vmstat":""}'.length) });

function taken(tick: number, more: Partial<Taken> = {}): Taken {
  return { time: NOON + 1000 * tick, tick, late: 0, ...more };
}

/** What a source gave, and what it gave before. */
function reading(now: readonly number[], before: readonly number[] = []): Reading {
  const made = new Reading('vmstat');
  for (const one of now) made.numbers.push(one);
  for (const one of before) made.previous.push(one);
  return made;
}

/** The numbers of a record's samples, of which each has so many; those of the first are packed against `before`. */
function samples({ samples, body }: Outgoing, count: number, before?: readonly number[]): number[][] {
  const reader = new VarintReader(body);
  let last = before && reading(before).numbers;
  return Array.from({ length: samples }, () => {
    const into = new Numbers();
    unpack(reader, count, last, into);
    last = into;
    return [...into.small.subarray(0, into.length)];
  });
}

test('a key sample and what is packed against it', () => {
  const record = new RecordUnderWay();
  assert.is(record.isOpen, false);
  record.open(KEY, taken(0), [reading([1000]), reading([20])]);
  assert.is(record.isOpen, true);
  record.add(taken(1), [reading([990], [1000]), reading([25], [20])]);
  const closed = record.close(STAMP);
  assert.is(record.isOpen, false);
  assert.equal([closed.seq, closed.role, closed.samples], [7, 'key', 2]);
  assert.equal(parseIncoming(closed.head), {
    ...{ type: 'samples', ...STAMP, base: 0, layouts: [PART] },
    taken: [taken(0), taken(1)],
  });
  assert.equal(samples(closed, 2), [
    [1000, 20],
    [990, 25],
  ]);
});

test('samples that hang on a record before; nothing is left of the one that was closed', () => {
  const record = new RecordUnderWay();
  record.open(KEY, taken(0), [reading([1000, 20])]);
  record.close({ ...STAMP, seq: 6 });
  record.open({ base: 6, layouts: undefined, stride: 2 }, taken(2), [reading([990, 25], [1000, 20])]);
  const closed = record.close(STAMP);
  assert.equal([closed.seq, closed.role, closed.samples], [7, 'delta', 1]);
  assert.equal(parseIncoming(closed.head), {
    ...{ type: 'samples', ...STAMP, base: 6, stride: 2 },
    taken: [taken(2)],
  });
  assert.equal(samples(closed, 2, [1000, 20]), [[990, 25]]);
});

test('one more fits if it is of the same stride, up to sixteen', () => {
  const record = new RecordUnderWay();
  assert.is(record.fits(taken(0), 1), false, 'there is none');
  record.open(KEY, taken(0), [reading([1])]);
  assert.equal([record.fits(taken(1), 1), record.fits(taken(1), 2)], [true, false]);
  for (let tick = 1; tick < 15; tick++) record.add(taken(tick), [reading([1], [1])]);
  assert.is(record.fits(taken(15), 1), true);
  record.add(taken(15), [reading([1], [1])]);
  assert.is(record.fits(taken(16), 1), false);
});

test('behind a body of more than 8 KiB none fits', () => {
  for (const [bytes, fits] of [
    [8192, true],
    [8193, false],
  ] as const) {
    const record = new RecordUnderWay();
    record.open(KEY, taken(0), [reading(Array(bytes).fill(1))]); // A byte each.
    assert.is(record.fits(taken(1), 1), fits);
  }
});

test('errors fit up to 8 KiB of them together; a sample without always', () => {
  const record = new RecordUnderWay();
  record.open(KEY, taken(0, { errors: errors(4000) }), [reading([1])]);
  record.add(taken(1, { errors: errors(1000) }), [reading([1], [1])]);
  const fits = (more: Partial<Taken>) => record.fits(taken(2, more), 1);
  assert.equal(
    [fits({ errors: errors(3192) }), fits({ errors: errors(3193) }), fits({})],
    [true, false, true],
  );
  assert.is(fits({ errors: { vmstat: 'ü'.repeat(1596) } }), false, 'of two bytes each');
  record.close(STAMP);
  record.open(KEY, taken(2), [reading([1])]);
  assert.equal([fits({ errors: errors(8192) }), fits({ errors: errors(8193) })], [true, false]);
});

/** One whose second number cannot be packed. */
function failing(before: readonly number[] = []): Reading {
  const made = reading([500], before);
  made.numbers.pushExact(2n ** 64n - 1n);
  made.numbers.exact = () => {
    throw new Error('a fault');
  };
  return made;
}

test('what cannot be packed leaves the record as it was', () => {
  const record = new RecordUnderWay();
  assert.throws(() => record.open(KEY, taken(0), [failing()]), /^a fault$/);
  assert.is(record.isOpen, false);
  record.open(KEY, taken(1), [reading([1000, 20])]);
  assert.throws(() => record.add(taken(2), [failing([1000, 20])]), /^a fault$/);
  record.add(taken(3), [reading([990, 25], [1000, 20])]);
  const closed = record.close(STAMP);
  assert.is(closed.samples, 2);
  assert.equal(samples(closed, 2), [
    [1000, 20],
    [990, 25],
  ]);
});

test.run();
