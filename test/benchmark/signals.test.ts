import { setTimeout as delay } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { environment, Native } from './native.ts';
import { killed } from './processes.ts';
import { SideBySide } from './side-by-side.ts';
import type { Started } from './started.ts';
import { ORDINARY, ours, startIn, strangeWords } from './strange.ts';
import { nativeTest } from './suite.ts';

const native = new Native();
const it = nativeTest(test);

// signal(7)
const SIGNALS = { HUP: 1, INT: 2, QUIT: 3, USR1: 10, USR2: 12, ALRM: 14, TERM: 15, CONT: 18, WINCH: 28 };
const [INT, QUIT, USR1, USR2, TERM, CONT, TSTP] = [2, 3, 10, 12, 15, 18, 20];
/** In that time a second copy of a signal would have come: that it does not is no event. */
const ECHO_MS = 150;
/** So long a signal may be on its way. */
const ARRIVAL_MS = 5000;
/** Collectors that were told to end while they began are killed after 15 s, see src/run/collectors.ts. */
const COLLECTORS_MS = 20_000;

/** The numbers of the signals that COMMAND has got. */
function got({ report }: Started): number[] {
  return [...report().matchAll(/^got (\d+) /gm)].map(([, number]) => Number(number));
}

/** Starts a COMMAND that says which signals come. `last` ends it, with 7. */
async function listening(last: number, instructions: readonly string[] = [], acts: readonly string[] = []) {
  const folder = native.newFolder();
  const condition = { instructions: () => instructions, acts: [...acts, 'signals', String(last)] };
  const words = ours(folder, [], strangeWords(native, folder, condition));
  const started = startIn(native, folder, condition, words);
  const { pid } = await started.child;
  await started.says(/^ready$/m);
  const command = Number((await started.says(/^begin (\d+)$/m))[1]);
  return { started, pid, command };
}

interface Sending {
  readonly signal: number;
  /** Instructions of starter.c. */
  readonly instructions?: readonly string[];
  readonly send: (started: Started, pid: number) => void;
}

/** What comes of it, and of another signal to the process alone, which ends it. */
async function outcome({ signal, instructions = [], send }: Sending) {
  const last = signal === USR2 ? USR1 : USR2;
  const { started, pid } = await listening(last, instructions);
  send(started, pid);
  await started.says(new RegExp(`^got ${signal} `, 'm'), ARRIVAL_MS).catch(() => undefined);
  await delay(ECHO_MS);
  killed(pid, last);
  const left = await started.gone(ARRIVAL_MS);
  // Whose terminal is closed is also told to go on, should it be stopped.
  const signals = got(started).filter((number) => number !== CONT || signal === CONT);
  return { got: signals, expected: [signal, last], end: await started.ended, left, stderr: started.stderr() };
}

const typed = (signal: number, key: string): Sending => ({
  signal,
  instructions: ['terminal'],
  send: (started) => started.type(key),
});

const sendings = new Map<string, Sending>([
  ...Object.entries(SIGNALS).map(([name, signal]): [string, Sending] => [
    `${name} to run's process alone`,
    { signal, send: (_, pid) => killed(pid, signal) },
  ]),
  ...Object.entries(SIGNALS).map(([name, signal]): [string, Sending] => [
    `${name} to its process group`,
    { signal, instructions: ['group'], send: (_, pid) => killed(-pid, signal) },
  ]),
  ['Ctrl-C', typed(INT, '\x03')],
  ['Ctrl-\\', typed(QUIT, '\x1c')],
  ['Ctrl-Z', typed(TSTP, '\x1a')],
  ['the terminal is closed', { signal: 1, instructions: ['terminal'], send: (started) => started.hangUp() }],
  ...[INT, QUIT, TERM].map((signal): [string, Sending] => [
    `at a terminal, ${signal} to run's process alone`,
    { signal, instructions: ['terminal'], send: (_, pid) => killed(pid, signal) },
  ]),
]);
const outcomes = new SideBySide(sendings.keys(), (name) => outcome(sendings.get(name)!));

for (const name of sendings.keys()) {
  it(`COMMAND gets it exactly once: ${name}`, async () => {
    const { got, expected, end, left, stderr } = await outcomes.get(name);
    assert.equal(got, expected, stderr);
    assert.is(end, 'exited 7', stderr);
    assert.equal(left, []);
  });
}

