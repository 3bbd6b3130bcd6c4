import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { EXIT, UserError } from '../../src/system/exit.ts';
import { type RunningJob, waitForFile } from '../../src/terminal/running-job.ts';
import type { JobPhase, Status } from '../../src/wire/control.ts';

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
  const job = { status: statusOf(file, 'stopping'), again } as unknown as RunningJob;
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
    `${EXIT.io} ${file} cannot be seen from this host; the journal is /j/a.journal`,
  );
  assert.is(asked(), 22);
});

test('a file that another host does not see is told with its journal', async ({ file }) => {
  const { job } = jobThatSays(file, () => statusOf(file, 'done'));
  assert.match(await problemOf(job), /^74 .* cannot be seen from this host; the journal is \/j\/a\.journal$/);
});

test.run();
