import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Gather, type GatherOptions } from '../../src/gather/gather.ts';
import { PROTOCOL, parseIncoming, parseJournalHead, type RecordBytes } from '../../src/wire/records.ts';
import { ManualClock } from '../manual-clock.ts';
import { FakeJournal, hold } from './fake-journal.ts';
import { FakeGatherTransport, settled } from './fake-transport.ts';
import { JOB, NOON, Scribe } from './scribe.ts';

const NOTHING = new Uint8Array(0);
const SCHEDULE = { start: NOON + 1000, interval_ms: 1000, max_samples: 3600, on_full: 'thin' };

/** A job that expects two hosts and begins a quarter of a second after noon, with all that it does to others. */
function gathering(more: Partial<GatherOptions> = {}) {
  const clock = new ManualClock(NOON + 250, 1000);
  const transport = new FakeGatherTransport();
  const journal = new FakeJournal();
  const logged: string[] = [];
  const told: string[] = [];
  const unwritten: (readonly RecordBytes[])[] = [];
  const gather = new Gather({
    transport,
    clock,
    journal,
    paths: { series: 'a.json', journal: 'a.journal' },
    job: JOB,
    size: 2,
    schedule: { max_samples: 3600, on_full: 'thin' },
    patienceMs: 5000,
    stopTimeoutMs: 300,
    onReady: () => told.push('ready'),
    onStopping: () => told.push('stopping'),
    whileItMoves: async (work) => await work,
    merge: async (records) => {
      told.push(`merge in phase ${gather.status('left out').phase}`);
      unwritten.push(records);
    },
    log: (message) => logged.push(message),
    ...more,
  });
  /** What was written first: at the end of a short journal the copies stand behind a pad. */
  const heads = () => {
    const all = journal.records.map(({ head }) => parseJournalHead(head));
    const pad = all.findIndex(({ type }) => type === 'pad');
    return pad < 0 ? all : all.slice(0, pad);
  };
  return {
    clock,
    transport,
    journal,
    logged,
    told,
    unwritten,
    gather,
    heads,
    types: () => heads().map(({ type }) => type),
    phase: () => gather.status('left out').phase,
    /** Numbers of the acknowledgements to a rank. */
    acks: (rank: number) =>
      transport.saidTo(`rank${rank}`).flatMap((message) => (isAck(message) ? [message.seq] : [])),
    deliver: async (...records: readonly RecordBytes[]) => {
      for (const record of records) await transport.deliver(record, peerOf(record));
    },
    /** Time passes, in steps of 50 ms, and what is due is done. */
    pass: async (ms: number) => {
      await settled();
      for (let passed = 0; passed < ms; passed += 50) {
        clock.advance(Math.min(50, ms - passed));
        await settled();
      }
      clock.advance(0);
      await settled();
    },
  };
}

/** Each rank has one connection, and each request. */
function peerOf({ head }: RecordBytes): string {
  const incoming = parseIncoming(head);
  return incoming.type === 'request' ? incoming.id : `rank${incoming.rank}`;
}

/** What a rank was told besides acknowledgements. */
function orders(transport: FakeGatherTransport, rank: number): unknown[] {
  return transport.saidTo(`rank${rank}`).filter((message) => !isAck(message));
}

function isAck(message: unknown): message is { seq: number } {
  return typeof message === 'object' && message !== null && 'seq' in message;
}

function request(id: string, more: object): RecordBytes {
  return { head: Buffer.from(JSON.stringify({ type: 'request', id, ...more })), body: NOTHING };
}

/** Two ranks of the job above. */
function scribes() {
  return [new Scribe(0, 'node1'), new Scribe(1, 'node2', 'def456')] as const;
}

/** A job whose two hosts sample. */
async function sampling(more: Partial<GatherOptions> = {}) {
  const job = gathering(more);
  const [one, two] = scribes();
  await job.deliver(...one.hello(), ...two.hello(), one.clock(0, 1), two.clock(0, 1));
  await job.pass(0);
  assert.is(job.phase(), 'sampling');
  return { ...job, one, two };
}

test('at first the journal says what the job is, and it waits for ranks', async () => {
  const { gather, heads, pass } = gathering();
  await pass(0);
  assert.equal(heads(), [{ type: 'job', nth: 1, protocol: PROTOCOL, time: NOON + 250, ...JOB }]);
  assert.equal(gather.status('left out'), {
    type: 'status',
    phase: 'waiting',
    expected: 2,
    refused: 0,
    interval_ms: 1000,
    started: NOON + 250,
    file: 'a.json',
    journal: 'a.journal',
    problem: null,
    ready: 0,
    ended: 0,
    samples: 0,
    hosts: null,
  });
  assert.equal(gather.progress, { ready: 0, expected: 2, missing: ['node1', 'node2'] });
});

