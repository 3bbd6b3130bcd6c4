import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { anySignal, codeOf, runToItsEnd } from '../../src/run/benchmark.ts';
import { heardLog } from './heard-log.ts';

const test = suite<{ directory: string }>('the benchmark');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-benchmark-'));
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true });
});

/** Runs a command; `send` plays a signal to this process. */
function run(command: readonly string[], more: { isTTY?: boolean; env?: NodeJS.ProcessEnv } = {}) {
  const { log, said } = heardLog();
  let send = (_: NodeJS.Signals) => {};
  const onSignal = (handle: (signal: NodeJS.Signals) => void) => {
    send = handle;
  };
  const env = { PATH: process.env.PATH, ...more.env };
  const code = runToItsEnd(command, env, { stdin: { isTTY: more.isTTY ?? false }, onSignal, log });
  return { code, said, send: (signal: NodeJS.Signals) => send(signal) };
}

test('its exit code, and its environment', async () => {
  const { code, said } = run(['sh', '-c', 'exit $CODE'], { env: { CODE: '7' } });
  assert.is(await code, 7);
  assert.equal(said, []);
});

test('the signal that has ended it, as shells give it', async () => {
  assert.is(await run(['sh', '-c', 'kill -TERM $$']).code, 143);
  assert.is(codeOf('SIGINT'), 130);
  assert.is(codeOf(null), 128);
});

test('one that is not there, or cannot be executed, as shells give it', async ({ directory }) => {
  const missing = run(['no-such-command-of-any-kind']);
  assert.is(await missing.code, 127);
  assert.equal(missing.said, ['warn: cannot run no-such-command-of-any-kind: there is no such command']);
  const text = path.join(directory, 'text');
  await writeFile(text, 'hello', { mode: 0o644 });
  const forbidden = run([text]);
  assert.is(await forbidden.code, 126);
  assert.equal(forbidden.said, [`warn: cannot run ${text}: spawn ${text} EACCES`]);
  // This one is thrown, where the others are events.
  const odd = run(['/dev/null/x']);
  assert.is(await odd.code, 126);
  assert.equal(odd.said, ['warn: cannot run /dev/null/x: spawn ENOTDIR']);
});

/** A command that says in a pipe when it is ready for signals: its exit code is 9 after SIGINT, 4 after SIGUSR2. */
function ready(directory: string): { command: string[]; isReady: Promise<unknown> } {
  const pipe = path.join(directory, 'pipe');
  spawnSync('mkfifo', [pipe]);
  const script = `trap 'kill $!; exit 9' INT; trap 'kill $!; exit 4' USR2; sleep 60 & echo ready >${pipe}; wait`;
  return { command: ['sh', '-c', script], isReady: readFile(pipe) };
}

test('a signal to us is passed on', async ({ directory }) => {
  const { command, isReady } = ready(directory);
  const { code, send } = run(command);
  await isReady;
  send('SIGINT');
  assert.is(await code, 9);
});

test('a terminal has sent Ctrl-C to the benchmark, too: it is not sent twice', async ({ directory }) => {
  const { command, isReady } = ready(directory);
  const { code, send } = run(command, { isTTY: true });
  await isReady;
  send('SIGINT');
  send('SIGQUIT');
  send('SIGUSR2');
  assert.is(await code, 4);
});

test('a signal before it is there, and after it has ended, does nothing', async () => {
  const { log, said } = heardLog();
  let late = (_: NodeJS.Signals) => {};
  const onSignal = (handle: (signal: NodeJS.Signals) => void) => {
    handle('SIGTERM');
    late = handle;
  };
  assert.is(await runToItsEnd(['sh', '-c', 'exit 3'], process.env, { stdin: {}, onSignal, log }), 3);
  late('SIGTERM');
  assert.equal(said, []);
});

test('all signals are heard that a batch system may send', () => {
  const heard: string[] = [];
  const handlers = new Map<string, (signal: NodeJS.Signals) => void>();
  let stop = (_: NodeJS.Signals) => {};
  const onStopSignal = (handle: (signal: NodeJS.Signals) => void) => {
    stop = handle;
  };
  anySignal(onStopSignal, { on: (signal, handle) => handlers.set(signal, handle) })((signal) => {
    heard.push(signal);
  });
  stop('SIGTERM');
  assert.equal([...handlers.keys()].sort(), ['SIGALRM', 'SIGQUIT', 'SIGUSR2']);
  handlers.get('SIGUSR2')?.('SIGUSR2');
  assert.equal(heard, ['SIGTERM', 'SIGUSR2']);
});

test.run();
