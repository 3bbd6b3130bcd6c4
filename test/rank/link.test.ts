import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Link } from '../../src/rank/link.ts';
import { Outbox, type Outgoing } from '../../src/rank/outbox.ts';
import { Sender } from '../../src/rank/sender.ts';
import { messageOf } from '../../src/system/errors.ts';
import { Faults } from '../../src/system/faults.ts';
import type { Control } from '../../src/wire/control.ts';
import { encodeHead } from '../../src/wire/records.ts';
import { ManualClock } from '../manual-clock.ts';
import { FakeTransport, settled } from './fake-transport.ts';

const NOON = Date.UTC(2026, 10, 25, 12);
const SCHEDULE = { start: NOON, interval_ms: 1000, max_samples: 100, on_full: 'thin' } as const;

/** A record of rank 3 with a body of five bytes. */
function record(seq: number): Outgoing {
  const head = encodeHead({ type: 'clock', rank: 3, id: 'abc123', seq, offset_ms: 0, error_ms: 1 });
  return { seq, role: 'kept', samples: 0, head, body: Buffer.from('12345') };
}

/** A link of rank 3, and what it tells. */
function linked(transport = new FakeTransport(), fails: { onControl?: Error; onConnection?: Error } = {}) {
  const clock = new ManualClock(NOON);
  const outbox = new Outbox(1e6, () => record(0));
  const told: { message: Control; heard: number }[] = [];
  const states: string[] = [];
  const faults: string[] = [];
  const link = new Link({
    transport,
    sender: new Sender(3, 'abc123'),
    outbox,
    clock,
    onControl: (message, heard) => {
      told.push({ message, heard });
      if (fails.onControl) throw fails.onControl;
    },
    onConnection: (state) => {
      states.push(state);
      if (fails.onConnection) throw fails.onConnection;
    },
    faults: new Faults((error) => faults.push(messageOf(error))),
  });
  const put = async (...seqs: number[]) => {
    for (const seq of seqs) outbox.push(record(seq));
    link.flush();
    await settled();
  };
  const ack = (seq: number) => transport.say({ type: 'ack', id: 'abc123', seq, schedule: null });
  /** What was given to a connection since this was asked last: numbers of records, and pings. */
  let seen = 0;
  const given = () => {
    const fresh = transport.given.slice(seen);
    seen = transport.given.length;
    return fresh.map((head) => ('seq' in head && head.type !== 'ping' ? head.seq : head.type));
  };
  return { transport, clock, outbox, told, states, faults, link, put, ack, given };
}

test('records are sent in their order, once', async () => {
  const { put, given } = linked();
  await put(1, 2);
  await put();
  await put(3);
  assert.equal(given(), [1, 2, 3]);
});

test('what waits is one message, also what is put at the same moment later; a ping goes with it', async () => {
  const { transport, outbox, link, given } = linked();
  await transport.tell('up');
  outbox.push(record(1));
  link.flush();
  outbox.push(record(2));
  link.flush();
  link.ping();
  outbox.push(record(3));
  await settled();
  assert.equal([given(), transport.together], [[1, 2, 3, 'ping'], [4]]);
  assert.equal(transport.bodies.map(String), ['12345', '12345', '12345', ''], 'each with its own body');
});

test('a ping does not wait with records for a connection: that is no part of how long a message takes', async () => {
  const { clock, transport, outbox, link, given } = linked(new FakeTransport('not yet'));
  outbox.push(record(1));
  link.ping();
  await settled();
  clock.advance(5000);
  await transport.reconnect();
  assert.equal(
    [given(), transport.together],
    [
      [1, 'ping'],
      [1, 1],
    ],
  );
  const ping = transport.given.at(-1);
  assert.is(ping?.type === 'ping' && ping.time, NOON + 5000);
});

test('many records are several messages of 16; a ping for which there is no room is the next', async () => {
  const { transport, outbox, link, given } = linked();
  await transport.tell('up');
  for (let seq = 1; seq <= 32; seq++) outbox.push(record(seq));
  link.ping();
  await settled();
  assert.equal(transport.together, [16, 16, 1]);
  assert.equal(given(), [...Array.from({ length: 32 }, (_, nth) => nth + 1), 'ping']);
});

test('a connection that breaks with a message of several: all of them are sent again, those that are acknowledged not', async () => {
  const { transport, put, ack, given } = linked();
  await put(1, 2);
  given();
  transport.break();
  await put(3, 4, 5); // In one message, and nobody knows yet that there is no connection.
  assert.is(transport.isWaiting, true);
  await transport.tell('down');
  await ack(3);
  await transport.refuse('Operation was not possible');
  await transport.reconnect();
  await transport.tell('up');
  assert.equal(
    [given(), transport.together],
    [
      [4, 5, 'ping'],
      [2, 3],
    ],
  );
});

