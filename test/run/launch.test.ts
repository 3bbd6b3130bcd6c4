import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PublishedOptions } from '../../src/launch/network/published.ts';
import { addressesSoon, launchCollectors } from '../../src/run/launch.ts';
import { ManualClock } from '../manual-clock.ts';
import { rejects } from '../rejects.ts';
import { heardLog } from './heard-log.ts';

const test = suite<{ directory: string }>('the launch of collectors');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-launch-'));
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true });
});

/** Starts a collector of this host that is a script. It says what it was given, and ends. */
async function launch(directory: string, aborted: AbortSignal, more: NodeJS.ProcessEnv = {}) {
  const stub = path.join(directory, 'rankstat');
  const script = `#!/bin/sh
echo "$*" >&2
echo "session $(cut -d' ' -f6 /proc/$$/stat) of $$" >&2
echo "$(readlink /proc/$$/fd/0) $(readlink /proc/$$/fd/1)" >&2
env >&2
exit 3
`;
  await writeFile(stub, script, { mode: 0o755 });
  const { log, said } = heardLog();
  const options = {
    requested: 'auto' as const,
    env: { PATH: process.env.PATH, RANKSTAT_BIN: stub, HERE: 'yes', ...more },
    rankArguments: ['--interval=1'],
    only: undefined,
    secret: 'the secret of this job',
    aborted,
  };
  let onEnd = (_: string) => {};
  const ended = new Promise<string>((resolve) => {
    onEnd = resolve;
  });
  const launched = await launchCollectors(options, 4000, {
    clock: new ManualClock(0),
    log,
    onEnd,
    onAbsent: () => {},
  });
  return { ...launched, said, ended };
}

test('they are told of the broker and the secret by their environment, and the secret by nothing else', async ({
  directory,
}) => {
  const { isLocal, said, ended } = await launch(directory, new AbortController().signal);
  assert.ok(isLocal);
  assert.is(await ended, 'exit code 3');
  const [why, argv, _session, _streams, ...env] = said;
  assert.is(why, 'detail: collectors are started by local: this is no allocation of several nodes');
  assert.is(argv, 'detail: rank --interval=1');
  assert.ok(env.includes('detail: RANKSTAT_SECRET=the secret of this job'), env.join('\n'));
  assert.ok(env.includes('detail: HERE=yes'));
  const rendezvous = env.find((line) => line.startsWith('detail: RANKSTAT_RENDEZVOUS='));
  assert.match(rendezvous ?? '', /=tcp:\/\/127\.0\.0\.1:4000/);
});

test('Ctrl-C does not reach them, and our standard streams are the benchmark’s', async ({ directory }) => {
  const { said, ended } = await launch(directory, new AbortController().signal);
  await ended;
  assert.match(said[2] ?? '', /^detail: session (\d+) of \1$/);
  assert.is(said[3], 'detail: /dev/null /dev/null');
});

test('what the user should know of the choice is a warning', async ({ directory }) => {
  const task = { SLURM_JOB_ID: '5', SLURM_STEP_ID: '4', SLURM_PROCID: '0', SLURM_STEP_NUM_TASKS: '4' };
  const { said, ended } = await launch(directory, new AbortController().signal, task);
  await ended;
  assert.match(said[1] ?? '', /^warn: rankstat run is itself one of 4 processes of a launch by srun: /);
});

test('too late: nothing is started', async ({ directory }) => {
  const aborted = AbortSignal.abort(new Error('SIGINT came first'));
  await rejects(launch(directory, aborted), /SIGINT came first/);
});

test('a name server that does not answer costs three seconds, and the order of the addresses', async () => {
  const clock = new ManualClock(0);
  const asked: string[][] = [];
  const published = async ({ env }: PublishedOptions) => {
    asked.push(Object.keys(env));
    return Object.keys(env).length > 0 ? await new Promise<string[]>(() => {}) : ['198.18.0.1'];
  };
  const options = { env: { SLURM_SRUN_COMM_HOST: 'login1' }, only: undefined, nodes: null };
  const addresses = addressesSoon(options, clock, published);
  clock.advance(3000);
  assert.equal(await addresses, ['198.18.0.1']);
  assert.equal(asked, [['SLURM_SRUN_COMM_HOST'], []]);
  const wrong = () => Promise.reject(new Error('no interface eth9'));
  await rejects(addressesSoon(options, clock, wrong), /^no interface eth9$/);
});

test.run();
