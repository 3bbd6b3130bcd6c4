import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Running } from '../../src/report/statistics.ts';

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

test.run();