test('what comes is in the journal before it is acknowledged', async () => {
  const { journal, acks, deliver, pass } = gathering();
  const disk = hold();
  journal.held = disk.held;
  const [one] = scribes();
  await deliver(...one.hello(), one.bye(1));
  await pass(0);
  assert.equal(acks(0), []);
  disk.release();
  await settled();
  assert.equal(acks(0), [3]);
});

test('when all hosts are ready they are told when tick 0 is due: at a multiple of the interval, 100 ms ahead', async () => {
  const { gather, transport, told, phase, types, heads, deliver, pass } = gathering();
  const [one, two] = scribes();
  await deliver(...one.hello(), one.clock(0, 1));
  await pass(0);
  assert.is(phase(), 'waiting');
  assert.equal(gather.progress, { ready: 1, expected: 2, missing: ['node2'] });
  await deliver(...two.hello(), two.clock(0, 1));
  await pass(0);
  assert.is(phase(), 'sampling');
  for (const rank of [0, 1]) assert.equal(orders(transport, rank), [{ type: 'start', schedule: SCHEDULE }]);
  assert.equal(types(), ['job', 'hello', 'layout', 'clock', 'hello', 'layout', 'clock', 'start']);
  assert.equal(heads().at(-1), { type: 'start', nth: 2, ...SCHEDULE });
  assert.equal(told, ['ready', 'ready']);
  await deliver(two.clock(0, 1));
  for (const rank of [0, 1]) assert.is(orders(transport, rank).length, 1);
  assert.equal(gather.status('listed').hosts, [
    { host: 'node1', rank: 0, samples: 0, state: 'sampling', last_heard_ms_ago: 0 },
    { host: 'node2', rank: 1, samples: 0, state: 'sampling', last_heard_ms_ago: 0 },
  ]);
});

test('what samples need is written when tick 0 is chosen, also while a write is under way', async () => {
  const { journal, types, phase, deliver } = gathering();
  const disk = hold();
  journal.held = disk.held;
  const [one, two] = scribes();
  await deliver(...one.hello(), one.clock(0, 1), ...two.hello(), two.clock(0, 1));
  assert.is(phase(), 'sampling');
  disk.release();
  await settled();
  await settled();
  assert.equal(types(), ['job', 'hello', 'layout', 'clock', 'hello', 'layout', 'clock', 'start']);
});

test('tick 0 is not so soon that a rank could not hear of it', async () => {
  for (const [wait, interval_ms, start] of [
    [650, 1000, 1000],
    [700, 1000, 2000],
    [0, 50, 300],
  ] as const) {
    const { transport, deliver, pass } = gathering({ job: { ...JOB, interval_ms, expected: 1 } });
    await pass(wait);
    const [one] = scribes();
    await deliver(...one.hello(), one.clock(0, 1));
    assert.equal(orders(transport, 0), [
      { type: 'start', schedule: { ...SCHEDULE, interval_ms, start: NOON + start } },
    ]);
  }
});

test('hosts that are not there are waited for, but not longer than the patience', async () => {
  const { transport, phase, deliver, pass } = gathering();
  const [one, two] = scribes();
  await deliver(...one.hello(), one.clock(0, 1));
  await pass(4950);
  assert.is(phase(), 'waiting');
  await pass(50);
  assert.is(phase(), 'sampling');
  await deliver(...two.hello(), two.clock(0, 1));
  await pass(0);
  assert.equal([orders(transport, 0).length, orders(transport, 1).length], [1, 0]);
  await deliver(two.bye(1));
  await settled();
  const id = 'def456';
  assert.equal(transport.saidTo('rank1'), [
    { type: 'ack', id, seq: 4, schedule: { ...SCHEDULE, start: NOON + 6000 } },
  ]);
});

test('once all is written there is no timer left of the time before', async () => {
  const { clock, pass } = await sampling();
  await pass(1000);
  assert.is(clock.pending, 0);
});

const NODE2_IS_ABSENT = { host: 'node2', reason: 'no Node.js found' };

