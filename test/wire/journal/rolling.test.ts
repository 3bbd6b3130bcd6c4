import { writeFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, readlink, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { frame, JOURNAL_MAGIC } from '../../../src/wire/journal/frames.ts';
import { partPath, removeJournal, withAllParts, withParts } from '../../../src/wire/journal/parts.ts';
import { RollingJournal } from '../../../src/wire/journal/rolling.ts';
import { rejects } from '../../rejects.ts';
import { withFileLimit } from './file-limit.ts';
import { journalBytes, record } from './memory-file.ts';

interface Context {
  directory: string;
  journal: RollingJournal;
}
const test = suite<Context>('a journal of several files');

/** Of 119 bytes with what is around it: of a file of 500 bytes four fit behind the 19 of its begin. */
const hundred = (name: string) => record(name, 'x'.repeat(100));
const [A, B, C, D, E, F] = ['aaaaaaa', 'bbbbbbb', 'ccccccc', 'ddddddd', 'eeeeeee', 'fffffff'].map(
  hundred,
) as [
  ReturnType<typeof hundred>,
  ReturnType<typeof hundred>,
  ReturnType<typeof hundred>,
  ReturnType<typeof hundred>,
  ReturnType<typeof hundred>,
  ReturnType<typeof hundred>,
];
const LIMIT = 500;

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-rolling-'));
  context.journal = await RollingJournal.create(path.join(context.directory, 'x.journal'));
});
test.after.each(async ({ directory, journal }) => {
  await journal.close();
  await rm(directory, { recursive: true });
});

const read = async (directory: string, name: string) => await readFile(path.join(directory, name));

test('at the limit it goes on in another file, and no record is cut', async ({ directory, journal }) => {
  await withFileLimit(LIMIT, async () => {
    await journal.append([A, B, C]);
    await journal.append([D, E]); // The first of them would fit.
    await journal.append([F]);
  });
  assert.equal((await readdir(directory)).sort(), ['x-part2.journal', 'x.journal']);
  assert.equal(await read(directory, 'x.journal'), journalBytes([A, B, C]));
  assert.equal(
    await read(directory, 'x-part2.journal'),
    journalBytes([A, D, E, F]),
    'with the first record again',
  );
  assert.equal(journal.paths, await withParts(journal.path));
});

test('to those who read it while it is written it is one file', async ({ journal }) => {
  await withFileLimit(LIMIT, async () => {
    for (const one of [A, B, C, D, E, F]) await journal.append([one]);
  });
  const whole = journalBytes([A, B, C, D, E, F]);
  assert.is(journal.length, whole.length);
  assert.equal(await journal.read(0, 10_000), whole);
  const at = whole.length - 2 * frame(F).length - 5; // Within D, which is in the first file.
  assert.equal(await journal.read(at, 10_000), whole.subarray(at));
  assert.equal(await journal.read(at, 30), whole.subarray(at, at + 30));
  assert.is((await journal.read(whole.length, 10)).length, 0);
  const copy = await RollingJournal.copy(journal, `${journal.path}.copy`);
  assert.equal(await copy.read(0, 10_000), whole);
  await copy.append([F]); // There is no limit any more.
  await copy.close();
  assert.equal(await Promise.all(copy.paths.map(async (file) => await readFile(file))), [
    journalBytes([A, B, C, D]),
    journalBytes([A, E, F, F]),
  ]);
});

test('more than fits into one file at once goes into several', async ({ journal }) => {
  await withFileLimit(LIMIT, async () => await journal.append([A, B, C, D, E, F]));
  assert.equal(
    journal.parts.map(({ length }) => length),
    [0, 4, 4].map((count) => JOURNAL_MAGIC.length + count * frame(A).length),
  );
  assert.equal(await journal.read(0, 10_000), journalBytes([A, B, C, D, E, F]));
});

test('what fits into no file is not in the journal, and none is left for it', async ({
  directory,
  journal,
}) => {
  await journal.append([A]);
  await withFileLimit(LIMIT, async () => {
    await rejects(journal.append([B, record('long', 'x'.repeat(LIMIT)), C]), /^EFBIG/);
  });
  assert.equal(await readdir(directory), ['x.journal']);
  assert.equal(await journal.read(0, 10_000), journalBytes([A]));
  await journal.append([B]);
  assert.equal(await read(directory, 'x.journal'), journalBytes([A, B]));
});

