import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Identity, identify } from '../../../src/launch/identity/identity.ts';
import { hasLaunchMates } from '../../../src/launch/identity/launch-mates.ts';

/** The environment of a rank of Open MPI, two on this node. */
const rank = (nth: number, job = '1876754433') => ({
  PATH: process.env.PATH,
  OMPI_COMM_WORLD_RANK: String(nth),
  OMPI_COMM_WORLD_SIZE: '4',
  OMPI_COMM_WORLD_LOCAL_RANK: String(nth),
  OMPI_COMM_WORLD_LOCAL_SIZE: '2',
  OMPI_MCA_ess_base_jobid: job,
});
const own: Identity = identify(rank(0));
const children: ChildProcess[] = [];

/** A child of this process, which stands for the launcher; it has begun when this is there. */
async function started(env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const child = spawn('sh', ['-c', 'echo; exec sleep 60'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  await once(child.stdout, 'data');
  return child;
}

async function ended(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

test.after.each(async () => {
  for (const child of children.splice(0))
    if (child.exitCode === null && child.signalCode === null) await ended(child);
});

test('another rank of the launch is one as long as it is there', async () => {
  const first = await started(rank(0));
  const second = await started(rank(1));
  assert.ok(hasLaunchMates('/proc', first.pid ?? 0, own));
  await ended(second);
  assert.not.ok(hasLaunchMates('/proc', first.pid ?? 0, own));
});

test('what the launcher has for itself, a rank of another launch, and this one are none', async () => {
  const first = await started(rank(0));
  await started({ PATH: process.env.PATH });
  await started(rank(1, '1876754434'));
  assert.not.ok(hasLaunchMates('/proc', first.pid ?? 0, own));
});

test('where nothing tells there are none', () => {
  assert.not.ok(hasLaunchMates('/proc', process.pid, identify({})));
  assert.not.ok(hasLaunchMates('/nowhere', process.pid, own));
});

test.run();
