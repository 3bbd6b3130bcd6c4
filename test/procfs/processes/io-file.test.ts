import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ioOf } from '../../../src/procfs/processes/io-file.ts';

const test = suite('io-file');

const FILE = `rchar: 1
wchar: 2
syscr: 3
syscw: 4
read_bytes: 5
write_bytes: 6
cancelled_write_bytes: 7
`;

test('by its keys, exact', () => {
  assert.equal(ioOf(FILE), [1n, 2n, 3n, 4n, 5n, 6n, 7n]);
  assert.equal(ioOf(FILE.replace(': 1', ': 18446744073709551615'))?.[0], 18446744073709551615n);
});

test('in another order, with others', () => {
  const lines = FILE.trim().split('\n').reverse();
  assert.equal(ioOf(['new: 9', ...lines, 'x'].join('\n')), [1n, 2n, 3n, 4n, 5n, 6n, 7n]);
});

test('what is none: nothing is made up', () => {
  for (const text of [
    '',
    'rchar: 1\n',
    FILE.replace(': 6', ': x'),
    FILE.replace(': 6', ': '),
    FILE.replace(': 6', ': -6'),
  ])
    assert.is(ioOf(text), undefined);
  assert.is(ioOf(FILE.replace('\nwrite_bytes', '\nwritten')), undefined);
});

test.run();
