import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { LauncherProcess, PIPE_CLOSES_MS } from '../../src/run/launcher-process.ts';
import type { AbsentHost } from '../../src/wire/records.ts';
import { ManualClock } from '../manual-clock.ts';
import { heardLog } from './heard-log.ts';

const test = suite('the process of the launcher');

/** A launcher that is a line of shell. It, or what it leaves behind, goes on when `tell` writes to its descriptor 3. */
function launch(script: string) {
  return watch(spawn('sh', ['-c', script], { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] }));
}

function watch(child: ChildProcess) {
  const clock = new ManualClock(0);
  const { log, said } = heardLog();
  const ends: string[] = [];
  const absent: AbsentHost[] = [];
  let over = () => {};
  const ended = new Promise<void>((resolve) => {
    over = resolve;
  });
  const onEnd = (how: string) => {
    ends.push(how);
    over();
  };
  const launcher = new LauncherProcess(child, { clock, log, onEnd, onAbsent: (one) => absent.push(one) });
  const tell = (text: string) => (child.stdio[3] as Writable).end(text);
  return { launcher, child, clock, said, ends, ended, absent, tell };
}

test('it has ended when all that it said was read: also what somebody it left behind said later', async () => {
  const script = '(read go <&3; echo "rankstat[node0]: the last word" >&2) & exit 0';
  const { child, said, ends, ended, tell, clock } = launch(script);
  await once(child, 'exit');
  assert.equal(ends, []);
  tell('go\n');
  await ended;
  assert.equal(ends, ['exit code 0']);
  assert.equal(said, ['info: [node0]: the last word']);
  assert.is(clock.pending, 0);
});

test('a pipe that is held by somebody is waited for a second, and the line that has no end is a line', async () => {
  const script = '(read go <&3; echo " of all" >&2) & echo first >&2; printf "the last word" >&2; exit 3';
  const { launcher, child, ends, tell, clock } = launch(script);
  let read = '';
  const allRead = new Promise<void>((resolve) => {
    child.stderr?.on('data', (text: string) => {
      read += text;
      if (read.endsWith('word')) resolve();
    });
  });
  await Promise.all([once(child, 'exit'), allRead]);
  clock.advance(PIPE_CLOSES_MS - 1);
  assert.equal(ends, []);
  clock.advance(1);
  assert.equal(ends, ['exit code 3']);
  assert.equal(launcher.takeLastWords(), ['first', 'the last word']);
  tell('go\n');
  await once(child, 'close');
  assert.equal(ends, ['exit code 3'], 'told once');
  assert.equal(launcher.takeLastWords(), [' of all']);
});

test('the signal that has ended it', async () => {
  const { launcher, ends, ended } = launch('exec sleep 60');
  launcher.kill('SIGTERM');
  await ended;
  assert.equal(ends, ['SIGTERM']);
});

test('one that cannot be started has ended, too', async () => {
  const child = spawn('/nonexistent/mpirun', [], { stdio: ['ignore', 'ignore', 'pipe'] });
  const { ends, ended, clock } = watch(child);
  await ended;
  assert.equal(ends, ['spawn /nonexistent/mpirun ENOENT']);
  assert.is(clock.pending, 0);
});

test('a signal that could not be sent is no end', async () => {
  const { child, ends, ended, said, tell } = launch('read go <&3; exit 5');
  child.emit('error', new Error('kill EPERM'));
  assert.equal(ends, []);
  assert.equal(said, ['detail: the launcher of the collectors: kill EPERM']);
  tell('go\n');
  await ended;
  assert.equal(ends, ['exit code 5']);
});

test('what collectors say is said; of what the launcher says the last five lines are kept', async () => {
  const script =
    'printf "1\\n2\\r\\n  \\n3\\n" >&2; echo "rankstat[n1]: hello" >&2; for i in 4 5 6 7; do echo $i; done >&2';
  const { launcher, said, ended } = launch(script);
  await ended;
  assert.equal(
    said.filter((line) => line.startsWith('info')),
    ['info: [n1]: hello'],
  );
  assert.equal(
    said.filter((line) => line.startsWith('detail')),
    [1, 2, 3, 4, 5, 6, 7].map((nth) => `detail: ${nth}`),
  );
  assert.equal(launcher.takeLastWords(), ['3', '4', '5', '6', '7']);
  assert.equal(launcher.takeLastWords(), []);
});

