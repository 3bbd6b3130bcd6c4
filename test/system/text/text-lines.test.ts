import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { TextLines } from '../../../src/system/text/text-lines.ts';

test('lines come whole, however the text comes', () => {
  const lines: string[] = [];
  const text = new TextLines((line) => lines.push(line));
  for (const piece of ['a', 'b\nc\r\n', '\nd']) text.take(piece);
  assert.equal(lines, ['ab', 'c', '']);
  text.end();
  text.end();
  assert.equal(lines, ['ab', 'c', '', 'd']);
});

test('a line without an end takes no more memory than is said, and others come whole', () => {
  const lines: string[] = [];
  const text = new TextLines((line) => lines.push(line), 4);
  for (const piece of ['abc', 'defg', 'h\nij', 'klm\r\nno\r\n', 'p'.repeat(9)]) text.take(piece);
  text.end();
  assert.equal(lines, ['abcd', 'ijkl', 'no', 'pppp']);
});

test.run();
