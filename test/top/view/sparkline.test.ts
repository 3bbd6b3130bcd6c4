import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { alongAxis, meansAlongAxis, sparkline, tallCurve } from '../../../src/top/view/sparkline.ts';

test('eight levels from zero to the most, a blank where nothing is known', () => {
  assert.is(sparkline([0, 12.4, 12.5, 50, 87.4, 87.5, 100, null, 130], 100, 'unicode'), '▁▁▂▅▇██ █');
  assert.is(sparkline([0, 12.5, 50, null, 100], 100, 'ascii'), '_.= #');
  assert.is(sparkline([0, 0, null], 0, 'unicode'), '▁▁ ');
});

test('characters stand for ticks; who has none has a blank', () => {
  const points = [3, 4, 6].map((tick) => ({ tick }));
  const along = (tick: number, stride: number, width: number) =>
    alongAxis(points, (point) => point.tick, { tick, stride, width });
  assert.equal(along(7, 1, 6), [null, 3, 4, null, 6, null]);
  assert.equal(along(6, 1, 2), [null, 6]);
  // Ticks 1 and 2, 3 and 4, 5 and 6, 7 and 8: of two the later one counts.
  assert.equal(along(8, 2, 4), [null, 4, 6, null]);
  // What is newer than the axis waits for the others.
  assert.equal(along(4, 1, 3), [null, 3, 4]);
});

test('a tall curve has eight levels a line; what is known has the lowest at least', () => {
  // Of 16 levels: none, 1, 4, 8, 12, 16.
  const values = [null, 0, 25, 50, 75, 100];
  assert.equal(tallCurve(values, 100, 2, 'unicode'), ['    ▄█', ' ▁▄███']);
  assert.equal(tallCurve(values, 100, 2, 'ascii'), ['    :#', ' _:###']);
  assert.equal(tallCurve([0, null], 0, 1, 'unicode'), ['▁ ']);
});

test('with less room than ticks a character is the mean of what is known of several', () => {
  const points = [10, 20, null, 40, 50, 60].map((value, at) => ({ tick: at + 1, value }));
  const along = (width: number) => meansAlongAxis(points, { tick: 6, stride: 1, width }, 6);
  // Ticks 1 and 2, 3 and 4, 5 and 6.
  assert.equal(along(3), [15, 40, 55]);
  assert.equal(along(6), [10, 20, null, 40, 50, 60]);
  assert.equal(along(8), [null, null, 10, 20, null, 40, 50, 60]);
});

test.run();
