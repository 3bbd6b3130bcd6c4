import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { LastLines } from '../../../src/procfs/program/last-lines.ts';

const test = suite('the last lines of a program');

const add = (lines: LastLines, text: string, now: number) => lines.add(Buffer.from(text), now);
const since = (lines: LastLines, from: number) => lines.since(from).toString();

test('of each thing the last, in the order in which things came first', () => {
  const lines = new LastLines();
  assert.equal([since(lines, 0), lines.lastAt, lines.isRoundOver], ['', undefined, false]);
  add(lines, 'b, 1\na, 2\n', 5);
  assert.equal([since(lines, 0), lines.lastAt, lines.isRoundOver], ['b, 1\na, 2\n', 5, false]);
  add(lines, 'a, 3\n', 6);
  assert.equal([since(lines, 0), lines.lastAt, lines.isRoundOver], ['b, 1\na, 3\n', 6, true]);
});

test('the begin of a line waits for its end, in however many pieces', () => {
  const lines = new LastLines();
  for (const piece of ['a', ', 1', '2', '3\nb,']) add(lines, piece, 1);
  assert.is(since(lines, 0), 'a, 123\n');
  add(lines, ' 4\n', 2);
  assert.is(since(lines, 0), 'a, 123\nb, 4\n');
});

test('what is old is gone, and does not come back', () => {
  const lines = new LastLines();
  add(lines, 'a, 1\n', 1);
  add(lines, 'b, 1\n', 4);
  assert.is(since(lines, 1), 'a, 1\nb, 1\n');
  assert.is(since(lines, 1.5), 'b, 1\n');
  assert.is(since(lines, 0), 'b, 1\n');
});

test('what has no comma is what it says; the first counts, until there are values again, cut off', () => {
  const lines = new LastLines();
  add(lines, 'No devices were found\nMore.\n', 1);
  lines.note('and more\n');
  assert.equal([lines.said, since(lines, 0), lines.lastAt], ['No devices were found', '', undefined]);
  add(lines, 'a, 1\n', 2);
  assert.is(lines.said, '');
  lines.note('\n');
  lines.note(`  first ${'x'.repeat(300)}\nsecond\n`);
  assert.is(lines.said, `first ${'x'.repeat(194)}`);
});

test('a line without an end is not kept for ever', () => {
  const lines = new LastLines();
  add(lines, 'x'.repeat(70_000), 1);
  add(lines, 'a, 1\n', 2);
  assert.is(since(lines, 0), 'a, 1\n');
});

test('a line that is too long is none of values', () => {
  const lines = new LastLines();
  add(lines, `a, ${'1'.repeat(4092)}\n`, 1);
  assert.equal([since(lines, 0).length, lines.said], [4096, '']);
  add(lines, `b, ${'1'.repeat(4093)}\n`, 1);
  assert.equal([since(lines, 0).length, lines.said.slice(0, 4)], [4096, 'b, 1']);
});

test('of too many things the first are forgotten', () => {
  const lines = new LastLines();
  for (let nth = 0; nth < 1026; nth++) add(lines, `${nth}, 1\n`, 1);
  const kept = since(lines, 0).trim().split('\n');
  assert.equal([kept.length, kept[0], kept.at(-1)], [1024, '2, 1', '1025, 1']);
});

test.run();
