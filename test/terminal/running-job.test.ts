import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type ToldJob, toldByFile } from '../../src/launch/rendezvous/told-job.ts';
import { EXIT, UserError } from '../../src/system/exit.ts';
import { type RunningJob, theOne, waitForFile } from '../../src/terminal/running-job.ts';
import type { JobPhase, Status } from '../../src/wire/control.ts';
import { content } from '../launch/rendezvous/file/contents.ts';
import { rejects } from '../rejects.ts';

const test = suite<{ base: string; file: string }>('waiting for the file of a job');

test.before.each(async (context) => {
  context.base = await mkdtemp(path.join(tmpdir(), 'rankstat-running-'));
  context.file = path.join(context.base, 'a.json');
});
test.after.each(async ({ base }) => {
  await rm(base, { recursive: true });
});

function statusOf(file: string, phase: JobPhase, problem: string | null = null): Status {
  return {
    ...{ type: 'status', phase, problem, file, journal: '/j/a.journal', expected: 1, ready: 1, ended: 0 },
    ...{ samples: 0, refused: 0, interval_ms: 1000, started: 0, hosts: null },
  };
}

/** A job that was stopping when it was asked first, and then answers so, one after the other; then no more. */
function jobThatSays(file: string, ...answers: readonly (() => Promise<Status> | Status | undefined)[]) {
  const left = [...answers];
  let asked = 0;
  const again = async () => {
    asked++;
    return await left.shift()?.();
  };
  const job = { status: statusOf(file, 'stopping'), again, host: 'node1' } as unknown as RunningJob;
  return { job, asked: () => asked };
}

/** What is said, with its exit code. */
async function problemOf(job: RunningJob): Promise<string> {
  try {
    return assert.unreachable(await waitForFile(job)) as never;
  } catch (error) {
    if (error instanceof UserError) return `${error.exitCode} ${error.message}`;
    throw error;
  }
}

test('it is asked until it is done, and the file is there', async ({ file }) => {
  const { job, asked } = jobThatSays(
    file,
    () => statusOf(file, 'merging'),
    () => undefined,
    async () => {
      await writeFile(file, '');
      return statusOf(file, 'done');
    },
  );
  assert.is(await waitForFile(job), file);
  assert.is(asked(), 3);
});

test('a file that is there is whole, whether rank 0 still answers or not', async ({ file }) => {
  await writeFile(file, '');
  const { job, asked } = jobThatSays(file);
  assert.is(await waitForFile(job), file);
  assert.is(asked(), 0);
});

test('a job that has failed says why, and a file of that name is not taken for its own', async ({ file }) => {
  const { job } = jobThatSays(file, async () => {
    await writeFile(file, '');
    return statusOf(file, 'failed', 'the disk is full');
  });
  assert.is(await problemOf(job), `${EXIT.io} the disk is full`);
});

test('after eleven requests without an answer, one after the other, nobody is there any more', async ({
  file,
}) => {
  const silence = Array.from({ length: 10 }, () => () => undefined);
  const { job, asked } = jobThatSays(file, ...silence, () => statusOf(file, 'merging'));
  assert.is(
    await problemOf(job),
    `${EXIT.io} rank 0 on node1 does not answer any more, and ${file} is not there, as seen from this host: ` +
      'look on node1, and if it was killed, rankstat recover /j/a.journal',
  );
  assert.is(asked(), 22);
});

test('a file that is made, but not seen from this host, is told with its host', async ({ file }) => {
  const { job } = jobThatSays(file, () => statusOf(file, 'done'));
  assert.is(
    await problemOf(job),
    `74 stopped; ${file} is made, but cannot be seen from this host: look on node1`,
  );
});

test('what was wrong on the way is not why there is no file', async ({ file }) => {
  const full = () => statusOf(file, 'merging', 'cannot write /j/a.journal: ENOSPC; samples are kept');
  const { job } = jobThatSays(file, full);
  assert.match(await problemOf(job), /^74 rank 0 on node1 does not answer any more, and /);
});

/** A job as a file tells of it. */
function told(key: string): ToldJob {
  return toldByFile(`/results/.rankstat-${key}.json`, content(key));
}

test('of several jobs the one that answers', async () => {
  const jobs = [told('a'), told('b'), told('c')];
  assert.is(await theOne(jobs, async (job) => job === jobs[1]), jobs[1]);
  assert.is(
    await theOne([told('a')], () => assert.unreachable() as never).then(({ hostname }) => hostname),
    'node1',
  );
});

test('of several that answer each is named', async () => {
  const jobs = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(told);
  await rejects(
    theOne(jobs, async (job) => job !== jobs[0]),
    /^6 running jobs: name one by --rendezvous file:PATH, of \/results\/\.rankstat-b\.json \(on node1 since 2026-11-25 03:27:18 UTC\), .*-f\.json \([^)]*\) and 1 more$/,
  );
});

test('if none answers it is said where they should be', async () => {
  await rejects(
    theOne([told('a'), told('b')], async () => false),
    /^the job on node1 since 2026-11-25 03:27:18 UTC does not answer at 198\.18\.0\.11:40001: its process 4711 is stopped or hangs, or another program has its port; the job on node1/,
  );
});

test.run();
