import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  bucketsOfPixels,
  type Cells,
  distanceAt,
  extremeAt,
  hostsOfPixel,
  mostExtreme,
} from '../../../src/report/browser/heat/cells.ts';

/** Three hosts in two buckets: in the first the median goes from 10 to 90. */
const CELLS: Cells = {
  times: [10, 20],
  low: [Float32Array.of(10, 50), Float32Array.of(0, 50), Float32Array.of(20, Number.NaN)],
  high: [Float32Array.of(90, 50), Float32Array.of(20, 58), Float32Array.of(80, Number.NaN)],
  leastMedian: Float32Array.of(10, 50),
  greatestMedian: Float32Array.of(90, 50),
};

test('a host is as far from the median as it was at most; one that goes with it is not', () => {
  const distances = [0, 1, 2].map((host) => [0, 1].map((bucket) => distanceAt(CELLS, { host, bucket })));
  assert.equal(distances, [
    [0, 0],
    [-10, 8],
    [0, Number.NaN],
  ]);
  assert.equal(
    [0, 1].map((bucket) => extremeAt(CELLS, { host: 1, bucket })),
    [0, 58],
  );
});

test('of many cells one that is far below the median is seen as well as one above', () => {
  const order = [2, 1, 0];
  assert.equal(mostExtreme(CELLS, order, [0, 3], [0, 2]), { host: 1, bucket: 0 });
  assert.equal(mostExtreme(CELLS, order, [0, 3], [1, 2]), { host: 1, bucket: 1 });
  assert.is(mostExtreme(CELLS, order, [0, 1], [1, 2]), undefined); // Nothing is known of it.
});

test('every host and every bucket has a pixel, and no pixel is empty before the end', () => {
  const rows = Array.from({ length: 200 }, (_, y) => hostsOfPixel(y, 200, 1000));
  assert.equal(rows.slice(0, 2), [
    [0, 5],
    [5, 10],
  ]);
  assert.is(rows.at(-1)?.[1], 1000);
  assert.equal(
    [0, 1, 2, 3].map((y) => hostsOfPixel(y, 4, 2)),
    [
      [0, 1],
      [0, 1],
      [1, 2],
      [1, 2],
    ],
  );
  // Buckets that end at 10, 20, … 60, in pixels of 15, 7.5 and 30.
  const times = [10, 20, 30, 40, 50, 60];
  assert.equal(bucketsOfPixels(times, [0, 60], 4), [
    [0, 1],
    [1, 3],
    [3, 4],
    [4, 6],
  ]);
  assert.equal(bucketsOfPixels(times, [0, 30], 4), [
    [0, 1],
    [0, 1],
    [1, 2],
    [2, 3],
  ]);
  assert.equal(bucketsOfPixels(times, [30, 90], 2), [[3, 6], undefined]);
});

test.run();
