import { mkdir, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type FinishOptions, finish } from '../../../src/job/end/finish.ts';
import { merge } from '../../../src/merge/merge.ts';
import { validateSeries } from '../../../src/series/validate.ts';
import { RollingJournal } from '../../../src/wire/journal/rolling.ts';
import type { JobRecord, RecordBytes } from '../../../src/wire/records.ts';
import { JOB, job, journalOf, NOON, note, Scribe, start, stopAt } from '../../gather/scribe.ts';
import { rejects } from '../../rejects.ts';
import { withFileLimit } from '../../wire/journal/file-limit.ts';
import { keptLog } from '../fakes.ts';

const test = suite<{ directory: string }>('the end of a job');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-finish-'));
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true });
});

/** What a host that never reached rank 0 keeps for itself: two samples. */
function ownRecords(rank: number, more: Partial<JobRecord> = {}): RecordBytes[] {
  const scribe = new Scribe(rank, `node${rank}`, 'own123');
  const about = [job({ kept_by: rank, time: NOON - 1400, ...more }), start()];
  return [...about, ...scribe.hello(), scribe.sample(0, 5n), scribe.sample(1, 6n), scribe.bye(1.5)];
}

/** A host that has said bye, and one that has or has not. */
function records(second: 'ended' | 'killed' | 'none'): RecordBytes[] {
  return (second === 'none' ? [1] : [1, 2]).flatMap((rank) => {
    const scribe = new Scribe(rank, `node${rank}`);
    const records = [...scribe.hello(), scribe.sample(0, 5n), scribe.sample(1, 6n)];
    return rank === 1 || second !== 'killed' ? [...records, scribe.bye(1.5)] : records;
  });
}

