import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { environment, Native } from './native.ts';
import { SideBySide } from './side-by-side.ts';
import { ORDINARY, ours, printWith, printWithout } from './strange.ts';
import { nativeTest } from './suite.ts';

const native = new Native();
const it = nativeTest(test);

/** Runs any command with us in front. */
async function end(words: readonly string[], variables = ORDINARY, options: readonly string[] = []) {
  const folder = native.newFolder();
  const started = native.start(folder, environment(variables), ours(folder, options, words));
  const left = await started.gone();
  return { end: await started.ended, left, stdout: started.stdout(), stderr: started.stderr() };
}

const CODES = [0, 1, 3, 64, 126, 127, 130, 143, 255];
// signal(7). Of real-time signals Node.js does not tell its parent: for it they are an end with 0.
const SIGNALS: Record<string, number> = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  ABRT: 6,
  KILL: 9,
  USR1: 10,
  SEGV: 11,
  USR2: 12,
  PIPE: 13,
  ALRM: 14,
  TERM: 15,
  XCPU: 24,
};

const acts = new Map([
  ...CODES.map((code): [string, string[]] => [`exits with ${code}`, ['exit', String(code)]]),
  ...Object.entries(SIGNALS).map(([name, nr]): [string, string[]] => [
    `dies of ${name}`,
    ['die', String(nr)],
  ]),
]);
const prints = new SideBySide(acts.keys(), async (name) => {
  const folder = native.newFolder();
  const condition = { acts: acts.get(name)! };
  const without = await printWithout(native, folder, condition);
  const withUs = await printWith(native, folder, condition);
  const unrecorded = await printWith(native, folder, { ...condition, options: ['--skip-timeseries'] });
  return { without, withUs, unrecorded };
});

for (const name of acts.keys()) {
  it(`run ends as COMMAND does, which ${name}`, async () => {
    const { without, withUs, unrecorded } = await prints.get(name);
    assert.match(without.end, /^(exited|signaled) \d+$/);
    assert.is(withUs.end, without.end, withUs.stderr);
    assert.is(unrecorded.end, without.end, unrecorded.stderr);
    assert.equal([withUs.left, unrecorded.left], [[], []]);
    assert.equal(unrecorded.stderr, '');
  });
}

it('COMMAND dumps core: it is that of COMMAND, not one of ours over it', async () => {
  const folder = native.newFolder();
  const instructions = () => ['chdir', folder, 'soft', '4', String(2 ** 30)];
  const cores = () => readdirSync(folder).filter((name) => name.startsWith('core'));
  const { end: code } = await printWith(native, folder, { instructions, acts: ['die', '6'] });
  assert.is(code, 'signaled 6');
  // The kernel may put it elsewhere: core_pattern.
  for (const name of cores()) {
    const core = readFileSync(path.join(folder, name), 'latin1');
    assert.ok(core.includes(`${native.strange}\0${path.join(folder, 'report')}`));
    assert.not.ok(core.includes('/bin/sh'));
  }
  assert.ok(cores().length <= 1);
});

it('no such command: 127, as a shell has it', async () => {
  const missing = await Promise.all([end(['/missing/command']), end(['no-such-command-anywhere'])]);
  for (const { end, stderr, left } of missing) {
    assert.is(end, 'exited 127', stderr);
    assert.match(stderr, /^rankstat: .*(no such command|not found|No such file)/m);
    assert.equal(left, []);
  }
});

it('a file that is not executable, and a directory: 126', async () => {
  const file = path.join(native.newFolder(), 'plain');
  writeFileSync(file, 'exit 3\n');
  const refused = await Promise.all([end([file]), end([path.dirname(file)])]);
  for (const { end, stderr } of refused) {
    assert.is(end, 'exited 126', stderr);
    assert.match(stderr, /^rankstat: .*([Pp]ermission denied|EACCES|cannot be executed|is a directory)/m);
  }
});