it('a signal that comes twice is passed on twice', async () => {
  const { started, pid } = await listening(TERM);
  killed(pid, INT);
  await started.says(/^got 2 /m, ARRIVAL_MS);
  killed(pid, INT);
  await started.says(/^got 2 [\s\S]*^got 2 /m, ARRIVAL_MS);
  killed(pid, TERM);
  assert.equal(await started.gone(), []);
  assert.equal(got(started), [INT, INT, TERM]);
});

it('COMMAND dies of a signal that is sent to run: run does, too', async () => {
  const dies = async (signal: number) => {
    const folder = native.newFolder();
    const condition = { acts: ['ready', 'sleep', '30000'] };
    const started = startIn(
      native,
      folder,
      condition,
      ours(folder, [], strangeWords(native, folder, condition)),
    );
    await started.says(/^ready$/m);
    killed((await started.child).pid, signal);
    const left = await started.gone(10_000);
    return [await started.ended, ...left];
  };
  const signals = [1, 2, 3, 10, 12, 14, 15];
  const ends = await new SideBySide(signals, dies).all();
  assert.equal(
    ends,
    signals.map((signal) => [`signaled ${signal}`]),
  );
});

it('COMMAND sends a signal to its whole process group, as scripts do, and goes on: so does run', async () => {
  const kill = async (name: string) => {
    const folder = native.newFolder();
    const words = ours(folder, [], ['/bin/sh', '-c', `trap '' ${name}; kill -${name} 0; sleep 0.3; exit 5`]);
    const started = native.start(folder, ['group', ...environment(ORDINARY)], words);
    const left = await started.gone(10_000);
    return [name, await started.ended, ...left];
  };
  const names = ['HUP', 'INT', 'QUIT', 'TERM', 'USR1', 'USR2', 'PIPE', 'ALRM'];
  assert.equal(
    await new SideBySide(names, kill).all(),
    names.map((name) => [name, 'exited 5']),
  );
});

for (const [who, instructions, acts] of [
  ['COMMAND ignores HUP', ['terminal'], ['ignore', '1']],
  ['HUP was ignored before', ['terminal', 'ignore', '1'], []],
] as const) {
  it(`the terminal is closed while ${who}: run ends with its code`, async () => {
    const { started, command } = await listening(USR2, instructions, acts);
    started.hangUp();
    await delay(ECHO_MS);
    killed(command, USR2);
    assert.equal(await started.gone(), []);
    assert.is(await started.ended, 'exited 7');
    assert.equal(
      got(started).filter((number) => number !== CONT),
      [USR2],
    );
  });
}

it('run is killed: COMMAND runs on, and nothing of ours is left after it', async () => {
  const { started, pid, command } = await listening(USR2);
  killed(pid);
  assert.is(await started.ended, 'signaled 9');
  await delay(ECHO_MS);
  assert.ok(killed(command, USR2), 'COMMAND has ended');
  assert.equal(await started.gone(), []);
  assert.equal(got(started), [USR2]);
});

it('run is stopped and goes on: COMMAND does not stop', async () => {
  const { started, pid, command } = await listening(USR2);
  killed(pid, 'SIGSTOP');
  await delay(ECHO_MS);
  killed(command, USR1);
  await started.says(/^got 10 /m, ARRIVAL_MS);
  killed(command, USR2);
  killed(pid, 'SIGCONT');
  assert.equal(await started.gone(), []);
  assert.is(await started.ended, 'exited 7');
  assert.equal(
    got(started).filter((number) => number !== CONT),
    [USR1, USR2],
  );
});

for (const shell of ['/bin/sh', '/bin/bash']) {
  it(`TERM at any moment of the start ends run and COMMAND, which is not started afterwards: ${shell}`, async () => {
    const moments = [0, 20, 40, 60, 80, 100, 150, 200, 300, 400];
    const ends = new SideBySide(moments, async (ms) => {
      const folder = native.newFolder();
      const words = ours(folder, [], [native.strange, `${folder}/report`, 'sleep', '30000']);
      const started = native.start(folder, environment(ORDINARY), ['/bin/sh', ...words], shell);
      const { pid } = await started.child;
      await delay(ms);
      killed(pid, TERM);
      const left = await started.gone(COLLECTORS_MS);
      const starts = started.report().match(/^begin/gm)?.length ?? 0;
      return { ms, end: await started.ended, left, starts: starts > 1 ? starts : 'once at most' };
    });
    assert.equal(
      await ends.all(),
      moments.map((ms) => ({ ms, end: 'signaled 15', left: [], starts: 'once at most' })),
    );
  });
}

test.after(() => native.remove());

test.run();
