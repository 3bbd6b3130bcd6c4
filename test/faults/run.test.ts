import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { filesIn, onlyFile, RANKSTAT } from '../jobs/site.ts';

const test = suite<{ directory: string }>('run on one host');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-run-'));
});
test.after.each(async ({ directory }) => {
  for (const pid of await collectorsOf(directory)) process.kill(pid, 'SIGKILL');
  await rm(directory, { recursive: true });
});

/** Processes of this machine with such a command line. */
async function processesWhere(fits: (argv: readonly string[]) => boolean): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      return fits(line.split('\0')) ? [Number(pid)] : [];
    }),
  );
  return found.flat();
}

/** Collectors that write into this directory. */
async function collectorsOf(directory: string): Promise<number[]> {
  const isNode = (argv: readonly string[]) => argv.some((word) => word.endsWith('rankstat.cjs'));
  return await processesWhere(
    (argv) => isNode(argv) && argv.includes('rank') && argv.includes(`--results-dir=${directory}`),
  );
}

async function untilNoneIsLeft(directory: string, seconds: number): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while ((await collectorsOf(directory)).length > 0) {
    assert.ok(performance.now() < end, `a collector is left after ${seconds} s`);
    await pause(50);
  }
}

/** Starts `rankstat run` every 200 ms; gives it, and what it says by and by. */
function run(directory: string, options: readonly string[], command: readonly string[]) {
  const args = ['run', '--interval', '0.2', '--results-dir', directory, ...options, '--', ...command];
  const child = spawn(RANKSTAT, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env.PATH } });
  const said = { text: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      said.text += text;
    });
  }
  return { child, said };
}

async function printed(child: ChildProcess, said: { text: string }, pattern: RegExp): Promise<void> {
  while (!pattern.test(said.text)) await once(child.stdout as NodeJS.ReadableStream, 'data');
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const) {
  test(`${signal} to run at any moment of its start leaves no collector`, async ({ directory }) => {
    for (const ms of [60, 120, 180, 240, 300]) {
      const { child } = run(directory, ['--stop-timeout', '1'], ['sleep', '0.2']);
      await pause(ms);
      child.kill(signal);
      await once(child, 'close');
    }
    await untilNoneIsLeft(directory, 5);
  });
}

test('a collector that does not answer is given up, and the benchmark keeps its exit code', async ({
  directory,
}) => {
  const { child, said } = run(
    directory,
    ['--stop-timeout', '1'],
    ['sh', '-c', 'echo now; sleep 1.5; exit 7'],
  );
  await printed(child, said, /now/);
  const [pid = 0] = await collectorsOf(directory);
  process.kill(pid, 'SIGSTOP');
  const [code] = await once(child, 'close');
  assert.is(code, 7);
  assert.match(
    said.text,
    /rank 0 does not answer; the samples are in .*\.journal: see rankstat recover --help/,
  );
  await untilNoneIsLeft(directory, 2);
});

test('collectors that were stopped before the benchmark ended are said to be, and --strict minds', async ({
  directory,
}) => {
  const { child, said } = run(directory, ['--strict'], ['sh', '-c', 'echo now; sleep 1.5']);
  await printed(child, said, /now/);
  const [pid = 0] = await collectorsOf(directory);
  process.kill(pid, 'SIGTERM');
  const [code] = await once(child, 'close');
  assert.is(code, 75);
  assert.match(said.text, /the collectors were stopped: what comes now is not recorded/);
});

test('a second signal leaves a merge to itself, and its file still comes', async ({ directory }) => {
  const script = 'trap "" TERM; echo now; sleep 0.5';
  const { child, said } = run(directory, ['--stop-timeout', '60'], ['sh', '-c', script]);
  await printed(child, said, /now/);
  const [pid = 0] = await collectorsOf(directory);
  process.kill(pid, 'SIGSTOP');
  while (!said.text.includes('another SIGTERM leaves without waiting')) {
    child.kill('SIGTERM'); // While the benchmark runs it is passed on, and ignored there.
    await pause(100);
  }
  child.kill('SIGTERM');
  const [code] = await once(child, 'close');
  assert.is(code, 143);
  assert.match(said.text, /_timeseries\.json may still come; if not: rankstat recover .*\.journal/);
  await rm(directory, { recursive: true }); // So that rank 0 has something to say, which nobody hears.
  process.kill(pid, 'SIGCONT');
  await untilNoneIsLeft(directory, 10);
  const { num_samples } = await onlyFile(directory);
  assert.ok(num_samples > 1, `${num_samples} samples`);
});

test('a launcher that starts nothing: that there is no file is said, and the exit code kept', async ({
  directory,
}) => {
  const bin = path.join(directory, 'bin');
  await mkdir(bin);
  const script = '#!/bin/sh\n[ "$1" = --version ] && echo "mpirun (Open MPI) 4.1.4" && exit\nexec sleep 30\n';
  await writeFile(path.join(bin, 'mpirun'), script, { mode: 0o755 });
  const args = [
    'run',
    '--launcher',
    'openmpi',
    '--ready-timeout',
    '0.5',
    '--stop-timeout',
    '1',
    '--results-dir',
    directory,
  ];
  const env = { PATH: `${bin}:${process.env.PATH}` };
  const child = spawn(RANKSTAT, [...args, '--', 'sh', '-c', 'exit 7'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env,
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  const [code] = await once(child, 'close');
  assert.is(code, 7);
  assert.match(said, /\nrankstat: rank 0 was not heard, and no series file is known of; .*\n$/);
});

test('signals are passed on to the benchmark', async ({ directory }) => {
  for (const signal of ['USR1', 'USR2', 'TERM', 'HUP', 'ALRM'] as const) {
    const script = `sleep 10 >/dev/null 2>&1 & trap 'kill $!; echo got ${signal}; exit 9' ${signal}; echo now; wait`;
    const { child, said } = run(directory, ['--quiet'], ['bash', '-c', script]);
    await printed(child, said, /now/);
    child.kill(`SIG${signal}`);
    const [code] = await once(child, 'close');
    assert.equal([code, said.text], [9, `now\ngot ${signal}\n`]);
  }
});

test('the secret is in no command line, no log and no file that others can read', async ({ directory }) => {
  const script = 'echo now; sleep 0.5; env';
  const { child, said } = run(directory, ['--verbose', '--keep-journal'], ['sh', '-c', script]);
  await printed(child, said, /now/);
  const [pid = 0] = await collectorsOf(directory);
  const environ = await readFile(`/proc/${pid}/environ`, 'utf8');
  const secret = /RANKSTAT_SECRET=([\w-]{43})/.exec(environ)?.[1] ?? '';
  assert.is(secret.length, 43);
  const seen = await processesWhere((argv) => argv.some((word) => word.includes(secret)));
  assert.equal(seen, []);
  const hidden = (await filesIn(directory)).filter((name) => name.startsWith('.rankstat'));
  assert.is(hidden.length, 1);
  await once(child, 'close');
  assert.not.match(said.text, secret);
  for (const name of await filesIn(directory)) {
    assert.not.match(await readFile(path.join(directory, name), 'latin1'), secret, name);
  }
});

test.run();