it('an interpreter that is missing: 126 or 127, as this system has it', async () => {
  const file = path.join(native.newFolder(), 'script');
  writeFileSync(file, '#!/missing/interpreter\n');
  chmodSync(file, 0o755);
  assert.match((await end([file])).end, /^exited 12[67]$/);
});

it('a script without #! runs as a shell runs it', async () => {
  const file = path.join(native.newFolder(), 'script');
  writeFileSync(file, 'echo "$0 $1"\nexit 3\n');
  chmodSync(file, 0o755);
  const { end: code, stdout } = await end([file, 'a']);
  assert.equal([code, stdout], ['exited 3', `${file} a\n`]);
});

it('a file of garbage: 126', async () => {
  const file = path.join(native.newFolder(), 'garbage');
  writeFileSync(file, Buffer.from([0, 1, 2, 3, 0xff, 0xfe, 0x0a, 0]));
  chmodSync(file, 0o755);
  assert.match((await end([file])).end, /^exited 12[67]$/);
});

it('a command is found in PATH as execvp(3) finds it', async () => {
  const report = path.join(native.newFolder(), 'report');
  const words = ['strange', report, 'exit', '3'];
  const paths = [
    `PATH=/usr/bin:/bin:${native.folder}`,
    // What cannot be looked into, or is no directory, is passed over.
    `PATH=/missing:/etc/passwd:/usr/bin:/bin:${native.folder}`,
  ];
  const ends = await Promise.all(paths.map((variable) => end(words, [variable])));
  assert.equal(
    ends.map(({ end }) => end),
    ['exited 3', 'exited 3'],
  );
});

it('COMMAND that is a name with a slash is that file, from where we are', async () => {
  const folder = native.newFolder();
  const words = ours(folder, [], ['./strange', path.join(folder, 'report'), 'exit', '3']);
  const started = native.start(folder, ['chdir', native.folder, ...environment(ORDINARY)], words);
  assert.equal(await started.gone(), []);
  assert.is(await started.ended, 'exited 3');
  assert.match(started.report(), /^argv \.\/strange$/m);
  assert.match(started.report(), /^executed \.\/strange$/m);
});

it('names of COMMAND that mean something to shells and to env are only names', async () => {
  const odd = ['A=1', '-i', 'exit', 'a b', "it's", '$HOME', 'exec', ':', 'gr\xfc\xdfe'];
  const folder = native.newFolder();
  for (const name of odd) {
    // The name's own bytes, which are not always UTF-8.
    const file = Buffer.from(path.join(folder, name), 'latin1');
    writeFileSync(file, '#!/bin/sh\nexit 3\n');
    chmodSync(file, 0o755);
  }
  const variables = [`PATH=${folder}:/usr/local/bin:/usr/bin:/bin`];
  const runs = new SideBySide(odd, (name) => end([name], variables));
  const ends = await Promise.all(odd.map(async (name) => `${name}: ${(await runs.get(name)).end}`));
  assert.equal(
    ends,
    odd.map((name) => `${name}: exited 3`),
  );
});

it('a run within a run ends as COMMAND does', async () => {
  const folder = native.newFolder();
  const inner = (...acts: string[]) =>
    ours(folder, [], [native.strange, path.join(folder, 'report'), ...acts]);
  const ends = await Promise.all([end(inner('exit', '3')), end(inner('die', '15'))]);
  assert.equal(
    ends.map(({ end, left }) => [end, left]),
    [
      ['exited 3', []],
      ['signaled 15', []],
    ],
  );
});

it('COMMAND leaves a process behind: run ends all the same, with its code', async () => {
  const folder = native.newFolder();
  const script = 'sleep 300 & exit 3';
  const words = ours(folder, [], ['sh', '-c', script]);
  const started = native.start(folder, environment(ORDINARY), words);
  assert.is(await started.ended, 'exited 3');
  assert.equal(await started.gone(0), ['sleep 300']);
});

test.after(() => native.remove());

test.run();
