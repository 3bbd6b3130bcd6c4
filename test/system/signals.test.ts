import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const SIGNALS = ['SIGUSR1', 'SIGTERM', 'SIGINT', 'SIGHUP'] as const;
const MODULE = pathToFileURL(
  path.join(path.dirname(path.dirname(import.meta.dirname)), 'src/system/signals.ts'),
).href;

/** A process that has the module, and takes signals over when it is told to; they come one by one. */
const PROGRAM = `
import { onStopSignal } from '${MODULE}';
for (const first of process.argv.slice(1)) process.kill(process.pid, first);
setTimeout(() => {
  onStopSignal((signal) => {
    process.stdout.write('early ' + signal + '\\n');
  });
  onStopSignal((signal) => {
    process.stdout.write(signal + '\\n');
    if (signal === 'SIGHUP') process.exit(0);
  });
  process.stdout.write('ready\\n');
}, 50);
setTimeout(() => process.exit(9), 20_000);
`;

function started(...early: readonly string[]) {
  const args = ['--import', 'tsx', '--input-type=module', '-e', PROGRAM, '--', ...early];
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
}

test('each signal that asks to end is given to who handles it last, and SIGUSR1 opens no debugger', async () => {
  const child = started();
  const lines: string[] = [];
  const exit = once(child, 'exit');
  for await (const text of child.stdout.setEncoding('utf8')) {
    lines.push(...String(text).trim().split('\n'));
    const next = SIGNALS[lines.length - 1];
    if (next !== undefined) child.kill(next);
  }
  assert.equal(lines, ['ready', ...SIGNALS]);
  assert.equal(await exit, [0, null]);
});

test('those that came before anybody handled them are not lost', async () => {
  const child = started('SIGTERM', 'SIGUSR1');
  let said = '';
  const exit = once(child, 'exit');
  for await (const text of child.stdout.setEncoding('utf8')) {
    said += text;
    if (said.endsWith('ready\n')) child.kill('SIGHUP');
  }
  // In which order signals of one moment come the kernel decides.
  const [first, second, ...rest] = said.trim().split('\n');
  assert.equal([first, second].sort(), ['early SIGTERM', 'early SIGUSR1']);
  assert.equal(rest, ['ready', 'SIGHUP']);
  assert.equal(await exit, [0, null]);
});

test('SIGQUIT and SIGXCPU end a collector as others do, SIGUSR2 does not, and nothing of that holds for commands', async () => {
  const taking = `import { onStopSignal, takeSignalsOfOthers } from '${MODULE}';
    takeSignalsOfOthers();
    onStopSignal((signal) => {
      process.stdout.write(signal + ' ');
      if (signal === 'SIGTERM') process.exit(0);
    });`;
  const commands = `import '${MODULE}';`;
  const alive = `process.stdout.write('ready '); setTimeout(() => process.exit(9), 20_000);`;
  /** What it says, and how it ends, if it is sent these signals, each when it has taken the one before. */
  const sent = async (program: string, signals: readonly NodeJS.Signals[]) => {
    const args = ['--import', 'tsx', '--input-type=module', '-e', `${program} ${alive}`];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const exit = once(child, 'exit');
    const left = [...signals];
    let said = '';
    for await (const text of child.stdout.setEncoding('utf8')) {
      said += text;
      if (left[0] === 'SIGUSR2') child.kill(left.shift());
      if (left.length > 0) child.kill(left.shift());
    }
    return [said, ...(await exit)];
  };
  const taken = await sent(taking, ['SIGQUIT', 'SIGXCPU', 'SIGUSR2', 'SIGTERM']);
  assert.equal(taken, ['ready SIGQUIT SIGXCPU SIGTERM ', 0, null]);
  for (const signal of ['SIGQUIT', 'SIGUSR2'] as const) {
    assert.equal(await sent(commands, [signal]), ['ready ', null, signal]);
  }
});

test.run();