test('what waits for the first connection is sent once, however soon that is told', async () => {
  for (const order of ['told first', 'taken first']) {
    const { transport, put, given } = linked(new FakeTransport('not yet'));
    await put(1, 2, 3);
    if (order === 'told first') await transport.tell('up');
    await transport.reconnect();
    if (order === 'taken first') await transport.tell('up');
    assert.equal(given(), [1, 2, 3], order);
  }
});

test('after a new connection all that is not acknowledged is sent again', async () => {
  const { transport, put, ack, given, states } = linked();
  await put(1, 2, 3);
  await ack(1);
  given();
  transport.break();
  await transport.tell('down');
  await transport.reconnect();
  await transport.tell('up');
  assert.equal(given(), [2, 3, 'ping']);
  assert.equal(states, ['down', 'up']);
});

test('a new connection is a new one also if nobody told that the old one broke', async () => {
  const { transport, put, given } = linked();
  await transport.tell('up');
  await put(1, 2);
  given();
  await transport.tell('up');
  assert.equal(given(), [1, 2, 'ping']);
});

test('over a new connection it is heard also if there is nothing to send: only then is it told something there', async () => {
  const { transport, put, ack, given } = linked();
  await transport.tell('up');
  await put(1, 2);
  await ack(2);
  assert.equal(given(), [1, 2]);
  await transport.tell('down');
  await transport.tell('up');
  assert.equal(given(), ['ping']);
});

test('while the connection is down nothing is given to the transport: the next one would take it first', async () => {
  const { transport, put, link, given } = linked();
  await put(1, 2);
  given();
  transport.break();
  await transport.tell('down');
  await put(3);
  link.ping();
  await put(4);
  assert.is(transport.isWaiting, false);
  await transport.reconnect();
  assert.equal(given(), []);
  await transport.tell('up');
  assert.equal(given(), [1, 2, 3, 4, 'ping']);
});

test('connection lost with a send pending: the new one takes it, then all from the oldest on', async () => {
  const { transport, put, ack, given } = linked();
  await put(1, 2, 3);
  await ack(1);
  given();
  transport.break();
  await put(4); // Nobody knows yet that there is no connection.
  assert.is(transport.isWaiting, true);
  await transport.tell('down');
  await put(5, 6);
  await transport.reconnect();
  assert.equal(given(), [4]); // What the connection took before it was told of.
  await transport.tell('up');
  assert.equal(given(), [2, 3, 4, 5, 6, 'ping']);
});

test('the same if the new connection is told of before it has taken what was pending', async () => {
  const { transport, put, given } = linked();
  await put(1, 2, 3);
  given();
  transport.break();
  await put(4);
  await transport.tell('down');
  await put(5);
  await transport.tell('up');
  await transport.reconnect();
  assert.equal(given(), [4, 1, 2, 3, 4, 5, 'ping']);
});

test('an acknowledgement while a send is pending leaves no hole', async () => {
  const { transport, put, ack, given } = linked();
  await put(1, 2);
  transport.break();
  await put(3, 4);
  await transport.tell('down');
  await ack(2);
  await transport.reconnect();
  given();
  await transport.tell('up');
  assert.equal(given(), [3, 4, 'ping']);
});

test('a message that the transport refuses is told, and sending begins anew at the oldest', async () => {
  const { transport, put, ack, given, faults } = linked();
  await put(1, 2);
  await ack(1);
  given();
  transport.break();
  await put(3, 4);
  await transport.refuse('Operation was not possible');
  assert.equal(faults, ['Operation was not possible']);
  await transport.reconnect();
  await put(5);
  assert.equal(given(), [2, 3, 4, 5]);
});

test('without an acknowledgement all is sent again after two minutes, and again after two more', async () => {
  const { clock, put, given } = linked();
  await put(1, 2);
  clock.advance(120_000);
  await put(3);
  assert.equal(given(), [1, 2, 3]);
  clock.advance(1);
  await put(4);
  assert.equal(given(), [1, 2, 3, 4]);
  clock.advance(120_000);
  await put(5);
  assert.equal(given(), [5]);
  clock.advance(1);
  await put();
  assert.equal(given(), [1, 2, 3, 4, 5]);
});

test('an acknowledgement of anything puts that off', async () => {
  const { clock, put, ack, given } = linked();
  await put(1, 2);
  clock.advance(60_000);
  await ack(1);
  clock.advance(120_000);
  await put(3);
  assert.equal(given(), [1, 2, 3]);
  clock.advance(1);
  await put();
  assert.equal(given(), [2, 3]);
});