test('a host that has said that it is not recorded is not waited for, and is noted at the start and the stop', async () => {
  const { gather, phase, heads, deliver, pass } = gathering();
  const [one] = scribes();
  gather.noteAbsent(NODE2_IS_ABSENT);
  await pass(0);
  assert.is(phase(), 'waiting', 'nobody is there yet');
  await deliver(...one.hello(), one.clock(0, 1));
  await pass(0);
  assert.is(phase(), 'sampling');
  assert.equal(heads().at(-1), { type: 'start', nth: 2, ...SCHEDULE, absent: [NODE2_IS_ABSENT] });
  gather.noteAbsent({ host: 'node9', reason: 'came later' });
  gather.noteAbsent({ ...NODE2_IS_ABSENT, reason: 'the first one counts' });
  gather.stop('asked');
  await pass(300);
  const stop = heads().find(({ type }) => type === 'stop');
  assert.equal(stop?.type === 'stop' && stop.absent, [
    NODE2_IS_ABSENT,
    { host: 'node9', reason: 'came later' },
  ]);
});

test('as long as nobody is there it does not begin, whoever says that it does not come', async () => {
  const { gather, phase, pass } = gathering();
  gather.noteAbsent(NODE2_IS_ABSENT);
  gather.noteAbsent({ ...NODE2_IS_ABSENT, host: 'node1' });
  await pass(0);
  assert.is(phase(), 'waiting');
});

test('a host that says so last of all has it begin', async () => {
  const { gather, phase, deliver, pass } = gathering({ job: { ...JOB, hosts: [] } });
  const [one] = scribes();
  await deliver(...one.hello(), one.clock(0, 1));
  await pass(0);
  assert.is(phase(), 'waiting');
  assert.equal(gather.progress.missing, ['unknown#1']);
  gather.noteAbsent(NODE2_IS_ABSENT);
  await pass(0);
  assert.is(phase(), 'sampling');
  assert.equal(gather.progress, { ready: 1, expected: 2, missing: ['node2'] });
});

test('where nobody said how many hosts there are, it begins after the patience', async () => {
  const { phase, deliver, pass } = gathering({ job: { ...JOB, expected: null }, size: null });
  const [one] = scribes();
  await deliver(...one.hello(), one.clock(0, 1));
  await pass(4950);
  assert.is(phase(), 'waiting');
  await pass(50);
  assert.is(phase(), 'sampling');
});

test('while it samples it writes once a second, and acknowledges seldom', async () => {
  const { one, journal, acks, deliver, pass } = await sampling();
  const before = journal.writes.length;
  assert.equal(acks(0), []);
  for (let tick = 0; tick < 34; tick++) {
    await deliver(one.sample(tick, 5n));
    await pass(500);
  }
  assert.is(journal.writes.length - before, 17);
  // Three records before the first sample, then two a write: the first number from 32 on that ends one.
  assert.equal(acks(0), [33]);
});

test('a bye is written and acknowledged at once while others sample', async () => {
  const { one, types, acks, phase, deliver } = await sampling();
  await deliver(one.bye(1));
  await settled();
  assert.is(types().at(-1), 'bye');
  assert.is(acks(0).at(-1), 4);
  assert.is(phase(), 'sampling');
});

test('a stop is noted, told, and waits for the byes; then the file is made', async () => {
  const { one, two, gather, transport, told, unwritten, heads, acks, phase, logged, deliver, pass } =
    await sampling();
  await pass(2000);
  gather.stop('enough');
  gather.stop('more than enough');
  assert.is(phase(), 'stopping');
  await pass(0);
  assert.equal(heads().at(-1), {
    type: 'stop',
    nth: 3,
    time: NOON + 2250,
    since_start_ms: 1250,
    reason: 'enough',
  });
  for (const rank of [0, 1])
    assert.equal(orders(transport, rank).slice(1), [{ type: 'stop', reason: 'enough' }]);
  await deliver(one.sample(null, 5n, { kind: 'final' }));
  await pass(0);
  assert.equal(acks(0), [], 'nobody waits for that');
  await deliver(one.bye(3));
  await pass(0);
  assert.is(phase(), 'stopping');
  await deliver(two.bye(3));
  await pass(0);
  assert.is(await gather.finished, 'done');
  assert.is(phase(), 'done');
  assert.equal(told, ['ready', 'ready', 'stopping', 'merge in phase merging']);
  assert.equal(unwritten, [[]]);
  assert.equal([acks(0).at(-1), acks(1).at(-1)], [5, 4]);
  assert.equal(logged, []);
});

