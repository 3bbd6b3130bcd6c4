import { execFileSync } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { quantile } from '../../src/exact/quantile.ts';

test('of an even number the median is between the two in the middle', () => {
  assert.is(quantile([116.2, 177], 0.5), 146.6);
  assert.is(quantile([1, 2, 4, 8, 16, 32], 0.5), 6);
  assert.is(quantile([7], 0.99), 7);
});

test('as Python has it', () => {
  const lists = [
    [3.5, 9],
    [1, 2, 4],
    [-5, 0, 0.1, 12, 1e9],
    Array.from({ length: 101 }, (_, nth) => nth ** 1.7),
    Array.from({ length: 40 }, (_, nth) => Math.sqrt(nth) - 3),
  ];
  const program = `
import json, statistics, sys
print(json.dumps([statistics.quantiles(one, n=100, method='inclusive') for one in json.load(sys.stdin)]))`;
  const said = execFileSync('python3', ['-c', program], { input: JSON.stringify(lists), encoding: 'utf8' });
  const expected: number[][] = JSON.parse(said);
  for (const [nth, list] of lists.entries()) {
    for (const [at, value] of (expected[nth] ?? []).entries()) {
      const own = quantile(list, (at + 1) / 100);
      assert.ok(
        Math.abs(own - value) <= 1e-12 * Math.max(1, Math.abs(value)),
        `${nth}: ${own} is not ${value}`,
      );
    }
  }
});

test.run();
