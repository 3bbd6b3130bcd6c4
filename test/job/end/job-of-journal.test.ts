import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { jobRecordOf, type KnownJob, ofOneJob, whyOfAnother } from '../../../src/job/end/job-of-journal.ts';
import { type JobRecord, PROTOCOL, type RecordBytes } from '../../../src/wire/records.ts';
import { JOB, job, journalOf, NOON, note, Scribe, start } from '../../gather/scribe.ts';

const test = suite<{ directory: string }>('the job of a journal');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-job-of-'));
});
test.after.each(async ({ directory }) => await rm(directory, { recursive: true }));

/** Of rank 0, which was there from noon for a minute. */
const THIS: KnownJob = { facts: JOB, began: NOON, ended: NOON + 60_000 };
const START = {
  type: 'start',
  nth: 2,
  interval_ms: 1000,
  max_samples: 3600,
  on_full: 'thin',
} as const;
const kept = (more: Partial<JobRecord>): JobRecord => ({
  ...{ type: 'job', nth: 1, protocol: PROTOCOL, time: NOON + 10, kept_by: 2, ...JOB },
  ...more,
});

test('what a rank has kept is of a job if it says the same of it, and began with it', () => {
  const same: Partial<JobRecord>[] = [
    {},
    { time: NOON - 100_000 }, // Rank 0 came late.
    { time: NOON + 59_000 },
    { job_id: null, step_id: null }, // Its launcher has not passed these on.
    { hosts: [], expected: 3 },
  ];
  for (const more of same) assert.is(whyOfAnother(kept(more), THIS), undefined, JSON.stringify(more));
  for (const more of [{ job_id: '8' }, { step_id: '1' }, { launcher: 'hydra' }, { interval_ms: 500 }])
    assert.is(whyOfAnother(kept(more), THIS), 'it is of another job', JSON.stringify(more));
  assert.is(whyOfAnother(kept({ time: NOON - 130_000 }), THIS), 'by its clock its rank began before the job');
  assert.is(whyOfAnother(kept({ time: NOON + 61_000 }), THIS), 'by its clock its rank began after the job');
});

test('of all journals of a directory those of one job are taken: that of the first rank 0', async ({
  directory,
}) => {
  const file = (name: string) => path.join(directory, name);
  const write = async (name: string, more: Partial<JobRecord>) => {
    await journalOf(file(name), [job(more)]);
    await utimes(file(name), new Date(), new Date(NOON + 60_000)); // A minute after it began.
  };
  await write('1-own', { kept_by: 1, time: NOON });
  await write('2-gather', { time: NOON });
  await write('3-its-part', { time: NOON });
  await write('4-own-of-later', { kept_by: 1, time: NOON + 70_000 });
  await write('5-gather-of-later', { time: NOON + 69_000 });
  await write('6-another-step', { kept_by: 1, time: NOON, step_id: '1' });
  await writeFile(file('7-none'), 'no journal');
  const { journals, leftOut } = await ofOneJob((await readdir(directory)).sort().map(file));
  // The last: the merge says what it is.
  assert.equal(journals, ['1-own', '2-gather', '3-its-part', '7-none'].map(file));
  assert.equal(
    leftOut.map(({ journal, why }) => [path.basename(journal), why]),
    [
      ['4-own-of-later', 'by its clock its rank began after the job'],
      ['5-gather-of-later', 'it is of another job'],
      ['6-another-step', 'it is of another job'],
    ],
  );
  assert.is(await jobRecordOf(file('7-none')), undefined);
});

test('of two jobs at one time, each rank that has found its rank 0 is of that one', async ({ directory }) => {
  const file = (name: string) => path.join(directory, name);
  const write = async (name: string, ...records: readonly RecordBytes[]) => {
    await journalOf(file(name), records);
    await utimes(file(name), new Date(), new Date(NOON + 60_000));
  };
  const later = note({ ...START, start: NOON + 7000 });
  /** What a rank has sampled, as records from its hello on. */
  const sampled = (rank: number) => {
    const scribe = new Scribe(rank, `node${rank}`);
    const hello = scribe.hello();
    const baseline = scribe.sample(null, 5n, { kind: 'baseline' });
    return {
      hello,
      baseline,
      ticks: [scribe.sample(0, 5n), scribe.sample(1, 6n)],
      clock: scribe.clock(1, 1),
    };
  };
  const [one, two, three] = [sampled(1), sampled(2), sampled(3)];
  const own = (kept_by: number) => job({ kept_by, time: NOON + kept_by });
  await write('a-gather', job({ time: NOON }), start());
  await write('b-gather', job({ time: NOON + 6000 }), later);
  await write('a-rank1', own(1), start(), ...one.hello, ...one.ticks);
  await write('b-rank1', job({ kept_by: 1, time: NOON + 6001 }), later, ...one.hello, ...one.ticks);
  await write('b-rank1-part2', job({ kept_by: 1, time: NOON + 6001 }));
  await write('b-rank2', own(2), later, ...two.hello, two.baseline, ...two.ticks, two.clock);
  // It has never found any, or that is not known.
  await write('x-rank3', own(3), later, ...three.hello, three.baseline, ...three.ticks);
  await write('x-rank4', own(4), later, note({ type: 'pad' }), ...three.hello, three.clock);
  const { journals, leftOut } = await ofOneJob((await readdir(directory)).sort().map(file));
  assert.equal(journals, ['a-gather', 'a-rank1', 'x-rank3', 'x-rank4'].map(file));
  assert.equal(
    leftOut.map(({ journal, why }) => [path.basename(journal), why]),
    [
      ['b-gather', 'it is of another job'],
      ...['b-rank1', 'b-rank1-part2', 'b-rank2'].map((name) => [name, 'its ticks are those of another job']),
    ],
  );
});

test('where rank 0 has left none, the first tells; one journal is what it is', async ({ directory }) => {
  const [one, two, other] = ['a', 'b', 'c'].map((name) => path.join(directory, name)) as [
    string,
    string,
    string,
  ];
  await journalOf(one, [job({ kept_by: 1 })]);
  await journalOf(two, [job({ kept_by: 2, time: NOON + 500_000 })]); // A rank that was started again.
  await journalOf(other, [job({ kept_by: 2, job_id: '8' })]);
  assert.equal((await ofOneJob([one, two, other])).journals, [one, two]);
  assert.equal((await ofOneJob([two, one])).journals, [two, one]);
  assert.equal(await ofOneJob([other]), { journals: [other], leftOut: [] });
});

test.run();
