import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BAR, COLON, Text } from '../../../src/procfs/reading/text.ts';

const test = suite('text');

function textOf(content: string | Uint8Array): Text {
  const text = new Text();
  text.reset(Buffer.from(content));
  return text;
}

function wordsOf(text: Text): string[] {
  const words: string[] = [];
  while (text.word()) words.push(text.toString());
  return words;
}

function linesOf(text: Text): [number, string[]][] {
  const lines: [number, string[]][] = [];
  while (text.nextLine()) lines.push([text.line, wordsOf(text)]);
  return lines;
}

test('words by blanks and tabs, line by line; empty lines are passed but counted', () => {
  assert.equal(linesOf(textOf('a  b\tc\n\n\n d \nlast')), [
    [1, ['a', 'b', 'c']],
    [4, ['d']],
    [5, ['last']],
  ]);
});

test('nothing, newlines only, blanks only', () => {
  assert.equal(linesOf(textOf('')), []);
  assert.equal(linesOf(textOf('\n\n')), []);
  assert.equal(linesOf(textOf(' \t\n')), [[1, []]]);
});

test('bytes behind the length are not read, though they are in the buffer', () => {
  const text = new Text();
  text.reset(Buffer.from('one two\nthree'), 0, 5);
  assert.equal(linesOf(text), [[1, ['one', 't']]]);
  text.reset(Buffer.from(`${'x'.repeat(400)}\nleft over`), 0, 300);
  assert.equal(linesOf(text), [[1, ['x'.repeat(300)]]]);
});

test('a piece of the bytes is all there is', () => {
  const text = new Text();
  text.reset(Buffer.from('left over\n1 2\n3 left over'), 10, 15);
  assert.is(text.word(), false); // No line has begun.
  assert.is(text.nextLine(), true);
  assert.equal([text.line, text.digits(), text.digits()], [1, 1, 2]);
  assert.is(text.nextLine(), true);
  assert.equal([text.line, text.word(), text.toString(), text.word()], [2, true, '3', false]);
  assert.is(text.nextLine(), false);
});

test('lines of any length', () => {
  for (const length of [255, 256, 257, 258, 100_000]) {
    const long = 'i'.repeat(length);
    assert.equal(linesOf(textOf(`${long}\nnext\n`)), [
      [1, [long]],
      [2, ['next']],
    ]);
    assert.equal(linesOf(textOf(long)), [[1, [long]]]);
  }
});

test('up to a separator, without the blanks around it, and on behind it', () => {
  const text = textOf('  eth0:4046496815 100\n : 5\nnone\n');
  assert.ok(text.nextLine() && text.upTo(COLON));
  assert.is(text.toString(), 'eth0');
  assert.equal(wordsOf(text), ['4046496815', '100']);
  assert.ok(text.nextLine() && text.upTo(COLON));
  assert.is(text.toString(), '');
  assert.ok(text.nextLine());
  assert.is(text.upTo(COLON), false);
  assert.equal(wordsOf(text), ['none']);
});

test('a separator on the next line is not found', () => {
  const text = textOf('a\nb:|\n');
  assert.ok(text.nextLine());
  assert.equal([text.upTo(COLON), text.has(BAR)], [false, false]);
  assert.ok(text.nextLine());
  assert.equal([text.has(BAR), text.has(COLON)], [true, true]);
});

test('digits are read at once; what else there is, is left for word', () => {
  const text = textOf('0 007\t999999999999999 1000000000000000 12a -5 3.5\n42');
  assert.ok(text.nextLine());
  assert.equal(
    [text.digits(), text.digits(), text.toString(), text.digits()],
    [0, 7, '007', 999999999999999],
  );
  for (const word of ['1000000000000000', '12a', '-5', '3.5']) {
    assert.ok(Number.isNaN(text.digits()));
    assert.ok(text.word());
    assert.is(text.toString(), word);
  }
  assert.ok(Number.isNaN(text.digits()));
  assert.ok(text.nextLine());
  assert.is(text.digits(), 42);
});

test('what is expected is found only as a whole, and nothing is moved otherwise', () => {
  const text = textOf(' MemFree: 5 MemTotal\n');
  const expected = Buffer.from('xMemFreex');
  assert.ok(text.nextLine());
  assert.not(text.expect(expected, 1, 8, undefined));
  assert.not(text.expect(expected, 1, 7, COLON));
  assert.not(text.expect(expected, 0, 8, COLON));
  assert.ok(text.expect(expected, 1, 8, COLON));
  assert.is(text.toString(), 'MemFree');
  assert.is(text.digits(), 5);
  assert.not(text.expect(Buffer.from('MemTotals'), 0, 9, undefined));
  assert.ok(text.expect(Buffer.from('MemTotal'), 0, 8, undefined));
  assert.not(text.expect(Buffer.from('more'), 0, 4, undefined));
  assert.not(text.word());
});

test('a word is compared as a whole, a prefix at its start only', () => {
  const text = textOf('cpu10 x');
  assert.ok(text.nextLine() && text.word());
  assert.equal(
    [text.is('cpu10'), text.is('cpu1'), text.is('cpu10 '), text.is('pu10')],
    [true, false, false, false],
  );
  assert.equal(
    [text.startsWith('cpu'), text.startsWith(''), text.startsWith('cpu10 x'), text.startsWith('pu')],
    [true, true, false, false],
  );
});

test('a text that starts over has forgotten the one before', () => {
  const text = textOf('a b\nc\n');
  assert.ok(text.nextLine() && text.word());
  text.reset(Buffer.from('z'));
  assert.equal([text.line, text.word()], [0, false]);
  assert.equal(linesOf(text), [[1, ['z']]]);
});

test('any text splits as JavaScript splits it', () => {
  const content = fc.string({
    unit: fc.constantFrom('a', 'ß', ' ', '\t', '\n', 'x'.repeat(130)),
    maxLength: 40,
  });
  fc.assert(
    fc.property(content, (sample) => {
      const expected = sample
        .split('\n')
        .map((line, index): [number, string[]] => [index + 1, line.split(/[ \t]+/).filter(Boolean)])
        .filter(([line]) => sample.split('\n')[line - 1] !== '');
      assert.equal(linesOf(textOf(sample)), expected);
    }),
  );
});

test.run();
