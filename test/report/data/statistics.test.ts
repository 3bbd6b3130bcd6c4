import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Running, robustScores, spreadOf } from '../../../src/report/data/statistics.ts';

test('the mean is by how long a value held', () => {
  const running = new Running();
  running.add(10, 30);
  running.add(50, 10);
  assert.equal(running.result, { mean: 20, max: 50 }); // (10 × 30 + 50 × 10) / 40
});

test('negative values have a greatest too', () => {
  const running = new Running();
  running.add(-3, 1);
  running.add(-1, 1);
  assert.equal(running.result, { mean: -2, max: -1 });
});

test('what was not seen, or held for no time, counts nothing', () => {
  const running = new Running();
  for (const weight of [0, -5, Number.NaN]) running.add(99, weight);
  running.add(null, 10);
  assert.is(running.result, null);
  running.add(7, 2);
  assert.equal(running.result, { mean: 7, max: 7 });
});

test('quantiles between two values are interpolated, as numpy.quantile has it', () => {
  // numpy.quantile([1, 2, 4, 8, 16, 32], [0, .25, .5, .75, 1])
  assert.equal(spreadOf([32, 1, 16, 2, 8, 4]), { min: 1, q1: 2.5, median: 6, q3: 14, max: 32 });
  assert.equal(spreadOf([7]), { min: 7, q1: 7, median: 7, q3: 7, max: 7 });
  assert.is(spreadOf([]), null);
});

test('an outlier does not hide itself', () => {
  // Median 11, absolute deviations 1 2 0 1 89: their median is 1, so a standard deviation is 1.4826.
  const scores = robustScores([10, 9, 11, 12, 100]);
  assert.equal(
    scores.map((score) => score.toFixed(2)),
    ['-0.67', '-1.35', '0.00', '0.67', '60.03'],
  );
});

test('where most values are the same the mean deviation is taken', () => {
  // Median 5, mean absolute deviation 15 / 4; 15 / (3.75 × 1.2533)
  assert.equal(
    robustScores([5, 5, 5, 20]).map((score) => score.toFixed(3)),
    ['0.000', '0.000', '0.000', '3.192'],
  );
  assert.equal(robustScores([5, 5]), [0, 0]);
  assert.equal(robustScores([]), []);
});

test.run();
