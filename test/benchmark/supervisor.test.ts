import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { FromRecorder } from '../../src/benchmark/messages.ts';
import {
  LATE_MS,
  LEAVE_MS,
  RECORDER_SILENCE_MS,
  ROOM_MS,
  supervise,
} from '../../src/benchmark/supervisor.ts';
import type { ProcessEnd, SupervisorParts } from '../../src/benchmark/supervisor-parts.ts';
import { ManualClock } from '../manual-clock.ts';

/** Of these supervisors. */
const BEGIN_MS = 8000;

const CODE = (code: number): ProcessEnd => ({ code, signal: null });
const SIGNAL = (signal: NodeJS.Signals): ProcessEnd => ({ code: null, signal });

/** A supervisor whose recorder, benchmark, signals and clock the test plays. */
function rig(more: Partial<SupervisorParts> = {}) {
  const clock = new ManualClock(0);
  /** What was done, in order. */
  const steps: string[] = [];
  const said: string[] = [];
  let onMessage = (_: FromRecorder) => {};
  let onEnd = (_: ProcessEnd) => {};
  let send = (_: NodeJS.Signals) => {};
  let ended = (_: ProcessEnd) => {};
  const result = supervise({
    startRecorder: (message, end) => {
      onMessage = message;
      onEnd = end;
      return {
        tell: (told) =>
          steps.push(`tell ${told.op} ${told.op === 'ended' ? (told.code ?? told.signal) : told.signal}`),
        kill: (signal) => steps.push(`kill the recorder by ${signal}`) > 0,
      };
    },
    startCommand: (env) => {
      steps.push(`start ${JSON.stringify(env)}`);
      const end = new Promise<ProcessEnd>((resolve) => {
        ended = resolve;
      });
      return { kill: (signal) => steps.push(`send ${signal}`) > 0, ended: end };
    },
    onSignal: (handle) => {
      send = handle;
    },
    isInForeground: () => false,
    name: 'rankstat',
    say: (line) => said.push(line),
    begins: 'when the recorder says so',
    beginMs: BEGIN_MS,
    clock,
    ...more,
  });
  return {
    result,
    clock,
    steps,
    said,
    recorder: (message: FromRecorder) => onMessage(message),
    began: (how: { strict?: boolean; quiet?: boolean } = {}) =>
      onMessage({ op: 'began', readyTimeoutMs: 10_000, strict: false, quiet: false, ...how }),
    recorderEnds: (how: ProcessEnd) => onEnd(how),
    commandEnds: (how: ProcessEnd) => ended(how),
    send: (signal: NodeJS.Signals) => send(signal),
  };
}

/** Lets everything run that can run without another event. */
async function settled(): Promise<void> {
  for (let n = 0; n < 5; n++) await new Promise((resolve) => setImmediate(resolve));
}

/** A run whose benchmark has begun. */
async function running(how: { strict?: boolean } = {}) {
  const parts = rig();
  parts.began(how);
  parts.recorder({ op: 'go', env: {} });
  await settled();
  parts.steps.length = 0;
  return parts;
}

test('the benchmark begins when the recorder says so, and its end is told and taken over', async () => {
  const { result, steps, said, began, recorder, commandEnds, recorderEnds } = rig();
  await settled();
  began();
  await settled();
  assert.equal(steps, []);
  recorder({ op: 'go', env: { A: '1' } });
  await settled();
  assert.equal(steps, ['start {"A":"1"}']);
  commandEnds(CODE(3));
  await settled();
  assert.equal(steps, ['start {"A":"1"}', 'tell ended 3']);
  recorderEnds(CODE(3));
  assert.equal(await result, CODE(3));
  assert.equal(said, []);
});

test('a benchmark that a signal has ended ends this process by the same', async () => {
  const { result, steps, commandEnds, recorderEnds } = await running();
  commandEnds(SIGNAL('SIGTERM'));
  await settled();
  assert.equal(steps, ['tell ended SIGTERM']);
  recorderEnds(CODE(143));
  assert.equal(await result, SIGNAL('SIGTERM'));
});

