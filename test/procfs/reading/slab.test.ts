import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Slab } from '../../../src/procfs/reading/slab.ts';
import { SOURCES } from '../../../src/procfs/registry.ts';
import { tree } from '../parse.ts';

/** Undefined for what this kernel does not have, or has switched off. */
function openIfThere(file: string): number | undefined {
  try {
    return openSync(file, 'r');
  } catch {
    return undefined;
  }
}

/** The files that a slab has, as text, from the one of this number on. */
function texts(slab: Slab, from = 0): string[] {
  slab.seek(from);
  const found: string[] = [];
  while (found.length < slab.count - from) {
    const file = slab.take();
    found.push(slab.bytes.toString('utf8', slab.endOf(file - 1), slab.endOf(file)));
  }
  return found;
}

test('bytes that are there already are put in as a file, however many', async () => {
  const { root, remove } = await tree({ a: 'one' });
  const a = openSync(path.join(root, 'a'), 'r');
  const slab = new Slab();
  const long = 'x'.repeat(300_000);
  slab.read(a, false);
  assert.is(slab.put(Buffer.from(long)), 300_000);
  assert.is(slab.put(Buffer.alloc(0)), 0);
  slab.read(a, false);
  assert.equal(texts(slab), ['one', long, '', 'one']);
  closeSync(a);
  remove();
});

test('files come out as they were when they were put in, in their order', async () => {
  const { root, remove } = await tree({ a: 'one', b: '' });
  const [a, b] = ['a', 'b'].map((name) => openSync(path.join(root, name), 'r'));
  const slab = new Slab();
  assert.is(slab.read(a!, false), 3);
  assert.is(slab.read(b!, false), 0);
  writeFileSync(path.join(root, 'a'), 'more');
  assert.is(slab.read(a!, false), 4);
  assert.equal(texts(slab), ['one', '', 'more']);
  assert.equal([slab.count, slab.length], [3, 7]);
  slab.truncate(1);
  assert.equal(texts(slab), ['one']);
  slab.read(a!, false);
  assert.equal(texts(slab), ['one', 'more']);
  for (const file of [a!, b!]) closeSync(file);
  remove();
});

test('it grows with what is put in, and keeps what it has', async () => {
  const { root, remove } = await tree({ small: 'x', large: '0123456789'.repeat(50_000) });
  const [small, large] = ['small', 'large'].map((name) => openSync(path.join(root, name), 'r'));
  const slab = new Slab();
  for (const file of [small!, large!, small!, large!]) slab.read(file, false);
  const long = '0123456789'.repeat(50_000);
  assert.ok(texts(slab).every((text, nth) => text === (nth % 2 === 0 ? 'x' : long)));
  for (const file of [small!, large!]) closeSync(file);
  remove();
});

test('one that is printed in one piece is read whole, however long', async () => {
  const first = 64 * 1024;
  for (const length of [0, 1, 4096, first - 1, first, first + 1, 3 * first]) {
    const { root, remove } = await tree({ a: 'x'.repeat(length), b: 'y' });
    const [a, b] = ['a', 'b'].map((name) => openSync(path.join(root, name), 'r'));
    const slab = new Slab();
    assert.is(slab.read(a!, true), length);
    assert.is(slab.read(b!, true), 1);
    assert.equal(texts(slab), ['x'.repeat(length), 'y']);
    for (const file of [a!, b!]) closeSync(file);
    remove();
  }
});

test('this kernel gives at once what it prints in one piece', () => {
  const files = SOURCES.flatMap(({ inOnePiece, root, files }) =>
    inOnePiece && root === 'procfs' ? files : [],
  );
  assert.ok(files.includes('stat'));
  for (const name of files) {
    const file = path.join('/proc', name);
    const descriptor = openIfThere(file);
    if (descriptor === undefined) continue;
    const bytes = Buffer.alloc(1024 * 1024);
    const count = readSync(descriptor, bytes, 0, bytes.length, 0);
    assert.ok(count > 0, name);
    assert.is(readSync(descriptor, bytes, 0, bytes.length, count), 0, name);
    closeSync(descriptor);
  }
});

test('so many files that there was no room for their ends', async () => {
  const { root, remove } = await tree({ a: 'ab' });
  const file = openSync(path.join(root, 'a'), 'r');
  const slab = new Slab();
  for (let nth = 0; nth < 1000; nth++) slab.read(file, false);
  assert.equal(new Set(texts(slab)), new Set(['ab']));
  assert.is(slab.length, 2000);
  closeSync(file);
  remove();
});

test('one that cannot be read has no bytes, and its error', async () => {
  const { root, remove } = await tree({ a: 'ab', 'folder/x': '' });
  const [a, folder] = ['a', 'folder'].map((name) => openSync(path.join(root, name), 'r'));
  const slab = new Slab();
  slab.read(a!, false);
  assert.throws(() => slab.read(folder!, false), /EISDIR/);
  assert.is(slab.count, 1);
  slab.fail('EISDIR');
  slab.read(a!, false);
  slab.suspect('hidden');
  assert.equal(texts(slab), ['ab', '', 'ab']);
  assert.equal(
    [0, 1, 2].map((file) => slab.troubleOf(file)),
    [undefined, { what: 'unreadable', error: 'EISDIR' }, { what: 'hiding', error: 'hidden' }],
  );
  slab.truncate(1);
  slab.read(a!, false);
  assert.is(slab.troubleOf(1), undefined);
  for (const file of [a!, folder!]) closeSync(file);
  remove();
});

test.run();
