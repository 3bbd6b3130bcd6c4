import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const ROOT = path.dirname(path.dirname(path.dirname(import.meta.dirname)));
const MODULE = pathToFileURL(path.join(ROOT, 'src/system/node/early-debugger.ts')).href;

/** A process that is sent SIGUSR1, opens its debugger for that, and then has the module; gives what it says. */
async function signalled(flags: readonly string[]) {
  const program = `
    process.kill(process.pid, 'SIGUSR1');
    const { url } = await import('node:inspector');
    while (url() === undefined) await new Promise((resolve) => setTimeout(resolve, 1));
    const { onEarlyDebugger } = await import('${MODULE}');
    const address = new URL(url());
    let told = 0;
    onEarlyDebugger(() => told++);
    setTimeout(() => console.log(address.port, told, url() === undefined ? 'closed' : 'open'), 100);
    process.stdin.resume();`;
  const args = [...flags, '--import', 'tsx', '--input-type=module', '-e', program];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['pipe', 'pipe', 'ignore'] });
  const [text] = await once(child.stdout.setEncoding('utf8'), 'data');
  const [port, told, state] = String(text).trim().split(' ');
  const socket = connect(Number(port), '127.0.0.1');
  const isOpen = await Promise.race([
    once(socket, 'connect').then(() => true),
    new Promise<boolean>((resolve) => socket.on('error', () => resolve(false))),
  ]);
  socket.destroy();
  child.kill('SIGKILL');
  return { told, state, isOpen };
}

test('a debugger that a signal has opened is closed, and the signal is told once', async () => {
  const { told, isOpen } = await signalled(['--inspect-port=127.0.0.1:0']);
  assert.equal([told, isOpen], ['1', false]);
});

test('one that somebody wants stays open', async () => {
  const { told, state } = await signalled(['--inspect=127.0.0.1:0']);
  assert.equal([told, state], ['0', 'open']);
});

test('as long as nothing has opened one, nothing of it is loaded', () => {
  const program = `
    const { onEarlyDebugger } = await import('${MODULE}');
    onEarlyDebugger(() => {});
    setTimeout(() => console.log(process.moduleLoadList.includes('NativeModule inspector')), 100);`;
  const args = ['--inspect-port=127.0.0.1:0', '--import', 'tsx', '--input-type=module', '-e', program];
  assert.is(spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' }).stdout, 'false\n');
});

test.run();
