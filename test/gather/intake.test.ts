import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Intake, type IntakeOptions } from '../../src/gather/intake.ts';
import { Refusals } from '../../src/gather/refusals.ts';
import { Roster } from '../../src/gather/roster.ts';
import { messageOf } from '../../src/system/errors.ts';
import { Faults } from '../../src/system/faults.ts';
import type { RecordBytes } from '../../src/wire/records.ts';
import { ManualClock } from '../manual-clock.ts';
import { FakeGatherTransport, settled } from './fake-transport.ts';
import { NOON, Scribe } from './scribe.ts';

const NOTHING = new Uint8Array(0);
const PEER = 'a connection';

/** An intake that receives, with parts that write down what they are handed, but for those that the test gives. */
function receiving(parts: Partial<IntakeOptions> = {}) {
  const clock = new ManualClock(NOON, 1000);
  const transport = new FakeGatherTransport();
  const logged: string[] = [];
  const log = (message: string) => logged.push(message);
  /** What the parts were handed, in its order. */
  const handed: unknown[] = [];
  const refusals = new Refusals(log);
  const roster = new Roster(2, 1000);
  const intake = new Intake({
    transport,
    clock,
    roster,
    batch: {
      add: (_record, from, role) => handed.push(['batch', from?.member.rank, from?.seq, role]),
      full: false,
      room: async () => {},
    },
    voice: {
      answer: (ping, received) => handed.push(['answer', ping.rank, received]),
      repeat: (rank) => handed.push(['repeat', rank]),
      askAgain: (rank, id, from) => handed.push(['ask again', rank, id, String(from)]),
      reject: (to, id, reason) => handed.push(['reject', String(to), id, reason]),
    },
    requests: {
      take: async ({ op }, from) => {
        handed.push(['request', op, String(from)]);
      },
    },
    refusals,
    faults: new Faults((error, kind) =>
      log(`goes on after an error: ${messageOf(error)} (${kind}; said once)`),
    ),
    onReady: () => handed.push('ready'),
    onBye: () => handed.push('bye'),
    log,
    ...parts,
  });
  const ended = intake.receive();
  const deliver = async (...records: readonly RecordBytes[]) => {
    for (const record of records) await transport.deliver(record, PEER);
  };
  return { clock, transport, logged, handed, refusals, roster, ended, deliver };
}

/** A message that is no record. */
function message(head: object): RecordBytes {
  return { head: Buffer.from(JSON.stringify(head)), body: NOTHING };
}

const PING = message({ type: 'ping', rank: 1, id: 'abc123', seq: 2, time: NOON });
const STATUS = message({ type: 'request', id: 'aaaaaaaa', op: 'status' });

test('records go to the batch, with whose they are and what they are for; who is ready and who ends is told', async () => {
  const { handed, logged, deliver } = receiving();
  const scribe = new Scribe(1, 'node2');
  await deliver(
    ...scribe.hello(),
    scribe.clock(0, 1),
    scribe.sample(0, 5n),
    scribe.sample(1, 6n),
    scribe.bye(2),
  );
  assert.equal(handed, [
    ['batch', 1, 1, 'opening'],
    ['batch', 1, 2, 'shared'],
    ['batch', 1, 3, undefined],
    'ready',
    ['batch', 1, 4, 'key'],
    ['batch', 1, 5, undefined],
    ['batch', 1, 6, undefined],
    'bye',
  ]);
  assert.equal(logged, []);
});

test('pings go to the voice with the time at which they came, requests to those who answer them', async () => {
  const { clock, handed, deliver } = receiving();
  clock.advance(5);
  await deliver(PING, STATUS);
  assert.equal(handed, [
    ['answer', 1, NOON + 5],
    ['request', 'status', PEER],
  ]);
});

test('records of one message are taken in their order, each as if it had come alone', async () => {
  const { handed, logged, transport } = receiving();
  const scribe = new Scribe(1, 'node2');
  const records = [...scribe.hello(), scribe.sample(0, 5n), PING, scribe.clock(0, 1), STATUS, scribe.bye(1)];
  await transport.deliverTogether(records, PEER);
  assert.equal(handed, [
    ['batch', 1, 1, 'opening'],
    ['batch', 1, 2, 'shared'],
    ['batch', 1, 3, 'key'],
    ['answer', 1, NOON],
    ['batch', 1, 4, undefined],
    'ready',
    ['request', 'status', PEER],
    ['batch', 1, 5, undefined],
    'bye',
  ]);
  assert.equal(logged, []);
});

test('a ping came when its message did, however long the records before it take', async () => {
  const answered: number[] = [];
  const made = receiving({
    batch: { add: () => made.clock.advance(7), full: false, room: async () => {} },
    voice: {
      answer: (_ping, received) => answered.push(received),
      repeat: () => {},
      askAgain: () => {},
      reject: () => {},
    },
  });
  await made.transport.deliverTogether([...new Scribe(1, 'node2').hello(), PING], PEER);
  assert.equal(answered, [NOON]);
});

