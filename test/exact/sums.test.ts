import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Numbers } from '../../src/exact/numbers.ts';

function sum(...parts: (number | bigint)[]): bigint {
  const numbers = new Numbers(1);
  numbers.push(0);
  for (const part of parts) numbers.add(0, part);
  assert.is(numbers.length, 1);
  return numbers.exact(0);
}

test('sums are exact, on both sides of 2^53', () => {
  assert.is(sum(1, 2, 3), 6n);
  assert.is(sum(2 ** 53 - 1, 1, 1), 2n ** 53n + 1n);
  assert.is(sum(2n ** 63n, 2n ** 62n, 1), 2n ** 63n + 2n ** 62n + 1n);
  assert.is(sum(2n ** 54n, -(2n ** 54n), 5), 5n);
});

test('beyond 64 bits they begin anew, as counters of the kernel', () => {
  assert.is(sum(2n ** 64n - 1n, 2), 1n);
});

test('the last number can be taken off, a large one, too', () => {
  const numbers = new Numbers(1);
  numbers.push(7);
  numbers.pushExact(2n ** 60n);
  assert.is(numbers.pop(), 2n ** 60n);
  assert.is(numbers.length, 1);
  numbers.push(8);
  assert.equal([numbers.pop(), numbers.pop()], [8, 7]);
});

test.run();
