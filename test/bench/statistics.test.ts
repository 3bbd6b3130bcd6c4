import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { estimate, growth, median, quantile, slope, spreadText } from '../../bench/lib/statistics.ts';

const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} for ${expected}`);

test('the median of an odd and of an even number of values', () => {
  assert.is(median([9, 1, 4]), 4);
  assert.is(median([9, 1, 4, 2]), 3);
});

test('quantiles by the nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, at) => 100 - at);
  assert.equal(
    [0.01, 0.5, 0.99, 0.999, 1].map((share) => quantile(hundred, share)),
    [1, 50, 99, 100, 100],
  );
});

test('median, lowest and highest of all rounds', () => {
  assert.is(spreadText([0.664, 0.58, 0.61, 0.6, 0.62], 2), '0.61 (0.58–0.66)');
});

test('the slope of a line, and the power of a power', () => {
  near(
    slope([
      [0, 1],
      [1, 3],
      [2, 5],
    ]),
    2,
  );
  near(growth([1, 10, 100].map((x) => [x, 7 * x ** 1.5])), 1.5);
  near(growth([1, 10, 100].map((x) => [x, 7])), 0);
});

test('an interval holds its value; of values that are all the same it is nothing wide', () => {
  assert.equal(estimate([3, 3, 3], median), { value: 3, low: 3, high: 3 });
  const { value, low, high } = estimate([1, 2, 3, 4, 100], median);
  assert.is(value, 3);
  assert.ok(low >= 1 && low < 3 && high > 3 && high <= 100);
});

test.run();
