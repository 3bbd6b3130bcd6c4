import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createOutput, createOwnJournal, fileSafe, type OutputOptions, stamp } from '../../src/job/files.ts';
import { rejects } from '../rejects.ts';

const test = suite<{ base: string }>('files of a job');

// Local time, as the names are.
const START = new Date(2026, 0, 2, 3, 4, 5);

test.before.each(async (context) => {
  context.base = await mkdtemp(path.join(tmpdir(), 'rankstat-files-'));
});
test.after.each(async ({ base }) => {
  await rm(base, { recursive: true });
});

/** The names, below `base`, that a job gets whose results go there; its journal is closed again. */
async function namesIn(base: string, more: Partial<OutputOptions> = {}): Promise<string[]> {
  const { paths, journal } = await createOutput({
    ...{ resultsDir: base, journalDir: undefined, benchmark: 'training', start: START },
    ...{ compression: 'none', ...more },
  });
  await journal.close();
  assert.is(journal.path, paths.journal);
  return [paths.series, paths.journal].map((file) => path.relative(base, file));
}

test('names say the benchmark and the local time; the journal is there, the series file is not', async ({
  base,
}) => {
  const names = ['training_20260102_030405_timeseries.json', 'training_20260102_030405_timeseries.journal'];
  assert.equal(await namesIn(base), names);
  assert.equal(await readdir(base), names.slice(1));
});

test('jobs that begin within a second have names of their own, whether it is the file or the journal that is there', async ({
  base,
}) => {
  await namesIn(base);
  assert.is((await namesIn(base))[1], 'training_20260102_030405-2_timeseries.journal');
  await writeFile(path.join(base, 'training_20260102_030405-3_timeseries.json'), '');
  assert.is((await namesIn(base))[1], 'training_20260102_030405-4_timeseries.journal');
});

test('directories are made, and the journal can have one of its own', async ({ base }) => {
  const more = { resultsDir: path.join(base, 'a/b'), journalDir: path.join(base, 'c/d') };
  assert.equal(await namesIn(base, { ...more, compression: 'gzip' }), [
    'a/b/training_20260102_030405_timeseries.json.gz',
    'c/d/training_20260102_030405_timeseries.journal',
  ]);
});

test('what else is wrong than a name that is taken is told', async ({ base }) => {
  await writeFile(path.join(base, 'file'), '');
  await rejects(namesIn(base, { resultsDir: path.join(base, 'file') }), /EEXIST|ENOTDIR/);
  await mkdir(path.join(base, 'x'));
  await rejects(namesIn(base, { benchmark: 'n'.repeat(300) }), /ENAMETOOLONG/);
});

test('a data set goes beside the series file, under a name that nothing has', async ({ base }) => {
  const created = async () => {
    const { paths, journal } = await createOutput({
      ...{ resultsDir: base, journalDir: path.join(base, 'j'), benchmark: 'training', start: START },
      ...{ compression: 'gzip', tables: 'wanted' },
    });
    await journal.close();
    await rm(journal.path);
    return path.relative(base, paths.tables ?? '');
  };
  assert.is(await created(), 'training_20260102_030405_timeseries');
  await mkdir(path.join(base, 'training_20260102_030405_timeseries'));
  assert.is(await created(), 'training_20260102_030405-2_timeseries');
});

test('a name cannot leave its directory, hide, or be taken for an option', () => {
  assert.equal(
    ['dlio/../../etc', '..', '.hidden', '-rf', 'a b;c', 'größe', 'Unet-3D_v1.2', ''].map(fileSafe),
    ['dlio_.._.._etc', '_.', '_hidden', '_rf', 'a_b_c', 'gr__e', 'Unet-3D_v1.2', '_'],
  );
});

test('a rank names its own journal after itself, and takes the next name where somebody has that', async ({
  base,
}) => {
  const own = { directory: base, benchmark: 'a b', start: START, rank: 3, hostname: 'n3/x' };
  const names = [];
  for (let nth = 0; nth < 2; nth++) {
    const journal = await createOwnJournal(own);
    names.push(path.relative(base, journal.path));
    await journal.close();
  }
  assert.equal(names, [
    'a_b_20260102_030405_rank3_n3_x_timeseries.journal',
    'a_b_20260102_030405-2_rank3_n3_x_timeseries.journal',
  ]);
  // A node that does not share the results directory has none.
  const elsewhere = await createOwnJournal({ ...own, directory: path.join(base, 'none', 'yet') });
  assert.is(path.relative(base, elsewhere.path), path.join('none/yet', names[0] ?? ''));
  await elsewhere.close();
  await rejects(createOwnJournal({ ...own, directory: '/proc/none' }), /ENOENT/);
  assert.is(stamp(new Date(2026, 11, 31, 23, 59, 59)), '20261231_235959');
});

test.run();
