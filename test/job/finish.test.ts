import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type FinishOptions, finish } from '../../src/job/finish.ts';
import { validateSeries } from '../../src/series/validate.ts';
import { JournalWriter } from '../../src/wire/journal/writer.ts';
import type { RecordBytes } from '../../src/wire/records.ts';
import { job, Scribe, start, stopAt } from '../gather/scribe.ts';
import { rejects } from '../rejects.ts';
import { keptLog } from './fakes.ts';

const test = suite<{ directory: string }>('the end of a job');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-finish-'));
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true });
});

/** A host that has said bye, and one that has or has not. */
function records(second: 'ended' | 'killed'): RecordBytes[] {
  return [1, 2].flatMap((rank) => {
    const scribe = new Scribe(rank, `node${rank}`);
    const records = [...scribe.hello(), scribe.sample(0, 5n), scribe.sample(1, 6n)];
    return rank === 1 || second === 'ended' ? [...records, scribe.bye(1.5)] : records;
  });
}

async function finished(
  directory: string,
  second: 'ended' | 'killed',
  more: Partial<FinishOptions> = {},
): Promise<{ names: string[]; lines: string[]; series: string }> {
  const paths = { series: path.join(directory, 'x.json'), journal: path.join(directory, 'x.journal') };
  const journal = await JournalWriter.create(paths.journal);
  await journal.append([job(), start(), ...records(second), stopAt(1.5)]);
  const log = keptLog();
  await finish({ paths, journal, unwritten: [], whole: 'remove', onMerged: () => {}, log, ...more });
  return { names: (await readdir(directory)).sort(), lines: log.lines, series: paths.series };
}

test('the journal goes when all of it is in the file, unless it is to be kept', async ({ directory }) => {
  const { names, lines, series } = await finished(directory, 'ended');
  assert.equal(names, ['x.json']);
  assert.equal(lines, []);
  assert.equal(await validateSeries(series), []);
  const kept = path.join(directory, 'kept');
  await mkdir(kept);
  assert.equal((await finished(kept, 'ended', { whole: 'keep' })).names, ['x.journal', 'x.json']);
});

test('the journal stays for a host that never came, which may have left one of its own', async ({
  directory,
}) => {
  const paths = { series: path.join(directory, 'x.json'), journal: path.join(directory, 'x.journal') };
  const journal = await JournalWriter.create(paths.journal);
  await journal.append([
    job(),
    start(),
    ...records('ended').slice(0, records('ended').length / 2),
    stopAt(1.5),
  ]);
  const log = keptLog();
  await finish({ paths, journal, unwritten: [], whole: 'remove', onMerged: () => {}, log });
  assert.equal((await readdir(directory)).sort(), ['x.journal', 'x.json']);
  assert.equal(log.lines, [
    `no word from node2: ${paths.journal} is kept, for rankstat recover with what they may leave: ${directory}/*_rank*_timeseries.journal`,
  ]);
});

test('a file is not a failure because its journal cannot be removed', async ({ directory }) => {
  const { names, lines, series } = await finished(directory, 'ended', {
    remove: () => Promise.reject(new Error('EPERM: operation not permitted')),
  });
  assert.equal(names, ['x.journal', 'x.json']);
  assert.equal(lines, [
    `cannot remove ${path.join(directory, 'x.journal')}: EPERM: operation not permitted; all of it is in ${series}`,
  ]);
  assert.equal(await validateSeries(series), []);
});

test('the journal stays while a host may have more', async ({ directory }) => {
  const { names, lines } = await finished(directory, 'killed');
  assert.equal(names, ['x.journal', 'x.json']);
  assert.match(lines.join(), /^no goodbye from node2: \S+x\.journal is kept, for rankstat recover with/);
});

test('a file that cannot be made: what failed, where the samples are, what to do', async ({ directory }) => {
  const series = path.join(directory, 'x.journal', 'x.json'); // Below a file.
  const journal = path.join(directory, 'x.journal');
  await rejects(
    finished(directory, 'ended', { paths: { series, journal } }),
    /^cannot write \S+x\.json: .*; the samples are in \S+x\.journal; make room .*rankstat recover -o FILE \S+x\.journal$/,
  );
  assert.equal(await readdir(directory), ['x.journal']);
});

test.run();
