import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { hexadecimal } from '../../../src/procfs/reading/hexadecimal.ts';

const test = suite('hexadecimal');

/** What the text is, among other bytes. */
const of = (text: string) => hexadecimal(Buffer.from(`1${text}f`, 'latin1'), 1, text.length + 1);

test('one to eight digits', () => {
  assert.equal(
    ['0', '9', 'a', 'f', '00015ee5', 'deadbeef', 'ffffffff', '10'].map(of),
    [0, 9, 10, 15, 89829, 3735928559, 4294967295, 16],
  );
});

test('nothing, more, capitals, and all that stands beside the digits in ASCII are no number', () => {
  for (const text of [
    '',
    '000000001',
    'A',
    '/',
    ':',
    '`',
    'g',
    '-1',
    '0x1',
    ' 1',
    '1.',
    '\x00',
    '\xb1',
    '\xe1',
  ])
    assert.ok(Number.isNaN(of(text)), JSON.stringify(text));
});

test.run();
