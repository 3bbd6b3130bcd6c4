import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Voice } from '../../src/gather/voice.ts';
import { type Guide, parseControl } from '../../src/wire/control.ts';
import type { Peer } from '../../src/wire/transport.ts';
import { ManualClock } from '../manual-clock.ts';
import { FakeGatherTransport, settled } from './fake-transport.ts';
import { ID, memberOf, peerOf, rosterOf, sayBye, sayHello } from './members.ts';

/** 2026-11-25T12:00:00.000Z */
const NOON = Date.UTC(2026, 10, 25, 12);

/** A voice to so many ranks that have said hello at the time 1000 (monotonic), now. */
function speaking(ranks: number) {
  const clock = new ManualClock(NOON, 1000);
  const transport = new FakeGatherTransport();
  const roster = rosterOf(ranks);
  const faults: unknown[] = [];
  const voice = new Voice({ transport, roster, clock, onFault: (error) => faults.push(error) });
  return { clock, transport, roster, voice, faults };
}

/** Of each acknowledgement to whom it is, and its number. */
function acks(transport: FakeGatherTransport): unknown[] {
  return transport.said.map(({ to, message }) => {
    const control = parseControl(Buffer.from(JSON.stringify(message)));
    return [to, control.type === 'ack' ? control.seq : control.type];
  });
}

test('a job acknowledges to those with many records, or that wait to end', async () => {
  const { transport, roster, voice } = speaking(4);
  sayBye(roster, 2);
  for (const [rank, written] of [31, 32, 2, 0].entries()) memberOf(roster, rank).written = written;
  voice.acknowledge(roster.members);
  await settled();
  assert.equal(acks(transport), [
    ['rank1', 32],
    ['rank2', 2],
  ]);
  voice.acknowledge(roster.members);
  await settled();
  assert.is(transport.said.length, 2, 'what was acknowledged is not acknowledged again');
});

test('else a rank has an answer once a minute, counted from the last one', async () => {
  const { clock, transport, roster, voice } = speaking(1);
  const member = memberOf(roster, 0);
  const write = async () => {
    member.written++;
    voice.acknowledge([member]);
    await settled();
  };
  clock.advance(59_999);
  await write();
  assert.equal(acks(transport), []);
  clock.advance(1);
  await write();
  assert.equal(acks(transport), [['rank0', 2]]);
  clock.advance(59_999);
  await write();
  assert.equal(acks(transport), [['rank0', 2]]);
  clock.advance(1);
  await write();
  assert.equal(acks(transport), [
    ['rank0', 2],
    ['rank0', 4],
  ]);
});

test('an answer is repeated to who is known, with the schedule once there is one', async () => {
  const { transport, roster, voice } = speaking(1);
  memberOf(roster, 0).written = 5;
  voice.repeat(0);
  voice.repeat(7);
  const schedule = { start: NOON, interval_ms: 1000, max_samples: 3600, on_full: 'thin' } as const;
  voice.schedule = schedule;
  voice.repeat(0);
  await settled();
  assert.equal(transport.said, [
    { to: 'rank0', message: { type: 'ack', id: ID, seq: 5, schedule: null }, bytes: [] },
    { to: 'rank0', message: { type: 'ack', id: ID, seq: 5, schedule }, bytes: [] },
  ]);
});

test('a repeated answer counts as one: no other is due for it', async () => {
  const { transport, roster, voice } = speaking(1);
  const member = memberOf(roster, 0);
  member.written = 40;
  voice.repeat(0);
  voice.acknowledge([member]);
  await settled();
  assert.is(transport.said.length, 1);
});

test('whoever asks after the stop was told is told it, unless it has said bye: it can have connected since', async () => {
  const { transport, roster, voice } = speaking(2);
  const ping = { type: 'ping', rank: 0, id: ID, seq: 3, time: NOON } as const;
  const stop = { type: 'stop', reason: 'enough' } as const;
  voice.answer(ping, NOON);
  voice.broadcast(stop);
  sayBye(roster, 1);
  sayHello(roster, 2); // Was not there when all were told.
  for (const rank of [0, 1, 2]) voice.answer({ ...ping, rank }, NOON);
  await settled();
  assert.equal(acks(transport), [
    ['rank0', 0],
    ['rank0', 'stop'],
    ['rank1', 'stop'],
    ['rank0', 0],
    ['rank0', 'stop'],
    ['rank1', 0],
    ['rank2', 0],
    ['rank2', 'stop'],
  ]);
});

test('who misses a record is asked to send again what is behind the journal, or all if its hello is missing', async () => {
  const { transport, roster, voice } = speaking(1);
  memberOf(roster, 0).written = 5;
  voice.askAgain(0, ID, peerOf(0));
  voice.askAgain(0, 'other1', Buffer.from('another'));
  voice.askAgain(4, 'def456', Buffer.from('a new one'));
  await settled();
  const again = { type: 'ack', schedule: null, again: true } as const;
  assert.equal(transport.saidTo('rank0'), [{ ...again, id: ID, seq: 5 }]);
  assert.equal(transport.saidTo('another'), [{ ...again, id: 'other1', seq: 0 }]);
  assert.equal(transport.saidTo('a new one'), [{ ...again, id: 'def456', seq: 0 }]);
  assert.is(parseControl(Buffer.from(JSON.stringify(transport.said[0]?.message))).type, 'ack');
});

