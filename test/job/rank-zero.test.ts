import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Gather } from '../../src/gather/gather.ts';
import type { HostEnd } from '../../src/job/host-end.ts';
import { type RankZeroParts, rankZero } from '../../src/job/rank-zero.ts';
import type { ToBroker } from '../../src/launch/rendezvous/broker/messages.ts';
import type { GatherTransport } from '../../src/wire/transport.ts';
import { JOB } from '../gather/scribe.ts';
import { ManualClock } from '../manual-clock.ts';
import { collectorOf, deadConnection, keptLog, silence } from './fakes.ts';

const PATHS = { series: '/results/x_timeseries.json', journal: '/results/x_timeseries.journal' };

/** A rank 0 that nobody reaches, not even its own collector; and what it did. */
function rig(more: Partial<RankZeroParts> = {}) {
  const clock = new ManualClock(1_750_000_000_000);
  const log = keptLog();
  const did: string[] = [];
  const told: ToBroker[] = [];
  let signal: (name: string) => void = () => {};
  const messages = silence();
  const transport: GatherTransport = {
    port: 1,
    connections: 0,
    messages,
    onConnections: () => {},
    send: async () => {},
    close() {
      did.push('listens no more');
      messages.end();
    },
  };
  const journal = { length: 0, append: async () => {}, read: async () => Buffer.alloc(0) };
  const parts: RankZeroParts = {
    clock,
    log,
    stopTimeoutMs: 1000,
    durationMs: undefined,
    directories: ['/results', '/dev/shm'],
    onSignal: (handle) => {
      signal = handle;
    },
    listen: async () => transport,
    createFiles: async () => {
      did.push('creates files');
      return { paths: PATHS, journal: journal as never };
    },
    gather: (options) =>
      new Gather({
        ...options,
        clock,
        job: JOB,
        size: 2,
        schedule: { max_samples: 3600, on_full: 'thin' },
        patienceMs: 5000,
        stopTimeoutMs: 1000,
      }),
    collector: (events) => collectorOf(0, clock, events),
    connect: deadConnection,
    announce: async () => ({
      line: { tell: (message: ToBroker) => void told.push(message) } as never,
      withdraw: async (last) => void told.push(last),
    }),
    announceFailure: async (problem) => {
      did.push(`announces: ${problem}`);
      return 'by nobody';
    },
    finish: async () => void did.push('finishes'),
    ...more,
  };
  return { clock, log, did, told, parts, signal: (name: string) => signal(name) };
}

async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

test('without a free port: said to those who wait, no journal is left, and the code tells', async () => {
  const { parts, log, did } = rig({
    listen: () => Promise.reject(new Error('cannot listen on ports 20000-20001: Address already in use')),
  });
  assert.is(await rankZero(parts), 74);
  assert.is(log.lines.length, 1);
  assert.match(log.lines[0]!, /^on \S+: cannot listen on ports 20000-20001: Address already in use$/);
  assert.equal(did, [`announces: ${log.lines[0]}`]);
});

test('what run says of a rank 0 that cannot begin it does not say itself', async () => {
  const { parts, log } = rig({
    listen: () => Promise.reject(new Error('no port')),
    announceFailure: async () => 'by run',
  });
  assert.is(await rankZero(parts), 74);
  assert.equal(log.lines, []);
});

test('without a place to write to: said to those who wait, and it listens no more', async () => {
  const { parts, log, did } = rig({
    createFiles: () => Promise.reject(Object.assign(new Error('EACCES: mkdir'), { code: 'EACCES' })),
  });
  assert.is(await rankZero(parts), 73);
  assert.match(
    log.lines[0]!,
    /^cannot write to \/results or \/dev\/shm on \S+: no permission; give another --results-dir/,
  );
  assert.equal(did, ['listens no more', `announces: ${log.lines[0]}`]);
});

test('with all descriptors taken by strangers it begins once they are turned away', async () => {
  const full = () => Object.assign(new Error('Too many open file descriptors'), { code: 'EMFILE' });
  let tries = 0;
  const { parts, clock, signal, log } = rig({
    connect: () => {
      if (++tries === 1) throw full();
      return deadConnection();
    },
  });
  const code = rankZero(parts);
  await turn();
  assert.is(tries, 1);
  clock.advance(20);
  for (let turns = 0; turns < 3; turns++) await turn();
  assert.is(tries, 2);
  signal('SIGTERM');
  clock.advance(1000);
  assert.is(await code, 0);
  assert.equal(log.lines.slice(1), []);
});

test('a host that has said to run that it is not recorded is known of, and told as the one that is missing', async () => {
  const { parts, told, signal, clock } = rig({
    announce: async ({ onAbsent }) => {
      onAbsent({ host: 'node9', reason: 'no Node.js found' });
      return {
        line: { tell: (message: ToBroker) => void told.push(message) } as never,
        withdraw: async () => {},
      };
    },
  });
  const code = rankZero(parts);
  await turn();
  assert.equal(told, [{ op: 'progress', ready: 0, expected: 2, missing: ['node1', 'node9'], merged: null }]);
  signal('SIGUSR1');
  clock.advance(1000);
  assert.is(await code, 0);
});

test('while it stops it gives signs of life; after its last word it says nothing more', async () => {
  let made = () => {};
  const finish = new Promise<void>((resolve) => {
    made = resolve;
  });
  const { parts, clock, told, signal, did } = rig({ finish: async () => await finish });
  const code = rankZero(parts);
  await turn();
  assert.equal(told, [{ op: 'progress', ready: 0, expected: 2, missing: ['node1', 'node2'], merged: null }]);
  signal('SIGUSR1');
  clock.advance(1000); // Nobody answers the stop.
  for (let turns = 0; turns < 5; turns++) await turn();
  assert.is(told.length, 4); // At once, and each half a second.
  made();
  assert.is(await code, 0);
  const last = told.at(-1);
  assert.equal(last, { op: 'done', phase: 'done', problem: null, said: [] });
  const { length } = told;
  clock.advance(60_000);
  assert.is(told.length, length);
  assert.is(clock.pending, 0);
  assert.equal(did, ['creates files', 'listens no more']);
});

