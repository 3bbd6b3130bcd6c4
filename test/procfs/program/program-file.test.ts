import { chmodSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ProgramFile } from '../../../src/procfs/program/program-file.ts';
import { Slab } from '../../../src/procfs/reading/slab.ts';
import { tree } from '../parse.ts';
import { isAlive, STUBBORN, untilGone } from './stubborn.ts';

const test = suite('a program as a file');

const PATIENCE_MS = 10_000;
const SMI = { name: 'smi', args: (everyMs: number) => ['each', String(everyMs)] };

const made: { file: ProgramFile; remove: () => void }[] = [];
test.after.each(() => {
  for (const { file, remove } of made.splice(0)) {
    file.close();
    remove();
  }
});

/** A program of these lines of sh, on a clock that the test sets; `$here` is a folder of its own. */
async function smi(lines: string, everyMs = 1000) {
  const { root, remove } = await tree({ smi: `#!/bin/sh\nhere=\${0%/*}\n${lines}\n` });
  const smi = path.join(root, 'smi');
  chmodSync(smi, 0o755);
  const clock = { now: 0 };
  const settings = { env: { LD_LIBRARY_PATH: '/lib/of/a/driver', SECRET: 'x' }, everyMs };
  const file = new ProgramFile(smi, SMI, settings, () => clock.now);
  made.push({ file, remove });
  const read = () => {
    const slab = new Slab();
    file.read(slab);
    return slab.bytes.toString('utf8', 0, slab.length);
  };
  return { root, file, clock, read };
}

/** Says what it is asked for two rounds, and then nothing more. */
const SPEAKS = 'echo "a, $*"; echo "b, 2"; echo "a, $*"; exec /bin/sleep 1000';

test('it is started by the first read, which does not wait for it', async () => {
  const { file, read } = await smi(SPEAKS);
  assert.is(file.isStarting, true);
  assert.is(read(), '');
  await file.told(PATIENCE_MS);
  assert.is(file.isStarting, false);
  assert.is(read(), 'a, each 1000\nb, 2\n');
  assert.is(read(), 'a, each 1000\nb, 2\n');
});

test('what is older than three of its intervals is not there, and that it is silent is an error', async () => {
  const { file, clock, read } = await smi(SPEAKS, 2000);
  await file.told(PATIENCE_MS);
  clock.now = 6;
  assert.is(read(), 'a, each 2000\nb, 2\n');
  clock.now = 6.1;
  assert.throws(read, /^it has said nothing for 6 s$/);
  clock.now = 100;
  assert.throws(read, /^it has said nothing for 100 s$/);
});

test('one that never says anything is an error after half a minute', async () => {
  const { clock, file, read } = await smi('exec /bin/sleep 1000');
  clock.now = 1;
  assert.is(read(), '');
  clock.now = 30.9;
  assert.equal([read(), file.isStarting], ['', true]);
  clock.now = 31.1;
  assert.throws(read, /^it has said nothing for 30 s$/);
  assert.is(file.isStarting, false);
});

test('one that ends is started again a minute after its start, and until it speaks, what was wrong is told', async () => {
  const { clock, file, read } = await smi(
    '[ ! -e "$here/again" ] || { echo "a, 1"; echo "a, 1"; exec /bin/sleep 1000; }; : >"$here/again"; echo Alas; exit 9',
  );
  await file.told(PATIENCE_MS);
  assert.throws(read, /^it ended with code 9: Alas$/);
  clock.now = 59.9;
  assert.throws(read, /^it ended with code 9: Alas$/);
  clock.now = 60;
  assert.throws(read, /^it ended with code 9: Alas$/);
  await file.told(PATIENCE_MS);
  assert.is(read(), 'a, 1\n');
});

test('what it says on stderr is told, too', async () => {
  const { file, read } = await smi('echo "libnvidia-ml.so.1: cannot open, alas" >&2; exit 127');
  await file.told(PATIENCE_MS);
  assert.throws(read, /^it ended with code 127: libnvidia-ml\.so\.1: cannot open, alas$/);
});