for (const code of [64, 73]) {
  test(`a recorder that refuses with ${code}: nothing is started`, async () => {
    const { result, steps, recorderEnds } = rig();
    recorderEnds(CODE(code));
    assert.equal(await result, CODE(code));
    assert.equal(steps, []);
  });
}

test('a recorder that fails before: the benchmark runs; what it has said of it is enough', async () => {
  for (const [how, line] of [
    [CODE(74), undefined],
    [CODE(1), /^rankstat: nothing is recorded, .* the recorder ended \(exit code 1\)/],
    [SIGNAL('SIGBUS'), /^rankstat: nothing is recorded, .* the recorder ended \(SIGBUS\)/],
  ] as const) {
    const { result, steps, said, recorderEnds, commandEnds } = rig();
    recorderEnds(how);
    await settled();
    assert.equal(steps, ['start {}']);
    assert.is(said.length, line === undefined ? 0 : 1);
    if (line !== undefined) assert.match(said[0] ?? '', line);
    commandEnds(CODE(0));
    assert.equal(await result, CODE(0));
  }
});

test('a recorder that cannot be started is no reason not to run the benchmark', async () => {
  const startRecorder = () => {
    throw new Error('spawn EAGAIN');
  };
  const { result, said, commandEnds } = rig({ startRecorder });
  await settled();
  commandEnds(CODE(5));
  assert.equal(await result, CODE(5));
  assert.equal(said, ['rankstat: nothing is recorded, the benchmark runs all the same: spawn EAGAIN']);
});

test('a recorder that never says anything holds the benchmark back so long and no longer', async () => {
  const { clock, steps, said } = rig();
  clock.advance(BEGIN_MS - 1);
  await settled();
  assert.equal(steps, []);
  clock.advance(1);
  await settled();
  assert.equal(steps, ['start {}']);
  assert.is(said.length, 1);
  assert.match(said[0] ?? '', /^rankstat: the benchmark begins: its recorder is not there after 8 s, /);
});

test('that it is late is not said to be nothing: it can still record, and if it ends instead, that is said', async () => {
  const { clock, said, recorderEnds } = rig();
  clock.advance(BEGIN_MS);
  await settled();
  assert.is(said.length, 1);
  assert.not.match(said[0] ?? '', /nothing is recorded/);
  recorderEnds(SIGNAL('SIGKILL'));
  await settled();
  assert.match(said[1] ?? '', /^rankstat: nothing is recorded, .*SIGKILL/);
});

test('one that never says anything is not waited for at the end', async () => {
  const { result, clock, steps, commandEnds } = rig();
  clock.advance(BEGIN_MS);
  await settled();
  commandEnds(CODE(0));
  assert.equal(await result, CODE(0));
  assert.equal(steps, ['start {}', 'tell ended 0', 'kill the recorder by SIGKILL']);
});

test('no process for the benchmark: the recorder makes room', async () => {
  let tries = 0;
  const startCommand = () => {
    tries++;
    if (tries < 3) return new Error('EAGAIN');
    return { kill: () => true, ended: Promise.resolve(CODE(4)) };
  };
  const { result, clock, steps, said, began, recorder, recorderEnds } = rig({ startCommand });
  began();
  recorder({ op: 'go', env: {} });
  await settled();
  assert.equal(steps, ['kill the recorder by SIGKILL']);
  for (let n = 0; n < 2; n++) {
    clock.advance(ROOM_MS / 50);
    await settled();
  }
  recorderEnds(SIGNAL('SIGKILL'));
  assert.equal(await result, CODE(4));
  assert.equal(said, [
    'rankstat: nothing is recorded, the benchmark runs all the same: there is no room for the recorder, too: EAGAIN',
  ]);
});

