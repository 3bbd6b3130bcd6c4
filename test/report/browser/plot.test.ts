import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { axisTop, firstFrom, nearestTime } from '../../../src/report/browser/plot/axis.ts';
import { fittedLabel } from '../../../src/report/browser/plot/fitted.ts';
import { columnSpans } from '../../../src/report/browser/print/column-spans.ts';
import { METRICS } from '../../../src/report/metrics/metrics.ts';

const metricOf = (name: string) => METRICS.find((metric) => metric.name === name)!;

test('the axis is that of what is seen, with the values next to it', () => {
  const write = metricOf('disk_write_mb_per_s');
  const times = [0, 10, 20, 30, 40];
  const values = [[100, 1, 2, 3, 50]];
  const top = (range: [number, number], bucket?: number) =>
    Number(axisTop(write, times, values, range, bucket).toFixed(6));
  assert.is(top([0, 40]), 108);
  assert.is(top([11, 29]), 3.24); // Lines come from 10 and go to 30.
  assert.is(top([11, 29], 2), 108); // The buckets are 0 and 10, 20 and 30: of the first all counts.
  assert.is(axisTop(write, times, [[Number.NaN, undefined]], [0, 40]), 1);
  const busy = metricOf('cpu_busy_percent');
  assert.is(axisTop(busy, times, [[99, 120]], [0, 40]), 100);
  assert.is(axisTop(busy, times, [[0]], [0, 40]), 5);
});

test('a time is found among others', () => {
  assert.equal(
    [-1, 0, 5, 10, 11].map((time) => firstFrom([0, 10], time)),
    [0, 0, 1, 1, 2],
  );
  assert.equal(
    [-1, 4, 6, 99].map((time) => nearestTime([0, 10], time)),
    [0, 0, 1, 1],
  );
});

test('a label has as much of its beginning as there is room for', () => {
  const widthOf = (text: string) => 10 * [...text].length;
  assert.is(fittedLabel('epoch 12', 80, widthOf), 'epoch 12');
  assert.is(fittedLabel('epoch 12', 79, widthOf), 'epoch…'); // No blank before it.
  assert.is(fittedLabel('epoch 12', 20, widthOf), 'e…');
  assert.is(fittedLabel('epoch 12', 19, widthOf), '');
  assert.is(fittedLabel('𝓌𝓇𝒾𝓉𝑒', 30, widthOf), '𝓌𝓇…');
});

test('a wide table is several, each with its first column', () => {
  assert.equal(columnSpans([100, 50, 50, 50], 250), [[1, 4]]);
  assert.equal(columnSpans([100, 50, 50, 50], 200), [
    [1, 3],
    [3, 4],
  ]);
  assert.equal(columnSpans([100, 500, 50], 200), [
    [1, 2],
    [2, 3],
  ]);
});

test.run();
