import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { WIDE_MEASURES } from '../../../src/top/measures.ts';
import type { TopRates } from '../../../src/top/state.ts';
import {
  columnsFor,
  compact,
  STATE_WIDTH,
  wideMeasuresOf,
  widthsFor,
} from '../../../src/top/view/columns.ts';
import { exampleRates } from './example.ts';

test('three digits, and a letter for thousands', () => {
  const shown = [0, 0.004, 1, 9.99, 9.996, 12.34, 99.96, 512.4, 999.4, 999.6, 12_345, 999_600, 4e9, 5e16];
  assert.equal(shown.map(compact), [
    '0',
    '0.00',
    '1.00',
    '9.99',
    '10.0',
    '12.3',
    '100',
    '512',
    '999',
    '1.00k',
    '12.3k',
    '1.00M',
    '4.00G',
    'huge',
  ]);
});

const named = (length: number) => ['n'.repeat(length)];

test('the width is shared out: names, a curve of the CPU, long names, the other curves', () => {
  assert.equal(widthsFor(80, named(6)), { name: 8, curves: [13, 0, 0], wide: [] });
  assert.equal(widthsFor(80, named(20)), { name: 13, curves: [8, 0, 0], wide: [] });
  assert.equal(widthsFor(70, named(6)), { name: 8, curves: [0, 0, 0], wide: [] });
  assert.equal(widthsFor(160, named(20)), { name: 20, curves: [26, 26, 26], wide: [] });
  assert.equal(widthsFor(20, named(6)), { name: 8, curves: [0, 0, 0], wide: [] });
});

test('further columns take what the least curves have left, the most wanted first', () => {
  // 110 less 66 leave 44, less three curves 17: five for steal, five for the busiest CPU, seven for what is read from swap.
  const { curves, wide } = widthsFor(110, named(6), undefined, WIDE_MEASURES);
  assert.equal(
    [curves, wide.map(({ title }) => title)],
    [
      [8, 8, 8],
      ['stl%', 'one%', 'swpIn'],
    ],
  );
  assert.equal(
    widthsFor(80, named(6), undefined, WIDE_MEASURES).wide.map(({ title }) => title),
    ['stl%'],
  );
});

test('of what no host knows there is no further column, and of swap none where it is not used', () => {
  const titles = (...all: Partial<TopRates>[]) =>
    wideMeasuresOf(all.map((more) => ({ rates: exampleRates(more) }))).map(({ title }) => title);
  assert.equal(titles({}, { cpu_steal_percent: 0, disk_await_ms: null }), ['stl%']);
  assert.equal(
    [titles({ swap_in_mb_per_s: 0 }), titles({ swap_in_mb_per_s: 0 }, { swap_in_mb_per_s: 0.5 })],
    [[], ['swpIn']],
  );
});

test('no row is wider than the terminal that has room for the numbers', () => {
  for (let width = 66; width < 300; width++) {
    for (const length of [1, 8, 9, 14, 15, 31, 32, 33, 200]) {
      const widths = widthsFor(width, named(length), undefined, width % 2 === 0 ? WIDE_MEASURES : []);
      const columns = columnsFor(widths);
      const row = columns.reduce((sum, column) => sum + 1 + column.width, widths.name + 1 + STATE_WIDTH);
      assert.ok(row <= width, `${row} of ${width} with a name of ${length}`);
    }
  }
});

test.run();
