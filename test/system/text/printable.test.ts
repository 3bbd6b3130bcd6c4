import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { printable, printableLines } from '../../../src/system/text/printable.ts';

test('what a terminal would obey is shown as its code', () => {
  assert.is(printable('\u001b[31mred\u0007'), '\\u{1b}[31mred\\u{7}');
  assert.is(printable('a\nb\r\tc'), 'a\\u{a}b\\u{d}\\u{9}c');
  assert.is(printable('\u009b2J\u007f'), '\\u{9b}2J\\u{7f}');
});

test('what turns text around or cannot be seen is shown as its code', () => {
  assert.is(printable('a\u202eb\u200bc\u2028d'), 'a\\u{202e}b\\u{200b}c\\u{2028}d');
  assert.is(printable('\u{e0041}'), '\\u{e0041}');
});

test('other text stays as it is', () => {
  assert.is(printable('node-1 Knöten 节点 🙂 \\u{1b}'), 'node-1 Knöten 节点 🙂 \\u{1b}');
});

test('of lines their ends and tabs stay', () => {
  assert.is(printableLines('a\tb\r\n\u001b[2Jc\u009b\n'), 'a\tb\\u{d}\n\\u{1b}[2Jc\\u{9b}\n');
});

test.run();