test('what is noted goes on by the monotonic clock from tick 0 on, whoever sets the other one', async () => {
  const { clock, gather, heads, deliver, pass } = await sampling();
  await pass(1000);
  clock.set(clock.wall() + 3_600_000);
  await deliver(request('aaaaaaaa', { op: 'mark', label: 'epoch 1' }));
  await pass(1000);
  gather.stop('enough');
  await pass(0);
  const times = heads().flatMap((head) =>
    head.type === 'mark' || head.type === 'stop' ? [[head.type, head.time]] : [],
  );
  assert.equal(times, [
    ['mark', NOON + 1250],
    ['stop', NOON + 2250],
  ]);
});

test('a stop before tick 0 was chosen says so, and no tick 0 is chosen after it', async () => {
  const { gather, clock, transport, heads, phase, pass } = gathering();
  gather.stop('early');
  await pass(0);
  assert.is(await gather.finished, 'done');
  assert.equal(heads().at(-1), {
    type: 'stop',
    nth: 2,
    time: NOON + 250,
    since_start_ms: null,
    reason: 'early',
  });
  assert.is(clock.pending, 0);
  await pass(6000);
  assert.is(phase(), 'done');
  assert.equal(transport.said, []);
});

test('ranks that become ready while it stops do not begin', async () => {
  const { gather, transport, phase, deliver, pass } = gathering();
  const [one, two] = scribes();
  await deliver(...one.hello());
  gather.stop('early');
  await deliver(...two.hello(), one.clock(0, 1), two.clock(0, 1));
  await pass(0);
  assert.is(phase(), 'stopping');
  assert.equal(orders(transport, 0), [{ type: 'stop', reason: 'early' }]);
  assert.equal(orders(transport, 1), [], 'it is told when it is silent for a while');
  await pass(100);
  assert.equal(orders(transport, 1), [{ type: 'stop', reason: 'early' }]);
});

test('a host that does not answer the stop delays it by the stop timeout', async () => {
  const { one, gather, logged, phase, deliver, pass } = await sampling();
  gather.stop('enough');
  await deliver(one.bye(1));
  await pass(250);
  assert.is(phase(), 'stopping');
  await pass(50);
  assert.is(await gather.finished, 'done');
  assert.equal(logged, ['no answer to the stop from node2']);
});

test('when all have ended of their own accord the job ends', async () => {
  const { one, two, gather, heads, deliver, pass, phase } = await sampling();
  await deliver(one.bye(1));
  assert.is(phase(), 'sampling');
  await deliver(two.bye(1));
  await pass(0);
  assert.is(await gather.finished, 'done');
  const stop = heads().at(-1);
  assert.is(stop?.type === 'stop' && stop.reason, 'all ranks have ended');
});

test('all are those that can come', async () => {
  const { gather, phase, deliver, pass } = gathering();
  const [one] = scribes();
  gather.noteAbsent(NODE2_IS_ABSENT);
  await deliver(...one.hello(), one.clock(0, 1), one.bye(1));
  await pass(0);
  assert.not.equal(phase(), 'sampling');
});

test('where nobody said how many there are, all are those who have said hello', async () => {
  const { gather, phase, deliver, pass } = gathering({ job: { ...JOB, expected: null } });
  const [one, two] = scribes();
  await deliver(...one.hello(), ...two.hello(), one.bye(1));
  assert.is(phase(), 'waiting');
  await deliver(two.bye(1));
  await pass(0);
  assert.is(await gather.finished, 'done');
});

test('what is asked for is done: a mark, the benchmark, a stop, a piece of the journal', async () => {
  const { journal, transport, heads, phase, deliver, pass } = await sampling();
  const benchmark = { command: ['dlio'], start: NOON, end: null, exit_code: null };
  await deliver(
    request('aaaaaaaa', { op: 'mark', label: 'epoch 1' }),
    request('bbbbbbbb', { op: 'benchmark', benchmark }),
    request('cccccccc', { op: 'piece', from: 0, most: 8 }),
  );
  await pass(1000);
  assert.equal(heads().slice(-2), [
    { type: 'mark', nth: 3, time: NOON + 250, label: 'epoch 1' },
    { type: 'benchmark', nth: 4, ...benchmark },
  ]);
  const [piece] = transport.said.filter(({ to }) => to === 'cccccccc');
  assert.equal(piece?.bytes.map(String), ['rankstat']);
  await deliver(request('dddddddd', { op: 'guide' }), request('eeeeeeee', { op: 'stop', reason: 'enough' }));
  await settled();
  const [guide] = transport.saidTo('dddddddd');
  assert.is(
    guide !== null && typeof guide === 'object' && 'written' in guide && guide.written,
    journal.length,
  );
  assert.is(phase(), 'stopping');
});