test('a record of a message that is damaged costs no other: those behind it are asked for, and come again', async () => {
  const { handed, refusals, roster, transport } = receiving();
  const scribe = new Scribe(1, 'node2');
  const [hello, layout] = scribe.hello();
  const [first, second, third, last] = [0, 1, 2, 3].map((tick) => scribe.sample(tick, 5n));
  const torn = { head: second!.head.subarray(0, 40), body: second!.body };
  await transport.deliverTogether([hello!, layout!, first!, torn, third!, PING, last!], PEER);
  assert.equal(handed.slice(2), [
    ['batch', 1, 3, 'key'],
    ['ask again', 1, 'abc123', PEER],
    ['answer', 1, NOON],
  ]);
  assert.is(refusals.count, 1);
  await transport.deliverTogether([second!, third!, last!], PEER);
  assert.equal(
    handed.slice(5).map((what) => (Array.isArray(what) ? what[2] : what)),
    [4, 5, 6],
  );
  assert.is(roster.member(1)?.samples, 4);
});

test('a body that is not what its head says is refused, and what follows it in the message is taken', async () => {
  const { handed, refusals, roster, transport } = receiving();
  const scribe = new Scribe(1, 'node2');
  const [hello, layout] = scribe.hello();
  const [first, second] = [scribe.sample(0, 5n), scribe.sample(1, 6n)];
  const cut = { head: second.head, body: second.body.subarray(1) };
  await transport.deliverTogether([hello!, layout!, first, cut, scribe.clock(0, 1)], PEER);
  assert.equal(handed.slice(2), [['batch', 1, 3, 'key'], ['batch', 1, 5, undefined], 'ready']);
  assert.is(refusals.count, 1);
  assert.is(roster.member(1)?.samples, 1);
});

test('several records of a message that are there already are answered once', async () => {
  const { handed, transport } = receiving();
  const scribe = new Scribe(1, 'node2');
  const records = [...scribe.hello(), scribe.sample(0, 5n)];
  await transport.deliverTogether(records, PEER);
  await transport.deliverTogether([...records, scribe.sample(1, 5n)], PEER);
  assert.equal(handed.slice(3), [
    ['repeat', 1],
    ['batch', 1, 4, undefined],
  ]);
});

test('of a message with more records than travel together the rest is refused', async () => {
  const { handed, logged, transport } = receiving();
  await transport.deliverTogether(
    Array.from({ length: 24 }, () => PING),
    PEER,
  );
  assert.is(handed.length, 16);
  assert.equal(logged, [
    'refused a record from a peer: a message has 16 frames more than belong; more of them are only counted',
  ]);
});

test('a record that is there already is answered again, and not taken again', async () => {
  const { handed, refusals, deliver } = receiving();
  const records = new Scribe(1, 'node2').hello();
  await deliver(...records, ...records);
  assert.equal(handed.slice(2), [
    ['repeat', 1],
    ['repeat', 1],
  ]);
  assert.is(refusals.count, 0);
});

test('what is no message is refused, counted, and costs nothing else', async () => {
  const { handed, logged, refusals, transport, deliver } = receiving();
  await transport.deliverFrames([]);
  await transport.deliverFrames([Buffer.from(PEER)]);
  await transport.deliverFrames([Buffer.from(PEER), Buffer.from('nonsense')]);
  await transport.deliverFrames([Buffer.from(PEER), Buffer.from(PING.head)]);
  assert.is(refusals.count, 3);
  assert.match(logged.join('\n'), /^refused a record from a peer: .*; more of them are only counted$/);
  assert.equal(handed, [['answer', 1, NOON]]);
  await deliver(STATUS);
  assert.is(handed.length, 2);
});

test('a request that makes no sense is refused', async () => {
  const { handed, refusals, deliver } = receiving();
  const piece = { type: 'request', id: 'aaaaaaaa', op: 'piece' };
  await deliver(
    message({ ...piece, from: -1, most: 10 }),
    message({ ...piece, from: 0, most: 0 }),
    message({ ...piece, from: 0, most: 2 ** 40 }),
    message({ ...piece, from: 0.5, most: 10 }),
    message({ ...piece, from: '0', most: 10 }),
    message({ ...piece, op: 'other' }),
    message({ ...piece, id: 'a/../b..', from: 0, most: 10 }),
  );
  assert.is(refusals.count, 7);
  assert.equal(handed, []);
});

test('a hello that is refused is answered with the reason, another record is not', async () => {
  const { handed, logged, refusals, deliver } = receiving();
  const [hello] = new Scribe(0, 'node1').hello();
  const [second, layout] = new Scribe(0, 'node3', 'def456').hello();
  await deliver(hello!, second!, layout!);
  assert.equal(handed.slice(1), [['reject', PEER, 'def456', 'rank 0 is already there, on node1']]);
  assert.is(refusals.count, 2);
  assert.equal(logged, [
    'refused a record from rank 0: rank 0 is already there, on node1; more of them are only counted',
  ]);
});

