import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { axisNames, byName, byValue } from '../../../src/report/browser/heat/order.ts';

const NAMES = ['node10', 'node2', 'node1'];

test('names are sorted as people count', () => {
  assert.equal(
    byName(NAMES).map((host) => NAMES[host]),
    ['node1', 'node2', 'node10'],
  );
});

test('by value the greatest mean of what is seen is first, hosts of which nothing is known are last', () => {
  const known = [Float32Array.of(9, 1), Float32Array.of(1, 2), Float32Array.of(Number.NaN, Number.NaN)];
  const none = new Float32Array();
  const cells = { times: [1, 2], low: known, high: known, leastMedian: none, greatestMedian: none };
  assert.equal(byValue(NAMES, cells, [0, 2]), [0, 1, 2]);
  assert.equal(byValue(NAMES, cells, [1, 2]), [1, 0, 2]);
});

test('names at the axis: all that have room, else every nth; without what all have, and of a long one its end', () => {
  const names = Array.from({ length: 40 }, (_, host) => `compute-node${host}.example.org`);
  const order = byName(names);
  const shown = axisNames(names, order, { rows: 16, most: 8 });
  assert.equal(
    shown.map(({ text }) => text),
    ['…e-node0', '…e-node5', '…-node10', '…-node15', '…-node20', '…-node25', '…-node30', '…-node35'],
  );
  assert.is(shown[1]?.middle, 5.5 / 40);
  assert.equal(
    axisNames(NAMES, [2, 1, 0], { rows: 16, most: 8 }).map(({ text }) => text),
    ['node1', 'node2', 'node10'],
  );
});

test.run();