test('what the disk does not take is kept, said once, and given to the merge', async () => {
  const { one, gather, journal, logged, unwritten, deliver, pass } = await sampling();
  journal.failure = new Error('ENOSPC');
  const sample = one.sample(0, 5n);
  await deliver(sample);
  await pass(3000);
  const problem = 'cannot write a.journal: ENOSPC; samples are kept';
  assert.equal(logged, [problem]);
  assert.is(gather.status('left out').problem, problem);
  gather.stop('enough');
  await pass(300);
  assert.is(await gather.finished, 'done');
  assert.equal(
    unwritten[0]?.map(({ head }) => parseJournalHead(head).type),
    ['samples', 'stop'],
  );
  assert.is(gather.status('left out').problem, null);
});

test('a disk that takes records again ends the problem, and the next one is said again', async () => {
  const { one, gather, journal, logged, deliver, pass } = await sampling();
  for (const tick of [0, 1]) {
    journal.failure = new Error('ENOSPC');
    await deliver(one.sample(tick, 5n));
    await pass(1000);
    assert.is(logged.length, tick + 1);
    journal.failure = undefined;
    await pass(1000);
    assert.is(gather.status('left out').problem, null);
  }
});

test('a file that cannot be made is the end, and why is known', async () => {
  const { gather, phase, pass } = gathering({
    merge: async () => {
      throw new Error('ENOSPC\nno space');
    },
  });
  gather.stop('enough');
  await pass(0);
  assert.is(await gather.finished, 'failed');
  assert.is(phase(), 'failed');
  assert.is(gather.status('left out').problem, 'ENOSPC no space');
});

test('who throws when told does not keep the job from sampling, stopping and being merged', async () => {
  const logged: string[] = [];
  const broken = (name: string) => () => {
    throw new Error(`${name} is broken`);
  };
  const { gather, unwritten, pass } = await sampling({
    onReady: broken('onReady'),
    onStopping: broken('onStopping'),
    log: (message) => {
      logged.push(message);
      if (message.startsWith('no answer')) throw new Error('the log is broken');
    },
  });
  gather.stop('enough');
  await pass(300);
  assert.is(await gather.finished, 'done');
  assert.equal(unwritten, [[]]);
  assert.equal(logged, [
    'goes on after an error: onReady is broken (being ready; said once)',
    'goes on after an error: onStopping is broken (stopping; said once)',
    'no answer to the stop from node1, node2',
    'goes on after an error: the log is broken (the stop; said once)',
  ]);
});

test('an answer that cannot be sent is said, and costs nothing else', async () => {
  const { one, transport, logged, acks, phase, deliver } = await sampling();
  transport.failure = new Error('EFAULT');
  await deliver(request('aaaaaaaa', { op: 'status' }));
  await settled();
  transport.failure = undefined;
  await deliver(one.bye(1));
  await settled();
  assert.is(acks(0).at(-1), 4);
  assert.is(phase(), 'sampling');
  assert.equal(logged, ['goes on after an error: EFAULT (an answer; said once)']);
});

test('at last the answers are repeated until all have hung up, and then nothing more is said', async () => {
  const { gather, clock, transport, journal, one, two, logged, deliver, acks, pass } = await sampling();
  transport.connections = 1;
  gather.stop('enough');
  await deliver(one.bye(1), two.bye(1));
  await pass(0);
  await gather.finished;
  const before = acks(0).length;
  let isReleased = false;
  const released = gather.release(2000).then(() => {
    isReleased = true;
  });
  await pass(50);
  assert.is(isReleased, false);
  assert.equal(acks(0).slice(before), [4, 4]);
  transport.connections = 0;
  await released;
  const disk = hold();
  journal.held = disk.held;
  await deliver(request('aaaaaaaa', { op: 'piece', from: 0, most: 8 }));
  const said = transport.said.length;
  gather.close();
  assert.ok(transport.closed);
  disk.release();
  gather.noteBenchmark({ command: [], start: null, end: null, exit_code: 0 });
  gather.stop('again');
  await pass(10_000);
  assert.is(transport.said.length, said);
  assert.is(clock.pending, 0);
  assert.equal(logged, []);
});

test('a job that is given up before it began has no timer left', async () => {
  const { gather, clock, pass } = gathering();
  await pass(0);
  gather.close();
  assert.is(clock.pending, 0);
});

test.run();