test('what of the collectors was passed on, as far as that was among the last hundred lines', async () => {
  for (const [more, isKnown] of [
    [99, true],
    [100, false],
  ] as const) {
    const first = "printf '%s\\n' 'rankstat[n1]: a \\u{1b} b, and more' >&2";
    const others = `for i in $(seq ${more}); do echo "rankstat[n1]: $i"; done >&2`;
    const { launcher, ended } = launch(`${first}; ${others}`);
    await ended;
    // It was printed so that no terminal obeys it.
    assert.is(launcher.hasPassedOn('[n1]: a \u001b b'), isKnown);
    assert.is(launcher.hasPassedOn(`[n1]: ${more}`), true);
    assert.is(launcher.hasPassedOn(`[n2]: ${more}`), false);
    assert.is(launcher.hasPassedOn(`1]: ${more}`), false);
  }
});

test('a host that says that it is not recorded is told of, and what it says is said all the same', async () => {
  const lines = [
    'rankstat[node3.site]: this host is not recorded: no Node.js found: put node into PATH',
    'rankstat[node4]: this host is not recorded: a \u001b[2J b',
    `rankstat[node5]: this host is not recorded: ${'ä'.repeat(301)}`,
    // None of these.
    'rankstat[node6]: cannot be pinned: this host is not recorded: or is it',
    'rankstat[node7]: this host is not recorded: ',
    `rankstat[${'x'.repeat(256)}]: this host is not recorded: no such name`,
    'rankstat[no de]: this host is not recorded: no such name',
    'srun: rankstat[node8]: this host is not recorded: not said by us',
  ];
  const { absent, said, ended } = launch(`cat >&2 <<'END'\n${lines.join('\n')}\nEND`);
  await ended;
  assert.equal(absent, [
    { host: 'node3.site', reason: 'no Node.js found: put node into PATH' },
    { host: 'node4', reason: 'a \\u{1b}[2J b' },
    { host: 'node5', reason: `${'ä'.repeat(299)}…` },
  ]);
  assert.is(said[0], 'info: [node3.site]: this host is not recorded: no Node.js found: put node into PATH');
  assert.is(said.length, lines.length);
});

test('a line that comes in two pieces is one', async () => {
  const { said, ended, child, tell } = launch('printf "rankstat[n1" >&2; read go <&3; echo "]: hello" >&2');
  if (child.stderr !== null) await once(child.stderr, 'data');
  assert.equal(said, []);
  tell('go\n');
  await ended;
  assert.equal(said, ['info: [n1]: hello']);
});

test('one that is left goes on, and writes without a reader of its own', async () => {
  // More than a pipe holds.
  const script = 'read go <&3; i=0; while [ $i -lt 20000 ]; do echo "line $i" >&2; i=$((i+1)); done; exit 0';
  const { launcher, child, ends, ended, tell } = launch(script);
  launcher.leave(60_000);
  child.stderr?.pause(); // As when this process is gone.
  tell('go\n');
  await once(child, 'exit');
  child.stderr?.resume();
  await ended;
  assert.equal(ends, ['exit code 0']);
});

test('one that is left and does not end is killed when its time is over, though it ignores SIGTERM', async () => {
  const { launcher, ends, ended } = launch('trap "" TERM; while :; do sleep 1; done');
  launcher.leave(1000);
  await ended;
  assert.equal(ends, ['SIGKILL']);
});

test('one that has ended can be left: there is nothing to read for it', async () => {
  const { launcher, ended } = launch('exit 0');
  await ended;
  launcher.leave(60_000);
});

test('it does not keep this process when it need not', () => {
  const { launcher, child } = launch('exit 0');
  let times = 0;
  child.unref = () => {
    times++;
  };
  launcher.unref();
  assert.is(times, 1);
});

test.run();
