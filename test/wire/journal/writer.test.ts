import { mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { JOURNAL_MAGIC } from '../../../src/wire/journal/frames.ts';
import { JournalWriter } from '../../../src/wire/journal/writer.ts';
import { rejects } from '../../rejects.ts';
import { withFileLimit } from './file-limit.ts';
import { journalBytes, MemoryFile, record } from './memory-file.ts';

const test = suite<{ directory: string; file: string }>('journal writer');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-journal-'));
  context.file = path.join(context.directory, 'a.journal');
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true });
});

const ONE = record('one', 'body of one');
const TWO = record('two', 'body of two');
/** 12 bytes, 3 of head, 11 of body. */
const FRAME_BYTES = 26;

test('what is appended lies in the file in order, frame by frame', async ({ file }) => {
  const journal = await JournalWriter.create(file);
  assert.is(journal.length, 19); // `rankstat journal 1` and the end of the line.
  await journal.append([ONE]);
  await journal.append([]);
  await journal.append([TWO, ONE]);
  assert.is(journal.length, 19 + 3 * FRAME_BYTES);
  await journal.close();
  assert.equal(await readFile(file), journalBytes([ONE, TWO, ONE]));
});

test('a journal is not created over a file or through a link', async ({ file, directory }) => {
  await writeFile(file, 'precious');
  await symlink(file, path.join(directory, 'link.journal'));
  for (const taken of [file, path.join(directory, 'link.journal')]) {
    await rejects(JournalWriter.create(taken), /EEXIST/);
  }
  assert.is(await readFile(file, 'utf8'), 'precious');
});

test('a disk that takes 7 bytes and then is full: they are cut off again, and the next try goes well', async () => {
  const file = new MemoryFile();
  const journal = await JournalWriter.begin('a.journal', file);
  await journal.append([ONE]);
  const whole = journalBytes([ONE]);
  file.room = whole.length + 7;
  await rejects(journal.append([TWO, ONE]), /ENOSPC/);
  assert.is(journal.length, whole.length);
  assert.equal(file.bytes, whole);
  file.room = Number.POSITIVE_INFINITY;
  await journal.append([TWO, ONE]);
  assert.equal(file.bytes, journalBytes([ONE, TWO, ONE]));
});

test('what cannot be cut off again is written over', async () => {
  const file = new MemoryFile();
  const journal = await JournalWriter.begin('a.journal', file);
  file.room = JOURNAL_MAGIC.length + 7;
  file.truncate = async () => {
    throw new Error('EIO: i/o error, ftruncate');
  };
  await rejects(journal.append([ONE]), /ENOSPC/);
  assert.is(journal.length, JOURNAL_MAGIC.length);
  file.room = Number.POSITIVE_INFINITY;
  await journal.append([ONE]);
  assert.equal(file.bytes, journalBytes([ONE]));
});

test('writes that take little are repeated until all is there', async () => {
  const file = new MemoryFile();
  file.atOnce = 5;
  const journal = await JournalWriter.begin('a.journal', file);
  await journal.append([ONE, TWO]);
  assert.equal(file.bytes, journalBytes([ONE, TWO]));
});

test('a file that takes nothing, without an error, is one', async () => {
  const file = new MemoryFile();
  const journal = await JournalWriter.begin('a.journal', file);
  let writes = 0;
  file.write = async () => {
    if (writes++ > 0) throw new Error('it was asked again');
    return { bytesWritten: 0 };
  };
  await rejects(journal.append([ONE]), /a\.journal: the file takes no more bytes/);
  assert.is(journal.length, JOURNAL_MAGIC.length);
});

test('a journal that cannot be begun is not there', async () => {
  const file = new MemoryFile();
  file.room = 7;
  await rejects(JournalWriter.begin('a.journal', file), /ENOSPC/);
  assert.is(file.bytes.length, 0);
});

test('of one that cannot be begun in its own file nothing is left, and it is not open', async ({
  directory,
  file,
}) => {
  await withFileLimit(7, async () => await rejects(JournalWriter.create(file), /^EFBIG/));
  assert.equal(await readdir(directory), []);
  const names = await readdir('/proc/self/fd');
  const open = await Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')));
  assert.not(open.some((target) => target.startsWith(file)));
});

test('what was written can be read, never more, also where a read gives little at a time', async () => {
  const file = new MemoryFile();
  const journal = await JournalWriter.begin('a.journal', file);
  await journal.append([ONE, TWO]);
  const whole = journalBytes([ONE, TWO]);
  file.bytes = Buffer.concat([file.bytes, Buffer.from('half a write')]);
  file.atOnce = 4;
  assert.equal(await journal.read(0, 1000), whole);
  assert.equal(await journal.read(20, 9), whole.subarray(20, 29));
  assert.equal(await journal.read(whole.length - 3, 9), whole.subarray(-3));
  assert.equal(await journal.read(whole.length, 9), Buffer.alloc(0));
  assert.equal(await journal.read(whole.length + 5, 9), Buffer.alloc(0));
});

test('it goes on behind what somebody else has put there, and cuts off what is behind that', async () => {
  const file = new MemoryFile();
  const journal = await JournalWriter.begin('a.journal', file);
  file.bytes = Buffer.concat([journalBytes([ONE]), Buffer.from('half a rec')]);
  await journal.continueAt(journalBytes([ONE]).length);
  assert.equal(file.bytes, journalBytes([ONE]));
  await journal.append([TWO]);
  assert.equal(file.bytes, journalBytes([ONE, TWO]));
});

test('its descriptor and its end are those of the file', async () => {
  const file = new MemoryFile();
  const journal = await JournalWriter.begin('a.journal', file);
  assert.is(journal.descriptor, file.fd);
  assert.is(journal.path, 'a.journal');
  await journal.close();
  assert.ok(file.isClosed);
});

test.run();