test('a name that somebody else has is passed over', async ({ directory, journal }) => {
  await writeFile(path.join(directory, 'x-part2.journal'), 'precious');
  await withFileLimit(LIMIT, async () => await journal.append([A, B, C, D, E]));
  assert.equal(await read(directory, 'x-part2.journal'), Buffer.from('precious'));
  assert.is(journal.paths[1], path.join(directory, 'x-part3.journal'));
});

test('what lies behind a part is read from its own place in the next one', async ({ journal }) => {
  await withFileLimit(LIMIT, async () => await journal.append([A, B, C, D, E, F]));
  const whole = journalBytes([A, B, C, D, E, F]);
  assert.is(journal.parts.length, 3);
  for (let at = 0; at <= whole.length; at += 7) {
    assert.equal(await journal.read(at, 150), whole.subarray(at, at + 150), `from ${at} on`);
  }
});

test('of two records of which a file takes one each has its own', async ({ journal }) => {
  const [one, two] = ['one', 'two'].map((name) => record(name, 'x'.repeat(300)));
  await journal.append([A]);
  await withFileLimit(LIMIT, async () => await journal.append([one!, two!]));
  const parts = await Promise.all(journal.paths.map(async (file) => await readFile(file)));
  assert.equal(parts, [journalBytes([A]), journalBytes([A, one!]), journalBytes([A, two!])]);
});

test('a journal that is closed takes nothing, and begins no other file', async ({ directory, journal }) => {
  await journal.append([A]);
  await journal.close();
  await rejects(journal.append([B]), /file closed|EBADF/);
  assert.equal(await readdir(directory), ['x.journal']);
  assert.is(await timesOpen(directory), 0);
});

/** How many files of a folder this process has open. */
async function timesOpen(directory: string): Promise<number> {
  const names = await readdir('/proc/self/fd');
  const targets = await Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')));
  return targets.filter((target) => target.startsWith(directory)).length;
}

test('where no other file can be made that is the error, and what was to come is not in the journal', async ({
  directory,
  journal,
}) => {
  const gone = `${directory}-gone`;
  await journal.append([A, B, C, D]);
  await rename(directory, gone);
  await withFileLimit(LIMIT, async () => await rejects(journal.append([E]), /^ENOENT/));
  await rename(gone, directory);
  assert.equal(await journal.read(0, 10_000), journalBytes([A, B, C, D]));
  await withFileLimit(LIMIT, async () => await journal.append([E]));
  assert.equal(await readdir(directory), ['x-part2.journal', 'x.journal']);
});

test('where a thousand names are taken no more are tried', async ({ directory, journal }) => {
  for (let nth = 2; nth <= 1001; nth++) writeFileSync(path.join(directory, `x-part${nth}.journal`), '');
  await journal.append([A, B, C, D]);
  await withFileLimit(LIMIT, async () => await rejects(journal.append([E]), /^EEXIST/));
  await rm(path.join(directory, 'x-part1001.journal'));
  await withFileLimit(LIMIT, async () => await journal.append([E]));
  assert.is(journal.paths[1], path.join(directory, 'x-part1001.journal'));
});

test('a copy that cannot be made is not there, nor open', async ({ directory, journal }) => {
  await journal.append([A, B]);
  const copying = () => RollingJournal.copy(journal, path.join(directory, 'copy.journal'));
  await withFileLimit(100, async () => await rejects(copying(), /^EFBIG/));
  assert.equal(await readdir(directory), ['x.journal']);
  assert.is(await timesOpen(directory), 1);
});

test('what is removed is gone with all its parts, and closed', async ({ directory, journal }) => {
  await withFileLimit(LIMIT, async () => await journal.append([A, B, C, D, E, F]));
  await journal.remove();
  assert.equal([await readdir(directory), await timesOpen(directory)], [[], 0]);
});

test('parts are found in their order, and nothing that is only called alike', async ({
  directory,
  journal,
}) => {
  for (const name of ['-part10', '-part2', '-part1', '-part02', '-partx', 'y-part3'])
    await writeFile(path.join(directory, `x${name}.journal`), '');
  const found = [journal.path, partPath(journal.path, 2), partPath(journal.path, 10)];
  assert.equal(await withParts(journal.path), found);
  assert.equal(await withParts(path.join(directory, 'none.journal')), [path.join(directory, 'none.journal')]);
  const [first = '', second = '', third = ''] = found;
  const alone = path.join(directory, 'xy-part3.journal');
  assert.equal(await withAllParts([second, alone, first]), [alone, first, second, third]);
  await removeJournal(journal.path);
  assert.is((await readdir(directory)).length, 4);
});

test.run();
