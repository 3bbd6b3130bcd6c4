import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { rescueJournal } from '../../../src/job/end/rescue.ts';
import { RollingJournal } from '../../../src/wire/journal/rolling.ts';
import { rejects } from '../../rejects.ts';
import { journalBytes, record } from '../../wire/journal/memory-file.ts';

interface Job {
  base: string;
  results: string;
  temporary: string;
  /** Of one record, in the results directory. */
  journal: RollingJournal;
}
const test = suite<Job>('rescue');

const [ONE, TWO, THREE] = [record('one', 'body'), record('two', 'body'), record('three')] as const;

test.before.each(async (job) => {
  job.base = await mkdtemp(path.join(tmpdir(), 'rankstat-rescue-'));
  job.results = path.join(job.base, 'results');
  job.temporary = path.join(job.base, 'temporary');
  await mkdir(job.results);
  await mkdir(job.temporary);
  job.journal = await RollingJournal.create(path.join(job.results, 'a.journal'));
  await job.journal.append([ONE]);
});
test.after.each(async ({ base, journal }) => {
  await journal.close();
  await rm(base, { recursive: true });
});

test('a journal that is where it was, with all records in it, stays there', async ({
  journal,
  results,
  temporary,
}) => {
  assert.equal(await rescueJournal(journal, [], temporary), [journal.path]);
  assert.equal(await readdir(results), ['a.journal']);
  assert.equal(await readdir(temporary), []);
});

test('what was not written goes into a copy beside it', async ({ journal, results, temporary }) => {
  const [rescued = ''] = await rescueJournal(journal, [TWO, THREE], temporary);
  assert.is(rescued, path.join(results, 'a-rescued.journal'));
  assert.equal(await readFile(rescued), journalBytes([ONE, TWO, THREE]));
  assert.equal(await readFile(journal.path), journalBytes([ONE]));
});

test('half a record that a full disk has left is not copied', async ({ journal, results, temporary }) => {
  await writeFile(path.join(results, 'a.journal'), 'half', { flag: 'a' });
  const [rescued = ''] = await rescueJournal(journal, [TWO], temporary);
  assert.equal(await readFile(rescued), journalBytes([ONE, TWO]));
});

test('a journal that was removed is there again', async ({ journal, temporary }) => {
  await rm(journal.path);
  assert.equal(await rescueJournal(journal, [], temporary), [journal.path]);
  assert.equal(await readFile(journal.path), journalBytes([ONE]));
});

test('a journal whose directory was removed, or renamed, is there again', async ({
  journal,
  base,
  results,
  temporary,
}) => {
  await rename(results, path.join(base, 'old'));
  assert.equal(await rescueJournal(journal, [TWO], temporary), [journal.path]);
  assert.equal(await readFile(journal.path), journalBytes([ONE, TWO]));
  await rm(results, { recursive: true });
  await rm(path.join(base, 'old'), { recursive: true });
  assert.equal(await rescueJournal(journal, [], temporary), [journal.path]);
  assert.equal(await readFile(journal.path), journalBytes([ONE]));
});

test('another file in its place is not taken for it, and not touched', async ({ journal, temporary }) => {
  await rm(journal.path);
  await writeFile(journal.path, 'precious');
  const [rescued = ''] = await rescueJournal(journal, [], temporary);
  assert.is(rescued, path.join(temporary, 'a.journal'));
  assert.equal(await readFile(rescued), journalBytes([ONE]));
  assert.is(await readFile(journal.path, 'utf8'), 'precious');
});

test('where no copy can be beside it, it goes to the temporary files', async ({
  journal,
  results,
  temporary,
}) => {
  await writeFile(path.join(results, 'a-rescued.journal'), 'precious');
  const [rescued = ''] = await rescueJournal(journal, [TWO], temporary);
  assert.is(rescued, path.join(temporary, 'a-rescued.journal'));
  assert.equal(await readFile(rescued), journalBytes([ONE, TWO]));
  await rm(results, { recursive: true });
  await writeFile(results, 'a file where the directory was');
  assert.equal(await rescueJournal(journal, [], temporary), [path.join(temporary, 'a.journal')]);
});

test('if nowhere is room it says so, and leaves no half of a copy', async ({
  journal,
  results,
  temporary,
}) => {
  // As if each disk were full behind what is copied.
  const unwritten = {
    head: ONE.head,
    get body(): Uint8Array {
      throw new Error('ENOSPC: no space left on device, write');
    },
  };
  await rejects(rescueJournal(journal, [TWO, unwritten], temporary), /^ENOSPC/);
  assert.equal(await readdir(results), ['a.journal']);
  assert.equal(await readdir(temporary), []);
});

test.run();