test('no process for it at all: 126, as a shell has it', async () => {
  const { result, clock, said, recorderEnds } = rig({ startCommand: () => new Error('EAGAIN') });
  recorderEnds(CODE(74));
  await settled();
  for (let ms = 0; ms <= ROOM_MS; ms += ROOM_MS / 50) {
    clock.advance(ROOM_MS / 50);
    await settled();
  }
  assert.equal(await result, CODE(126));
  assert.is(said.at(-1), 'rankstat: the command cannot be run: EAGAIN');
});

test('one whose hosts do not come holds it back for the ready timeout; what it says later starts nothing', async () => {
  const { clock, steps, said, began, recorder } = rig();
  clock.advance(1000);
  began();
  await settled();
  clock.advance(9499); // Of 10 s, and half a second for what the recorder itself says of it.
  await settled();
  assert.equal(steps, []);
  clock.advance(1);
  await settled();
  assert.equal(steps, ['start {}']);
  assert.is(said.length, 1);
  recorder({ op: 'go', env: {} });
  await settled();
  assert.equal(steps, ['start {}']);
});

test('quiet: nothing is said', async () => {
  const { said, began, recorderEnds } = rig();
  began({ quiet: true });
  recorderEnds(SIGNAL('SIGKILL'));
  await settled();
  assert.equal(said, []);
});

test('a recorder that is killed while the benchmark runs: that is said, and the benchmark runs on', async () => {
  const { result, said, recorderEnds, commandEnds } = await running();
  recorderEnds(SIGNAL('SIGKILL'));
  await settled();
  assert.is(said.length, 1);
  assert.match(said[0] ?? '', /^rankstat: the recorder ended \(SIGKILL\): the benchmark runs on/);
  commandEnds(CODE(0));
  assert.equal(await result, CODE(0));
});

test('strict: 75 if the recorder says so or is gone, unless the benchmark has failed', async () => {
  for (const [recorded, code, expected] of [
    [CODE(75), 0, 75],
    [SIGNAL('SIGKILL'), 0, 75],
    [CODE(7), 7, 7],
    [SIGNAL('SIGKILL'), 7, 7],
  ] as const) {
    const { result, commandEnds, recorderEnds } = await running({ strict: true });
    commandEnds(CODE(code));
    await settled();
    recorderEnds(recorded);
    assert.equal(await result, CODE(expected));
  }
});

test('the file is waited for as long as something is heard of it', async () => {
  const { result, clock, steps, said, recorder, commandEnds } = await running();
  commandEnds(CODE(0));
  await settled();
  for (let n = 0; n < 10; n++) {
    clock.advance(RECORDER_SILENCE_MS - 1);
    recorder({ op: 'alive' });
    await settled();
  }
  assert.equal(steps, ['tell ended 0']);
  clock.advance(RECORDER_SILENCE_MS);
  assert.equal(await result, CODE(0));
  assert.is(steps.at(-1), 'kill the recorder by SIGKILL');
  assert.match(said[0] ?? '', /^rankstat: the recorder says nothing for 15 s/);
});

test('a signal before the benchmark ends everything, by the same', async () => {
  const { result, steps, send, recorderEnds } = rig();
  send('SIGWINCH');
  send('SIGTERM');
  send('SIGINT');
  await settled();
  assert.equal(steps, ['tell signal SIGTERM']);
  recorderEnds(CODE(143));
  assert.equal(await result, SIGNAL('SIGTERM'));
  assert.equal(steps, ['tell signal SIGTERM']);
});

test('a recorder that does not heed it is killed', async () => {
  const { result, clock, steps, send } = rig();
  send('SIGINT');
  await settled();
  clock.advance(LEAVE_MS);
  assert.equal(await result, SIGNAL('SIGINT'));
  assert.is(steps.at(-1), 'kill the recorder by SIGKILL');
});

test('a signal while the benchmark runs is passed on, unless the recorder has got it, too', async () => {
  const { clock, steps, send, recorder } = await running();
  send('SIGUSR1');
  send('SIGINT');
  recorder({ op: 'heard', signal: 'SIGINT' });
  clock.advance(100);
  assert.equal(steps, ['send SIGUSR1']);
});

