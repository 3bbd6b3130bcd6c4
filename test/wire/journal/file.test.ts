import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type ReadSync, readFull, readFullSync } from '../../../src/wire/journal/file.ts';
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

/** Reads three bytes at a time of a text that is the file of descriptor 7; the fifth read is one too many. */
function slowReads(text: string): ReadSync {
  const file = Buffer.from(text);
  let reads = 0;
  return (descriptor, bytes, offset, length, position) => {
    assert.is(descriptor, 7);
    assert.ok(reads++ < 4, 'it goes on behind the end');
    assert.ok(offset + length <= bytes.length, 'there is no room for so many');
    return file.copy(bytes, offset, position, position + Math.min(3, length));
  };
}

test('at once: reads that give little are repeated until all is there, or the file ends', () => {
  const bytes = Buffer.alloc(7);
  assert.is(readFullSync(slowReads('abcdefghij'), 7, bytes, 2), 7);
  assert.is(bytes.toString(), 'cdefghi');
  const more = Buffer.alloc(8, '.');
  assert.is(readFullSync(slowReads('abcdefghij'), 7, more, 5), 5);
  assert.is(more.toString(), 'fghij...');
  assert.is(readFullSync(slowReads('abcdefghij'), 7, more, 10), 0);
  assert.is(readFullSync(slowReads('abcdefghij'), 7, more.subarray(0, 0), 0), 0);
});

test('what is full is not read on: behind it there can be more of the file', async () => {
  let reads = 0;
  const file = new MemoryFile(Buffer.from('abcdefghij'));
  const read = file.read.bind(file);
  file.read = async (...given) => {
    reads++;
    return await read(...given);
  };
  assert.is(await readFull(file, Buffer.alloc(7), 0), 7);
  assert.is(reads, 1);
  const atOnce: ReadSync = (_file, bytes, offset, length, position) => {
    reads++;
    return Buffer.from('abcdefghij').copy(bytes, offset, position, position + length);
  };
  assert.is(readFullSync(atOnce, 7, Buffer.alloc(7), 0), 7);
  assert.is(reads, 2);
});

test.run();
