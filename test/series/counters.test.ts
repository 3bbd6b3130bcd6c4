import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { counterDelta, cpuTicksDelta, isKernelNumber, isNumber } from '../../src/series/counters.ts';

test('a counter has come as far as it has grown', () => {
  assert.is(counterDelta(100, 350), 250);
  assert.is(counterDelta(7, 7), 0);
});

test('a counter beyond 2^53 loses no digit', () => {
  // As doubles both would be 2^64 and the difference 0.
  assert.is(counterDelta(2n ** 64n - 3n, 2n ** 64n - 1n), 2);
  assert.is(counterDelta(2n ** 53n + 1n, 2n ** 53n + 2n), 1);
});

test('a counter that passes 2^53 goes from number to bigint', () => {
  assert.is(counterDelta(Number.MAX_SAFE_INTEGER, 2n ** 53n + 1n), 2);
});

test('a counter that has fallen was reset: not known, not 2^64 less', () => {
  assert.is(counterDelta(1_000_000, 12), null);
  assert.is(counterDelta(2n ** 64n - 1n, 5), null);
  assert.is(counterDelta(2n ** 64n - 1n, 2n ** 64n - 2n), null);
});

test('a number beyond 64 bits is none of a kernel, and has no difference', () => {
  const kernels = [0, 0.52, -1, -(2 ** 63), 2 ** 63, 2n ** 64n - 1n, -(2n ** 63n)];
  const others = [
    1e308,
    -1e308,
    2 ** 64,
    2n ** 64n,
    -(2n ** 63n) - 1n,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '1',
    null,
  ];
  for (const value of kernels) assert.ok(isKernelNumber(value), String(value));
  for (const value of others) {
    assert.not(isKernelNumber(value), String(value));
    assert.equal([counterDelta(0, value), cpuTicksDelta(value, 0)], [null, null]);
  }
});

test('a fraction, which no counter has, is taken as it is, beside a counter beyond 2^53, too', () => {
  assert.is(counterDelta(0.5, 2n ** 60n), 2 ** 60);
  assert.is(counterDelta(2n ** 60n, 0.5), null);
});

test('what is not a number on either side has no difference', () => {
  assert.is(counterDelta(undefined, 12), null);
  assert.is(counterDelta(12, undefined), null);
  assert.is(counterDelta('12', 13), null);
  assert.is(counterDelta(12, Number.NaN), null);
});

test('idle and iowait that go back a little have not moved', () => {
  assert.is(cpuTicksDelta(5000, 4990), 0);
  assert.is(cpuTicksDelta(5000, 4900), 0);
  assert.is(cpuTicksDelta(2n ** 60n, 2n ** 60n - 1n), 0);
});

test('a time counter that goes back by more than a second was reset', () => {
  assert.is(cpuTicksDelta(5000, 4899), null);
  assert.is(cpuTicksDelta(5000, 0), null);
});

test('a time counter grows as any other', () => {
  assert.is(cpuTicksDelta(5000, 5040), 40);
  assert.is(cpuTicksDelta(undefined, 5040), null);
  assert.is(cpuTicksDelta(5000, undefined), null);
});

test('numbers are those that the file can hold', () => {
  assert.ok(isNumber(0));
  assert.ok(isNumber(2n ** 64n - 1n));
  assert.not.ok(isNumber('0'));
  assert.not.ok(isNumber(null));
  assert.not.ok(isNumber(Number.POSITIVE_INFINITY));
});

test.run();