test('one that is not wanted is told so again as long as it asks: what was said first can be lost', async () => {
  const { handed, deliver } = receiving();
  const [hello] = new Scribe(0, 'node1').hello();
  const other = new Scribe(0, 'node3', 'def456');
  const [second] = other.hello();
  const ping = message({ type: 'ping', rank: 0, id: 'def456', seq: 2, time: 1_700_000_000_000 });
  await deliver(hello!, second!, ping);
  const rejected = ['reject', PEER, 'def456', 'rank 0 is already there, on node1'];
  assert.equal(handed.slice(1), [rejected, rejected]);
});

test('records that come before those that they follow are not refused: they are asked for once, and then taken', async () => {
  const { handed, logged, refusals, roster, deliver } = receiving();
  const scribe = new Scribe(1, 'node2');
  const [hello, layout] = scribe.hello();
  const samples = Array.from({ length: 31 }, (_, tick) => scribe.sample(tick, 5n));
  await deliver(hello!, layout!, samples[0]!);
  // The connection breaks with ten of them under way; those behind them are on the new one before they are sent again.
  await deliver(...samples.slice(11));
  assert.equal(handed.slice(3), [['ask again', 1, 'abc123', PEER]]);
  await deliver(...samples.slice(1));
  assert.equal(
    handed.slice(4),
    samples.slice(1).map((_, nth) => ['batch', 1, nth + 4, nth + 1 === 0 ? 'key' : undefined]),
  );
  assert.is(roster.member(1)?.samples, 31);
  assert.is(refusals.count, 0);
  assert.equal(logged, []);
});

test('while a gap stays it is asked for again, after a second at first', async () => {
  const { clock, handed, deliver } = receiving();
  const scribe = new Scribe(1, 'node2');
  await deliver(...scribe.hello());
  scribe.sample(0, 5n);
  const asked = () => handed.filter((what) => String(what).startsWith('ask again')).length;
  const counts: number[] = [];
  for (let tick = 1; tick < 10; tick++) {
    await deliver(scribe.sample(tick, 5n));
    counts.push(asked());
    clock.advance(500);
  }
  assert.equal(counts, [1, 1, 2, 2, 2, 2, 3, 3, 3]);
});

test('a rank whose hello is missing is asked for it', async () => {
  const { handed, refusals, deliver } = receiving();
  const [hello, layout] = new Scribe(1, 'node2').hello();
  await deliver(layout!, hello!, layout!);
  assert.equal(handed, [
    ['ask again', 1, 'abc123', PEER],
    ['batch', 1, 1, 'opening'],
    ['batch', 1, 2, 'shared'],
  ]);
  assert.is(refusals.count, 0);
});

test('a throw costs the message that it came with, and is said once for each kind', async () => {
  const answered: number[] = [];
  let broken = true;
  const { handed, logged, deliver } = receiving({
    voice: {
      answer: ({ seq }) => {
        if (broken) throw new Error('broken');
        answered.push(seq);
      },
      repeat: () => {},
      askAgain: () => {},
      reject: () => {},
    },
    onBye: () => {
      throw new Error('broken, too');
    },
  });
  const scribe = new Scribe(1, 'node2');
  await deliver(PING, PING, ...scribe.hello(), scribe.bye(1), STATUS);
  assert.equal(handed, [
    ['batch', 1, 1, 'opening'],
    ['batch', 1, 2, 'shared'],
    ['batch', 1, 3, undefined],
    ['request', 'status', PEER],
  ]);
  broken = false;
  await deliver(PING);
  assert.equal(answered, [2]);
  assert.equal(logged, [
    'goes on after an error: broken (ping; said once)',
    'goes on after an error: broken, too (bye; said once)',
  ]);
});

test('a request that fails later costs nothing else, and is said', async () => {
  let fail = (_error: Error) => {};
  const { logged, handed, deliver } = receiving({
    requests: {
      take: () =>
        new Promise<void>((_, reject) => {
          fail = reject;
        }),
    },
  });
  await deliver(STATUS, PING);
  assert.equal(handed, [['answer', 1, NOON]]);
  fail(new Error('broken'));
  await settled();
  assert.equal(logged, ['goes on after an error: broken (request; said once)']);
});

test('nothing more is received while the batch is full', async () => {
  const batch = { add: () => {}, full: true, room: async () => {} };
  let makeRoom = () => {};
  batch.room = () =>
    new Promise<void>((resolve) => {
      makeRoom = resolve;
    });
  const { handed, transport } = receiving({ batch });
  const first = transport.deliver(PING, PEER);
  const second = transport.deliver(STATUS, PEER);
  await settled();
  assert.equal(handed, [['answer', 1, NOON]]);
  batch.full = false;
  makeRoom();
  await Promise.all([first, second]);
  assert.equal(handed, [
    ['answer', 1, NOON],
    ['request', 'status', PEER],
  ]);
});

test('it ends with the transport, and says if that fails', async () => {
  const closed = receiving();
  await closed.deliver(PING);
  closed.transport.close();
  await closed.ended;
  assert.equal(closed.logged, []);
  const broken = receiving();
  await broken.deliver(PING);
  broken.transport.fail(new Error('EFAULT'));
  await broken.ended;
  assert.equal(broken.logged, [
    'nothing more is heard of the ranks: EFAULT; what has come until now is kept',
  ]);
});

test.run();
