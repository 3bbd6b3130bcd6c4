import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  amountOf,
  atMost,
  common,
  contains,
  counted,
  planned,
  product,
  roundedFrom,
  snapped,
  sumOfAmounts,
  totalsOfPhases,
} from '../../src/result/amounts.ts';

const TIB = 2n ** 40n;
const rounded = (least: bigint, most: bigint) => ({ least, most, basis: 'rounded' }) as const;

test('1.20 TiB is anything from 1.195 to 1.205 TiB', () => {
  const size = roundedFrom('1.20');
  assert.ok(size);
  // 1.195 × 2^40 = 1 313 916 395 192.32, 1.205 × 2^40 = 1 324 911 511 470.08
  assert.equal(amountOf(size, TIB), rounded(1_313_916_395_193n, 1_324_911_511_470n));
  assert.equal(atMost(size, TIB), { least: 0n, most: 1_324_911_511_470n, basis: 'at-most' });
});

test('zero has nothing below it; what is no decimal is no number', () => {
  assert.equal(roundedFrom('0.00'), { least: 0n, most: 1n, scale: 200n });
  for (const text of [
    '',
    '-',
    '-1.5',
    'inf',
    'nan',
    '1e5',
    '1.',
    '.5',
    ' 1',
    '1'.repeat(21),
    `1.${'0'.repeat(13)}`,
  ]) {
    assert.is(roundedFrom(text), undefined, text);
  }
});

test('an interval between two bytes has none', () => {
  const size = roundedFrom('0.3');
  assert.ok(size);
  assert.is(amountOf(size, 1n), undefined);
});

test('whole transfers: exact if only one fits; all of it if none does', () => {
  assert.equal(snapped(rounded(1000n, 9000n), 4096n), rounded(4096n, 8192n));
  assert.equal(snapped(rounded(4000n, 5000n), 4096n), counted(4096n));
  assert.equal(snapped(rounded(4100n, 5000n), 4096n), rounded(4100n, 5000n));
});

test('what two say of the same; the first if they disagree', () => {
  assert.equal(common(rounded(1n, 5n), rounded(3n, 9n)), rounded(3n, 5n));
  assert.equal(common(rounded(3n, 9n), rounded(1n, 5n)), rounded(3n, 5n));
  assert.equal(common(rounded(1n, 2n), rounded(3n, 9n)), rounded(1n, 2n));
});

test('a sum is as sure as the least sure of it, and none without one of its parts', () => {
  assert.equal(sumOfAmounts([counted(1n), rounded(2n, 3n)]), rounded(3n, 4n));
  assert.equal(sumOfAmounts([planned(5n), counted(1n)]), planned(6n));
  assert.is(sumOfAmounts([counted(1n), undefined]), undefined);
  assert.is(sumOfAmounts([]), undefined);
});

test('totals: bytes of the phases that moved some that way, operations by name', () => {
  const phase = { label: 'x', printed: [] };
  const phases = [
    { ...phase, read: counted(1n), operations: [{ name: 'read', ...counted(2n) }] },
    { ...phase, read: counted(4n), operations: [{ name: 'read', ...rounded(2n, 3n) }] },
    { ...phase, operations: [{ name: 'stat', ...planned(9n) }] },
  ];
  const operations = [
    { name: 'read', ...rounded(4n, 5n) },
    { name: 'stat', ...planned(9n) },
  ];
  assert.equal(totalsOfPhases(phases, ['read', 'read', undefined]), { read: counted(5n), operations });
  // The third wrote what nobody knows.
  assert.equal(totalsOfPhases(phases, ['read', 'read', 'written']), { read: counted(5n), operations });
  assert.equal(totalsOfPhases(phases, ['read', 'read', 'read']), { operations });
});

test('what lies within an amount, its ends included', () => {
  const inside = [1n, 2n, 3n, 4n, 5n].filter((value) => contains(rounded(2n, 4n), value));
  assert.equal(inside, [2n, 3n, 4n]);
});

test('whatever was moved lies within what its printed bandwidth and seconds allow', () => {
  const numbers = fc.tuple(
    fc.bigInt({ min: 0n, max: 2n ** 56n }),
    fc.double({ min: 1, max: 1e5, noNaN: true }),
  );
  fc.assert(
    fc.property(numbers, fc.nat(6), ([bytes, seconds], digits) => {
      const bandwidth = roundedFrom((Number(bytes) / 2 ** 20 / seconds).toFixed(digits));
      const time = roundedFrom(seconds.toFixed(digits));
      if (bandwidth === undefined || time === undefined) return;
      const amount = amountOf(product(bandwidth, time), 2n ** 20n);
      // A double of so many bytes may itself be some bytes off.
      const slack = bytes / 2n ** 50n + 1n;
      assert.ok(amount && amount.least <= bytes + slack && bytes - slack <= amount.most);
    }),
  );
});

test.run();
