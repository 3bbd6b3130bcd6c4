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

test.run();