test('so does a new connection, on which all is sent anyway', async () => {
  const { clock, transport, put, given } = linked();
  await put(1);
  clock.advance(60_000);
  await transport.tell('down');
  await transport.tell('up');
  given();
  clock.advance(120_000);
  await put();
  assert.equal(given(), []);
});

test('a ping follows what waits, says when it is, and several are one', async () => {
  const { transport, clock, outbox, link, given } = linked();
  outbox.push(record(1));
  clock.set(NOON + 0.1226);
  link.ping();
  link.ping();
  await settled();
  assert.equal(given(), [1, 'ping']);
  const sender = { rank: 3, id: 'abc123', seq: 0 };
  assert.equal(transport.given.at(-1), { type: 'ping', ...sender, time: NOON + 0.123 });
});

test('a ping that waits for a connection does not keep later ones from being sent', async () => {
  const { transport, link, given } = linked(new FakeTransport('not yet'));
  link.ping();
  await settled();
  link.ping();
  await transport.reconnect();
  assert.equal(given(), ['ping', 'ping']);
});

test('bytes of records are counted once they are with a connection; pings are not', async () => {
  const { transport, link, put } = linked();
  await put(1, 2);
  const length = 2 * (record(1).head.length + 5);
  assert.is(link.bytesSent, length);
  link.ping();
  await settled();
  assert.is(link.bytesSent, length);
  transport.break();
  await put(3);
  assert.is(link.bytesSent, length);
  await transport.reconnect();
  assert.is(link.bytesSent, length + record(3).head.length + 5);
});

test('an acknowledgement frees what it says, before it is told', async () => {
  const { clock, outbox, told, put, ack } = linked();
  await put(1, 2, 3);
  clock.advance(12);
  await ack(2);
  assert.equal(
    outbox.records().map(({ seq }) => seq),
    [3],
  );
  assert.equal(told, [{ message: { type: 'ack', id: 'abc123', seq: 2, schedule: null }, heard: NOON + 12 }]);
});

test('what is said to another process of the same rank is not for this one', async () => {
  const { transport, outbox, told, put } = linked();
  await put(1);
  await transport.say({ type: 'ack', id: 'other1', seq: 1, schedule: null });
  await transport.say({ type: 'reject', id: 'other1', reason: 'rank 3 is already there' });
  assert.is(outbox.length, 1);
  assert.equal(told, []);
});

test('what is said to all is for this one, too, and acknowledges nothing', async () => {
  const { transport, outbox, told, put } = linked();
  await put(1);
  await transport.say({ type: 'start', schedule: SCHEDULE });
  await transport.say({ type: 'stop', reason: 'done' });
  await transport.say({ type: 'reject', id: 'abc123', reason: 'rank 3 of 2' });
  assert.equal(
    told.map(({ message }) => message.type),
    ['start', 'stop', 'reject'],
  );
  assert.is(outbox.length, 1);
});

test('what cannot be understood, as from a newer gather, is passed over', async () => {
  const { transport, told, faults } = linked();
  await transport.say('{"type":"dance"}');
  await transport.say('stop');
  await transport.sayNothing();
  await transport.say({ type: 'stop', reason: 'done' });
  assert.equal(
    told.map(({ message }) => message),
    [{ type: 'stop', reason: 'done' }],
  );
  assert.equal(faults, []);
});

test('it goes on hearing when the one who is told throws', async () => {
  const { transport, told, faults } = linked(new FakeTransport(), { onControl: new Error('a fault') });
  await transport.say({ type: 'stop', reason: 'done' });
  await transport.say({ type: 'stop', reason: 'done' });
  assert.is(told.length, 2);
  assert.equal(faults, ['a fault']);
});

test('it sends again also when the one who is told of the connection throws', async () => {
  const made = linked(new FakeTransport(), { onConnection: new Error('a fault') });
  const { transport, put, given, states, faults } = made;
  await put(1);
  given();
  await transport.tell('down');
  await transport.tell('up');
  assert.equal(given(), [1, 'ping']);
  assert.equal(states, ['down', 'up']);
  assert.equal(faults, ['a fault']);
});

test('that nothing can be heard any more is told', async () => {
  const { transport, faults } = linked();
  await transport.deafen('Socket is blocked');
  assert.equal(faults, ['Socket is blocked']);
});

test('when it is closed, so is the transport; what waited is no fault, and nothing is told any more', async () => {
  const { transport, link, told, states, faults, put, given } = linked();
  transport.break();
  await put(1);
  const saying = transport.say({ type: 'stop', reason: 'done' });
  link.close();
  await saying;
  await put(2);
  await transport.tell('down');
  assert.is(transport.closed, true);
  assert.equal(given(), []);
  assert.equal(told, []);
  assert.equal(states, []);
  assert.equal(faults, []);
});

test.run();