test('a file that cannot be made is said, and the code tells', async () => {
  const { parts, clock, told, signal, log } = rig({ finish: () => Promise.reject(new Error('no room')) });
  const code = rankZero(parts);
  await turn();
  signal('SIGTERM');
  clock.advance(1000);
  assert.is(await code, 74);
  assert.equal(told.at(-1), { op: 'done', phase: 'failed', problem: 'no room', said: [] });
  assert.equal(log.lines, []); // run says it.
});

test('a file system that does not answer at the end: rank 0 gives up, says so, and ends', async () => {
  const { parts, clock, told, signal, log } = rig({ finish: () => new Promise(() => {}) });
  const code = rankZero(parts);
  await turn();
  signal('SIGTERM');
  clock.advance(1000);
  for (let turns = 0; turns < 5; turns++) await turn();
  clock.advance(30_000);
  assert.is(await code, 74);
  const stuck = '/results/x_timeseries.json and its journal: nothing was read or written for';
  assert.equal(log.lines, [`${stuck} 10 s, as when a file server does not answer`]);
  const last = told.at(-1);
  assert.ok(last?.op === 'done' && last.problem?.startsWith(`${stuck} 30 s`));
});

test('a directory in which nothing can be created, which does not say so: it is given up', async () => {
  const { parts, clock, log } = rig({ createFiles: () => new Promise(() => {}) });
  const code = rankZero(parts);
  await turn();
  clock.advance(10_000);
  assert.is(await code, 73);
  assert.match(
    log.lines[0]!,
    /^cannot write to \/results or \/dev\/shm on \S+: no answer for 10 s; give another/,
  );
});

test('where nobody can learn where it is, it says so and goes on', async () => {
  const { parts, clock, signal, log } = rig({ announce: () => Promise.reject(new Error('EROFS')) });
  const code = rankZero(parts);
  await turn();
  assert.equal(log.lines, ['other ranks cannot learn where this one is: EROFS']);
  signal('SIGTERM');
  clock.advance(1000);
  assert.is(await code, 0);
});

test('after its duration it stops', async () => {
  const { parts, clock, log, did } = rig({ durationMs: 90_000 });
  const code = rankZero(parts);
  await turn();
  clock.advance(89_999);
  await turn();
  assert.ok(!did.includes('finishes'));
  clock.advance(1);
  await turn();
  clock.advance(1000);
  assert.is(await code, 0);
  assert.equal(log.lines, []);
});

/** A rank 0 that ends with a benchmark, and how many are connected to it. */
function hostedRig() {
  let end = (_: HostEnd) => {};
  const ended = new Promise<HostEnd>((resolve) => {
    end = resolve;
  });
  const begun = { command: ['ior'], start: 1_750_000_000_000, end: null, exit_code: null };
  let onConnections = () => {};
  const messages = silence();
  const transport = {
    port: 1,
    connections: 1,
    messages,
    onConnections: (handle: () => void) => {
      onConnections = handle;
    },
    send: async () => {},
    close: () => messages.end(),
  };
  const made = rig({ hosted: { begun, ended }, listen: async () => transport });
  return {
    ...made,
    async ends(elsewhere: HostEnd['elsewhere'], exit_code: number) {
      end({ reason: 'the benchmark has ended', benchmark: { ...begun, end: 1, exit_code }, elsewhere });
      for (let turns = 0; turns < 5; turns++) await turn();
    },
    async connected(count: number) {
      transport.connections = count;
      onConnections();
      await turn();
    },
    async pass(ms: number) {
      made.clock.advance(ms);
      for (let turns = 0; turns < 5; turns++) await turn();
    },
  };
}

test('with a benchmark that has failed here nobody waits for the other hosts', async () => {
  const { parts, did, connected, ends, pass } = hostedRig();
  const code = rankZero(parts);
  await turn();
  await connected(3);
  await ends('is over', 3);
  await pass(999); // It is not heard, as before it has come.
  assert.not.ok(did.includes('finishes'));
  await pass(1);
  await pass(1000); // Nobody answers the stop.
  assert.ok(did.includes('finishes'));
  await connected(0);
  await pass(2000);
  assert.is(await code, 0);
});

test('with one that has ended here hosts are waited for as long as they are connected', async () => {
  const { parts, did, connected, ends, pass } = hostedRig();
  const code = rankZero(parts);
  await turn();
  await connected(3);
  await ends('goes on', 0);
  await pass(1000); // Its own bye is not acknowledged by this transport.
  await pass(3_600_000);
  await connected(1);
  await pass(1999);
  await connected(2); // One that was cut off for a moment.
  await pass(60_000);
  await connected(1);
  await pass(1999);
  assert.not.ok(did.includes('finishes'));
  await pass(1);
  await pass(1000); // Nobody answers the stop.
  assert.ok(did.includes('finishes'));
  await connected(0);
  await pass(2000);
  assert.is(await code, 0);
});

test('and a signal ends the wait for them', async () => {
  const { parts, did, connected, ends, pass, signal } = hostedRig();
  const code = rankZero(parts);
  await turn();
  await connected(3);
  await ends('goes on', 0);
  await pass(60_000);
  signal('SIGTERM');
  await pass(1000);
  assert.ok(did.includes('finishes'));
  await connected(0);
  await pass(2000);
  assert.is(await code, 0);
});

test.run();
