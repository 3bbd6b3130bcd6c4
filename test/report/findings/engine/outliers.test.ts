import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { farFor, normalOf } from '../../../../src/report/findings/engine/outliers.ts';

const near = (value: number, wanted: number, slack = 0.001) =>
  assert.ok(Math.abs(value - wanted) < slack, `${value}, not ${wanted}`);

test('the median and the spread of what is known', () => {
  // Apart from 4: 3, 2, 0, 2, 96; their median is 2.
  const normal = normalOf([1, 2, Number.NaN, 4, 6, 100]);
  assert.equal([normal?.median, normal?.hosts], [4, 5]);
  near(normal?.spread ?? 0, 2 * 1.4826);
});

test('of one there is no spread, of nothing no median', () => {
  assert.equal(normalOf([7]), { median: 7, spread: 0, hosts: 1 });
  assert.is(normalOf([]), null);
  assert.is(normalOf([Number.NaN]), null);
});

test('values are not put in another order', () => {
  const values = Float64Array.of(3, 1, 2);
  normalOf(values);
  assert.equal([...values], [3, 1, 2]);
});

test('the more hosts, the further away one is by chance; of few the spread is not well known', () => {
  // √(2 ln(1000 · 60 / 0.02)) = √(2 · 14.914) = 5.4615, · (1 + 8/1000).
  near(farFor(1000), 5.505);
  // √(2 ln(40 · 3000)) = √(2 · 11.695) = 4.8364, · 1.2.
  near(farFor(40), 5.804);
  // √(2 ln(4 · 3000)) = √(2 · 9.3927) = 4.3342, · 3.
  near(farFor(4), 13.003);
  assert.ok(Number.isFinite(farFor(1)));
});

test.run();
