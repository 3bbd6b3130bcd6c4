import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readFull } from '../../../src/wire/journal/file.ts';
import { MemoryFile } from './memory-file.ts';

test('reads that give little are repeated until all is there', async () => {
  const file = new MemoryFile(Buffer.from('abcdefghij'));
  file.atOnce = 3;
  const bytes = Buffer.alloc(7);
  assert.is(await readFull(file, bytes, 2), 7);
  assert.is(bytes.toString(), 'cdefghi');
});

test('there is less only at the end of the file', async () => {
  const file = new MemoryFile(Buffer.from('abcdefghij'));
  file.atOnce = 2;
  const bytes = Buffer.alloc(8, '.');
  assert.is(await readFull(file, bytes, 5), 5);
  assert.is(bytes.toString(), 'fghij...');
  assert.is(await readFull(file, bytes, 10), 0);
  assert.is(await readFull(file, Buffer.alloc(0), 0), 0);
});

test.run();