test('without a recorder what a terminal sends in the foreground is not passed on', async () => {
  for (const [isInForeground, expected] of [
    [true, ['send SIGTERM']],
    [false, ['send SIGINT', 'send SIGTERM']],
  ] as const) {
    const { steps, send, recorderEnds } = rig({ isInForeground: () => isInForeground });
    recorderEnds(SIGNAL('SIGKILL'));
    await settled();
    send('SIGINT');
    send('SIGTERM');
    assert.equal(steps.slice(1), expected);
  }
});

test('a signal after the benchmark is for the recorder, and the code with which it leaves is ours', async () => {
  const { result, clock, steps, send, commandEnds, recorderEnds } = await running();
  send('SIGTERM');
  commandEnds(CODE(0));
  await settled();
  send('SIGTERM');
  clock.advance(100);
  assert.equal(steps, ['tell ended 0', 'tell signal SIGTERM']);
  recorderEnds(CODE(143));
  assert.equal(await result, CODE(143));
});

/** Of `rankstat wrap`. */
async function atOnce() {
  const parts = rig({ begins: 'at once' });
  await settled();
  return parts;
}

test('a benchmark that begins at once waits for no word of the recorder', async () => {
  const { result, steps, said, began, commandEnds, recorderEnds } = await atOnce();
  assert.equal(steps, ['start {}']);
  began();
  commandEnds(CODE(3));
  await settled();
  recorderEnds(CODE(0));
  assert.equal(await result, CODE(3));
  assert.equal(said, []);
});

for (const code of [0, 64, 69, 73]) {
  test(`then a recorder that ends with ${code} says why by itself, and the benchmark goes on`, async () => {
    const { result, steps, said, recorderEnds, commandEnds } = await atOnce();
    recorderEnds(CODE(code));
    await settled();
    assert.equal([steps, said], [['start {}'], []]);
    commandEnds(CODE(0));
    assert.equal(await result, CODE(0));
  });
}

test('then one that dies is told of, once', async () => {
  const { result, said, recorderEnds, commandEnds } = await atOnce();
  recorderEnds(SIGNAL('SIGSEGV'));
  await settled();
  assert.is(said.length, 1);
  assert.match(said[0] ?? '', /nothing is recorded, .*the recorder ended \(SIGSEGV\)/);
  commandEnds(CODE(7));
  assert.equal(await result, CODE(7));
});

test('then one that has not begun at its end has a moment to, and is ended', async () => {
  const { result, clock, steps, commandEnds } = await atOnce();
  commandEnds(CODE(3));
  await settled();
  clock.advance(LATE_MS - 1);
  await settled();
  assert.equal(steps, ['start {}', 'tell ended 3']);
  clock.advance(1);
  assert.equal(await result, CODE(3));
  assert.equal(steps.at(-1), 'kill the recorder by SIGKILL');
});

test('then one that begins in that moment is waited for', async () => {
  const { result, clock, steps, began, commandEnds, recorderEnds } = await atOnce();
  commandEnds(CODE(3));
  await settled();
  clock.advance(LATE_MS - 1);
  began();
  await settled();
  clock.advance(RECORDER_SILENCE_MS - 1);
  await settled();
  assert.equal(steps, ['start {}', 'tell ended 3']);
  recorderEnds(CODE(0));
  assert.equal(await result, CODE(3));
});

test('then a signal after its end is told to the recorder, which makes the file', async () => {
  const { result, steps, began, commandEnds, recorderEnds, send } = await atOnce();
  began();
  commandEnds(CODE(0));
  await settled();
  send('SIGTERM');
  assert.equal(steps, ['start {}', 'tell ended 0', 'tell signal SIGTERM']);
  recorderEnds(CODE(0));
  assert.equal(await result, CODE(0));
});

test.run();
