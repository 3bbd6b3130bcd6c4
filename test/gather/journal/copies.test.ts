import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Copies } from '../../../src/gather/journal/copies.ts';
import { frameLength, JOURNAL_MAGIC } from '../../../src/wire/journal/frames.ts';
import type { RecordBytes } from '../../../src/wire/records.ts';
import { FakeJournal } from '../fake-journal.ts';

/** A record whose frame has so many bytes. */
function record(name: string, bytes: number): RecordBytes {
  return { head: Buffer.from(name), body: Buffer.alloc(bytes - 12 - name.length) };
}

/** A journal, and what writes records of which some are to stand there twice. */
function copying() {
  const journal = new FakeJournal();
  const copies = new Copies(journal);
  const write = async (one: RecordBytes, is: 'needed' | 'not needed') => {
    const from = journal.length;
    await journal.append([one]);
    if (is === 'needed') copies.note(from, journal.length);
  };
  const due = async (what: 'some' | 'all') => {
    const { records, written } = await copies.due(what);
    return { names: records.map(({ head }) => String(head).slice(0, 14)), records, written };
  };
  return { journal, write, due };
}

test('a copy is due when 4 KiB lie between, each once', async () => {
  const { write, due } = copying();
  await write(record('a', 100), 'needed');
  await write(record('b', 100), 'needed');
  await write(record('-', 4095), 'not needed');
  assert.equal((await due('some')).names, []);
  await write(record('-', 13 + 1), 'not needed');
  const { names, written } = await due('some');
  assert.equal(names, ['a', 'b']);
  assert.equal((await due('some')).names, ['a', 'b'], 'it was not written');
  written();
  assert.equal((await due('some')).names, []);
  assert.equal((await due('all')).names, []);
});

test('what lies near is due at the end, behind a pad that keeps the two 4 KiB apart', async () => {
  const { journal, write, due } = copying();
  await write(record('far', 100), 'needed');
  await write(record('-', 5000), 'not needed');
  await write(record('near', 100), 'needed');
  assert.equal((await due('some')).names, ['far']);
  const { names, records } = await due('all');
  assert.equal(names, ['{"type":"pad"}', 'far', 'near']);
  const end = JOURNAL_MAGIC.length + 100 + 5000 + 100;
  assert.is(journal.length, end);
  const [pad, far] = records;
  const apart = frameLength(pad!) + frameLength(far!);
  assert.ok(apart >= 4096 && apart < 4096 + 50, `${apart}`);
});

test('no more than a megabyte goes with one write, but one that is longer alone', async () => {
  const { write, due } = copying();
  for (const name of ['a', 'b', 'c']) {
    await write(record(name, 600_000), 'needed');
    await write(record('-', 20), 'not needed');
  }
  await write(record('d', 1_200_000), 'needed');
  await write(record('-', 5000), 'not needed');
  for (const expected of [['a'], ['b'], ['c'], ['d'], []]) {
    const { names, written } = await due('some');
    assert.equal(names, expected);
    written();
  }
});

test('what cannot be read is tried again', async () => {
  const { journal, write, due } = copying();
  await write(record('a', 100), 'needed');
  journal.readFailure = new Error('EIO');
  assert.equal((await due('all')).names, []);
  journal.readFailure = undefined;
  assert.equal((await due('all')).names, ['{"type":"pad"}', 'a']);
});

test.run();