test('a ping is answered with the times of this clock, to the process that counts', async () => {
  const { clock, transport, voice } = speaking(1);
  const ping = { type: 'ping', rank: 0, id: ID, seq: 3, time: NOON + 77 } as const;
  clock.advance(2.0003);
  voice.answer(ping, NOON + 1.0003);
  voice.answer({ ...ping, id: 'other1' }, NOON);
  voice.answer({ ...ping, rank: 1 }, NOON);
  await settled();
  assert.equal(transport.said, [
    {
      to: 'rank0',
      message: {
        type: 'ack',
        id: ID,
        seq: 0,
        schedule: null,
        ping: { sent: NOON + 77, received: NOON + 1, answered: NOON + 2 },
      },
      bytes: [],
    },
  ]);
});

test('all are told, one is told, one process is told that it is not wanted, who asks has an answer with bytes', async () => {
  const { transport, voice } = speaking(2);
  voice.broadcast({ type: 'stop', reason: 'all' });
  voice.tell(1, { type: 'stop', reason: 'one' });
  voice.tell(3, { type: 'stop', reason: 'nobody has said hello' });
  voice.reject(Buffer.from('another'), 'aaaaaa', 'too many');
  const guide: Guide = { type: 'guide', openings: [], recent: 1, earlier: 1, written: 2 };
  voice.reply(Buffer.from('who asks'), guide, Buffer.from('abc'));
  await settled();
  assert.equal(transport.said, [
    { to: 'rank0', message: { type: 'stop', reason: 'all' }, bytes: [] },
    { to: 'rank1', message: { type: 'stop', reason: 'all' }, bytes: [] },
    { to: 'rank1', message: { type: 'stop', reason: 'one' }, bytes: [] },
    { to: 'another', message: { type: 'reject', id: 'aaaaaa', reason: 'too many' }, bytes: [] },
    { to: 'who asks', message: guide, bytes: [Buffer.from('abc')] },
  ]);
});

test('one message at a time is given to the transport, in their order', async () => {
  const { roster, clock } = speaking(5);
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const send = async (to: Peer) => {
    begun.push(String(to));
    await new Promise<void>((resolve) => ends.push(resolve));
  };
  const voice = new Voice({ transport: { send }, roster, clock, onFault: () => {} });
  for (const rank of [1, 2, 3]) voice.tell(rank, { type: 'stop', reason: 'test' });
  for (const count of [1, 2, 3]) {
    await settled();
    assert.equal(begun, ['rank1', 'rank2', 'rank3'].slice(0, count));
    ends.shift()?.();
  }
  await settled();
  voice.tell(4, { type: 'stop', reason: 'test' });
  assert.is(begun.length, 4);
});

test('a message that cannot be sent costs no other', async () => {
  const { transport, voice, faults } = speaking(4);
  transport.failure = new Error('broken');
  voice.tell(1, { type: 'stop', reason: 'lost' });
  await settled();
  transport.failure = undefined;
  voice.tell(2, { type: 'stop', reason: 'heard' });
  await settled();
  assert.equal(faults.map(String), ['Error: broken']);
  assert.equal(
    transport.said.map(({ to }) => to),
    ['rank2'],
  );
});

test('of messages that wait the others are sent when one cannot be', async () => {
  const { transport, voice, faults } = speaking(4);
  transport.failure = new Error('broken');
  voice.tell(1, { type: 'stop', reason: 'lost' });
  transport.failure = undefined;
  voice.tell(2, { type: 'stop', reason: 'heard' });
  voice.tell(3, { type: 'stop', reason: 'heard' });
  await settled();
  assert.is(faults.length, 1);
  assert.equal(
    transport.said.map(({ to }) => to),
    ['rank2', 'rank3'],
  );
});

test('after the end nothing is said, and nothing is wrong', async () => {
  const { transport, voice, faults } = speaking(1);
  voice.tell(0, { type: 'stop', reason: 'the last that gets through' });
  voice.tell(0, { type: 'stop', reason: 'waits still' });
  voice.close();
  voice.repeat(0);
  await settled();
  assert.equal(
    transport.said.map(({ message }) => message),
    [{ type: 'stop', reason: 'the last that gets through' }],
  );
  transport.close();
  voice.broadcast({ type: 'stop', reason: 'later' });
  await settled();
  assert.equal(faults, []);
});

test('what is under way when it ends is no fault', async () => {
  const { roster, clock, faults } = speaking(1);
  let end = (_error: Error) => {};
  const send = () =>
    new Promise<void>((_, reject) => {
      end = reject;
    });
  const voice = new Voice({ transport: { send }, roster, clock, onFault: (error) => faults.push(error) });
  voice.tell(0, { type: 'stop', reason: 'test' });
  voice.close();
  end(new Error('Socket is closed'));
  await settled();
  assert.equal(faults, []);
});

test.run();