test('one that is killed by a signal has ended', async () => {
  const { file, read } = await smi('kill -KILL $$');
  await file.told(PATIENCE_MS);
  assert.throws(read, /^it ended with code 137/);
});

test('it has a lower priority, a process group of its own, and nothing of the environment but its language and libraries', async () => {
  const { root, file } = await smi(
    'tr "\\0" "\\n" </proc/$$/environ >"$here/env"; cp /proc/$$/stat "$here/stat"; pwd >"$here/cwd"; ls -l /proc/$$/fd >"$here/fds"; ' +
      SPEAKS,
  );
  await file.told(PATIENCE_MS);
  const said = (name: string) => readFileSync(path.join(root, name), 'utf8');
  const env = said('env')
    .trim()
    .split('\n')
    // Those of the shell, and what Node.js gives to all children while coverage is measured.
    .filter((line) => !/^(PWD|OLDPWD|_|SHLVL|NODE_V8_COVERAGE)=/.test(line));
  assert.equal(env.sort(), ['LC_ALL=C', 'LD_LIBRARY_PATH=/lib/of/a/driver']);
  assert.is(said('cwd'), '/\n');
  // Behind the name in parentheses: state, parent, group, …; the 19th field is the priority.
  const fields = said('stat')
    .replace(/^.*\) /s, '')
    .split(' ');
  const own = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  assert.is.not(fields[2], own[2]);
  assert.is(Number(fields[16]), 10);
  // The pipe that tells of the end is not its own.
  assert.not.match(said('fds'), / 3 -> (pipe|socket)/);
});

test('closing ends it, and another read starts it anew', async () => {
  const { file, read } = await smi(STUBBORN);
  await file.told(PATIENCE_MS);
  const pid = read().slice(3).trim();
  assert.ok(isAlive(pid));
  file.close();
  await untilGone(pid);
  assert.is(read(), '');
  await file.told(PATIENCE_MS);
  assert.is.not(read().slice(3).trim(), pid);
});

test('one that has ended is not killed once more: its number can be another process now', async () => {
  const { file } = await smi('echo Alas; exit 9');
  await file.told(PATIENCE_MS);
  const { kill } = process;
  const killed: number[] = [];
  process.kill = (pid) => {
    killed.push(pid);
    return true;
  };
  try {
    file.close();
  } finally {
    process.kill = kill;
  }
  assert.equal(killed, []);
});

test('what one leaves behind when it ends is killed', async () => {
  const { root, file } = await smi('/bin/sleep 1000 >/dev/null 2>&1 & echo $! >"$here/left"; echo "a, 1"');
  await file.told(PATIENCE_MS);
  await untilGone(readFileSync(path.join(root, 'left'), 'utf8').trim());
});

for (const [where, to] of [
  ['stdout', ''],
  ['stderr', ' >&2'],
] as const) {
  test(`one that does not stop talking on ${where} is killed, and what it says takes no memory`, async () => {
    const { root, file, read } = await smi(`echo $$ >"$here/pid"; exec seq -f '%.0f, 1' 100000000${to}`);
    await file.told(PATIENCE_MS);
    if (to === '') assert.ok(read().length <= 1024 * '100000000, 1\n'.length);
    await untilGone(readFileSync(path.join(root, 'pid'), 'utf8').trim());
    if (to !== '')
      assert.throws(read, /^it ended with a kill, for it has said more than 1 MiB at once: 1, 1$/);
  });
}

test('who has waited for it in vain is told so', async () => {
  const { file, read } = await smi('exec /bin/sleep 1000');
  await file.told(20);
  assert.is(file.isStarting, false);
  assert.throws(read, /^it has said nothing for 0 s$/);
});

test('closed before it was started, it is not', async () => {
  const { root, file, read } = await smi(': >"$here/started"');
  read();
  file.close();
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  assert.not.ok(existsSync(path.join(root, 'started')));
});

test.run();
