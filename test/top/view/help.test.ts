import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MEASURES, WIDE_MEASURES } from '../../../src/top/measures.ts';
import { helpLines } from '../../../src/top/view/help.ts';
import { SORT_KEYS } from '../../../src/top/view/order.ts';

const linesOf = (width: number) => helpLines(width).map((line) => line.map(({ text }) => text).join(''));

test('each key and each column is explained', () => {
  const text = linesOf(80).join('\n');
  assert.match(text, SORT_KEYS.join(' '));
  for (const { title, metric } of [...MEASURES, ...WIDE_MEASURES]) {
    assert.match(text, `  ${title.padEnd(8)} ${metric.title}, ${metric.unit}`);
  }
  assert.match(
    text.replace(/\s+/g, ' '),
    'yellow/red from iow% 20/50, memGiB 90/97 %, thr% 5/25, stl% 2/10, one% 95',
  );
});

test('every line fits, and a wide terminal has two columns a line', () => {
  for (const width of [40, 80, 119, 120, 160]) {
    assert.ok(
      linesOf(width).every((line) => line.length <= width),
      String(width),
    );
  }
  assert.match(linesOf(120).join('\n'), /^ {2}CPU% {5}CPU busy, % +\w+ /m);
  assert.ok(linesOf(120).length < linesOf(119).length);
});

test.run();
