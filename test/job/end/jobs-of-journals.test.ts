import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { byJob } from '../../../src/job/end/jobs-of-journals.ts';
import type { JobRecord } from '../../../src/wire/records.ts';
import { job, journalOf, NOON } from '../../gather/scribe.ts';

const test = suite<{ directory: string }>('journals by job');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-jobs-'));
});
test.after.each(async ({ directory }) => await rm(directory, { recursive: true }));

/** Journals of an hour from noon on, each of the job that it says. */
async function written(directory: string, journals: Readonly<Record<string, Partial<JobRecord>>>) {
  for (const [name, more] of Object.entries(journals)) {
    const file = path.join(directory, name);
    await journalOf(file, [job(more)]);
    const { time = NOON } = more;
    await utimes(file, new Date(), new Date(time + 60_000));
  }
  return async (...names: readonly string[]) => {
    const jobs = await byJob(names.map((name) => path.join(directory, name)));
    return jobs.map((found) => found.map((file) => path.basename(file)));
  };
}

test('each of rank 0 is a job; what ranks have kept goes to the job of which they tell, in any order', async ({
  directory,
}) => {
  const later = { time: NOON + 7_200_000, job_id: '8' };
  const of = await written(directory, {
    'a.journal': { time: NOON },
    'a-part2.journal': { time: NOON },
    'b.journal': later,
    'a-own.journal': { kept_by: 1, time: NOON + 10 },
    'b-own.journal': { ...later, kept_by: 1 },
  });
  assert.equal(await of('b-own.journal', 'a.journal', 'b.journal', 'a-own.journal'), [
    ['b.journal', 'b-own.journal'],
    ['a.journal', 'a-part2.journal', 'a-own.journal'],
  ]);
  // A part that is given, too, is no job.
  assert.equal(await of('a-part2.journal', 'a.journal'), [['a.journal', 'a-part2.journal']]);
  assert.equal(await of('b.journal', 'a.journal'), [['b.journal'], ['a.journal', 'a-part2.journal']]);
});

test('without those of rank 0, what ranks have kept is of as many jobs as it tells of', async ({
  directory,
}) => {
  const of = await written(directory, {
    '1.journal': { kept_by: 1, job_id: '7' },
    '2.journal': { kept_by: 2, job_id: '8' },
    '3.journal': { kept_by: 3, job_id: '7' },
  });
  assert.equal(await of('1.journal', '2.journal', '3.journal'), [['1.journal', '3.journal'], ['2.journal']]);
});

test('one that does not say goes with the others if they are of one job, as with recover', async ({
  directory,
}) => {
  const of = await written(directory, { 'a.journal': { time: NOON }, 'b.journal': { time: NOON + 1 } });
  await writeFile(path.join(directory, 'x.journal'), 'rankstat journal 2\n');
  assert.equal(await of('x.journal', 'a.journal'), [['a.journal', 'x.journal']]);
  assert.equal(await of('a.journal', 'x.journal', 'b.journal'), [
    ['a.journal'],
    ['x.journal'],
    ['b.journal'],
  ]);
  assert.equal(await of('x.journal'), [['x.journal']]);
});

test.run();