async function finished(
  directory: string,
  second: 'ended' | 'killed' | 'none',
  more: Partial<FinishOptions> = {},
  last: readonly RecordBytes[] = [stopAt(1.5)],
  how: 'in one' | 'in parts' | 'cut' = 'in one',
): Promise<{ names: string[]; lines: string[]; series: string }> {
  const paths = { series: path.join(directory, 'x.json'), journal: path.join(directory, 'x.journal') };
  const journal = await RollingJournal.create(paths.journal);
  await journal.append([job(), start(), ...records(second)]);
  if (how === 'in parts') await withFileLimit(journal.length + 10, async () => await journal.append(last));
  else await journal.append(last);
  assert.is(journal.paths.length, how === 'in parts' ? 2 : 1);
  if (how === 'cut') await truncate(paths.journal, 0);
  const log = keptLog();
  await finish({
    paths,
    journal,
    job: JOB,
    unwritten: [],
    whole: 'remove',
    onMerged: () => {},
    log,
    ...more,
  });
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

test('the journal stays until the data set is there, too; that it cannot be made is a line and no more', async ({
  directory,
}) => {
  const tables = path.join(directory, 'x');
  const paths = {
    series: path.join(directory, 'x.json'),
    journal: path.join(directory, 'x.journal'),
    tables,
  };
  const asked: unknown[] = [];
  const well = await finished(directory, 'ended', {
    paths,
    makeTables: async ({ journals, directory: to, bytes, onMoved }) => {
      asked.push(journals, to, bytes > 0, (await readdir(directory)).sort());
      onMoved();
    },
  });
  assert.equal(asked, [[paths.journal], tables, true, ['x.journal', 'x.json']]);
  assert.equal([well.names, well.lines], [['x.json'], []]);
  const makeTables = async () => {
    throw new Error('ENOSPC: no space left on device, write');
  };
  const { names, lines } = await finished(directory, 'ended', { paths, makeTables });
  assert.equal(names, ['x.journal', 'x.json']);
  assert.equal(lines, [
    `no Parquet data set in ${tables}: ENOSPC: no space left on device, write; ${paths.series} is whole, and \
${paths.journal} is kept: rankstat convert --to parquet --hosts-per-file 256 -o DIR ${paths.journal}`,
  ]);
});

test('the journal stays for a host that never came, which may have left one of its own', async ({
  directory,
}) => {
  const { names, lines } = await finished(directory, 'none');
  assert.equal(names, ['x.journal', 'x.json']);
  const journal = path.join(directory, 'x.journal');
  assert.equal(lines, [
    `no word from node2; ${journal} is kept; with what they may leave, the file of all hosts: \
rankstat recover ${journal} ${directory}/training_*_rank*_node2*_timeseries.journal -o FILE`,
  ]);
});

test('journals of this job that ranks have kept are named, those of others are not; recover of all has all hosts', async ({
  directory,
}) => {
  const own = path.join(directory, 'training_20261125_120000_rank2_node2_timeseries.journal');
  await journalOf(own, ownRecords(2));
  const another = (name: string) => path.join(directory, `training_${name}_rank2_node2_timeseries.journal`);
  await journalOf(another('of-another-step'), ownRecords(2, { step_id: '1' }));
  await journalOf(another('of-before'), ownRecords(2, { time: NOON - 200_000 }));
  await writeFile(another('no'), 'journal');
  await writeFile(path.join(directory, 'training_x_timeseries.journal'), '');
  const { lines, series } = await finished(directory, 'none');
  const journal = series.replace('.json', '.journal');
  assert.equal(lines, [
    `no word from node2; ${journal} is kept; the file of all hosts: rankstat recover ${journal} ${own} -o FILE`,
  ]);
  const { header } = await merge([journal, own], path.join(directory, 'all.json'));
  assert.equal(
    Object.values(header.host_status).map(({ status, ticks_sampled }) => [status, ticks_sampled]),
    [
      ['complete', 2],
      ['complete', 2],
    ],
  );
});

test('a host that has said why it does not come has no journal, and is not complete', async ({
  directory,
}) => {
  const absent = [{ host: 'node2', reason: 'no Node.js' }];
  const { names, lines, series } = await finished(directory, 'none', {}, [
    note({ type: 'stop', nth: 9, time: NOON + 1500, since_start_ms: 1500, reason: 'x', absent }),
  ]);
  assert.equal(names, ['x.journal', 'x.json']);
  assert.equal(lines, [`not complete: node2; ${series.replace('.json', '.journal')} is kept`]);
});

test('a copy of what rank 0 has come to have after all is removed', async ({ directory }) => {
  const copy = path.join(directory, 'training_1_rank2_node2_timeseries.journal');
  const records = ownRecords(2).slice(2);
  await journalOf(copy, ownRecords(2).slice(0, -1));
  const { names, lines } = await finished(directory, 'none', {}, [...records, stopAt(1.5)]);
  assert.equal([names, lines], [['x.json'], []]);
});

test('a copy in two files of which rank 0 has not got the second stays', async ({ directory }) => {
  const copy = await RollingJournal.create(path.join(directory, 'training_1_rank2_node2_timeseries.journal'));
  const records = ownRecords(2);
  await copy.append(records.slice(0, -1));
  await withFileLimit(copy.length + 10, async () => await copy.append(records.slice(-1)));
  await copy.close();
  assert.is(copy.paths.length, 2);
  const { names } = await finished(directory, 'none', {}, [...records.slice(2, -1), stopAt(1.5)]);
  assert.is(names.length, 4);
});

test('what rank 0 has not all got is not removed, though the host is complete without it', async ({
  directory,
}) => {
  const copy = path.join(directory, 'training_1_rank2_node2_timeseries.journal');
  await journalOf(copy, ownRecords(2));
  const { names, lines } = await finished(directory, 'ended');
  assert.is(names.length, 3);
  assert.match(
    lines.join(),
    /^ranks have journals of their own; \S+ is kept; the file of all hosts: rankstat recover/,
  );
});

test('a journal that goes on in a second file: both are merged, and removed', async ({ directory }) => {
  const { names, lines, series } = await finished(directory, 'ended', {}, [stopAt(1.5)], 'in parts');
  assert.equal([names, lines], [['x.json'], []]);
  assert.equal(await validateSeries(series), []);
});

test('a journal that something else has cut: that is said, not to make room', async ({ directory }) => {
  await rejects(
    finished(directory, 'ended', {}, [stopAt(1.5)], 'cut'),
    /^cannot write \S+x\.json: .*no record says what the job was; something else has written to \S+x\.journal; what is left of it, if anything: rankstat recover -o FILE \S+x\.journal$/,
  );
});

test('records that fit nowhere are said to be lost', async ({ directory }) => {
  const unwritten = { head: job().head, body: Buffer.alloc(20_000) };
  await withFileLimit(10_000, async () => {
    await rejects(
      finished(directory, 'ended', { unwritten: [unwritten] }),
      /^cannot write \S+x\.json: 1 records fit nowhere and are lost: EFBIG.*; of what came before the samples are in \S+x\.journal; raise /,
    );
  });
  assert.equal(await readdir(directory), ['x.journal']);
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
  assert.match(
    lines.join(),
    /^no goodbye from node2; \S+x\.journal is kept; with what they may leave, .*_node2/,
  );
});

test('a file that cannot be made: what failed, where the samples are, what to do', async ({ directory }) => {
  const series = path.join(directory, 'x.journal', 'x.json'); // Below a file.
  const journal = path.join(directory, 'x.journal');
  await rejects(
    finished(directory, 'ended', { paths: { series, journal } }),
    /^cannot write \S+x\.json: .*; the samples are in \S+x\.journal; choose another place: rankstat recover -o FILE \S+x\.journal$/,
  );
  assert.equal(await readdir(directory), ['x.journal']);
});

test.run();
