import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { askBroker, askBrokers } from '../../../../src/launch/rendezvous/broker/ask.ts';
import { ManualClock } from '../../../manual-clock.ts';
import { rejects } from '../../../rejects.ts';
import { Listeners } from '../../listeners.ts';
import { FakePeerSocket, GATHER, settled } from '../fake-sockets.ts';

interface Rig {
  socket: FakePeerSocket;
  clock: ManualClock;
  listeners: Listeners;
}

const test = suite<Rig>('asking a broker');
const ASK = { op: 'ask' };

test.before.each((rig) => {
  rig.socket = new FakePeerSocket();
  rig.clock = new ManualClock(0);
  rig.listeners = new Listeners();
});
test.after.each(({ listeners }) => listeners.close());

/** Nothing is left: no timer, no connection. */
function ended({ socket, clock }: Rig): void {
  assert.is(clock.pending, 0);
  assert.ok(socket.closed > 0);
}

test('it asks at once and every two seconds, until it is answered', async (rig) => {
  const { socket, clock } = rig;
  const answer = askBroker(socket, { clock, timeoutMs: 60_000 });
  assert.equal(socket.sent, [ASK]);
  clock.advance(1999);
  assert.is(socket.sent.length, 1);
  clock.advance(1);
  assert.is(socket.sent.length, 2);
  clock.advance(2000);
  assert.is(socket.sent.length, 3);
  await socket.hear({ op: 'stop', reason: 'meant for rank 0' });
  await socket.hear({ op: 'dance' });
  await socket.hear({ op: 'gather', gather: GATHER });
  assert.equal(await answer, GATHER);
  ended(rig);
});

test('no answer within the time: none, and nothing is left', async (rig) => {
  const { socket, clock } = rig;
  const answer = askBroker(socket, { clock, timeoutMs: 60_000 });
  socket.connection('up');
  clock.advance(59_999);
  assert.is(socket.closed, 0);
  clock.advance(1);
  assert.is(await answer, undefined);
  ended(rig);
});

test('a socket that fails because it is closed is no answer, and one that fails by itself is an error', async (rig) => {
  const { socket, clock } = rig;
  const answer = askBroker(socket, { clock, timeoutMs: 1000 });
  socket.close = () => {
    socket.closed++;
    socket.messages.fail(new Error('Socket operation on non-socket'));
  };
  clock.advance(1000);
  assert.is(await answer, undefined);
  ended(rig);
  const other = new FakePeerSocket();
  const failed = rejects(askBroker(other, { clock, timeoutMs: 1000 }), /^out of memory$/);
  await other.fail(new Error('out of memory'));
  await failed;
});

test('who has not the job’s key after five seconds is not the broker', async (rig) => {
  const { socket, clock } = rig;
  const answer = askBroker(socket, { clock, timeoutMs: 60_000 });
  socket.connection('down');
  clock.advance(4999);
  assert.is(socket.closed, 0);
  clock.advance(1);
  assert.is(await answer, undefined);
  ended(rig);
});

test('a broker that says there will be no gather is an error that says why', async (rig) => {
  const { socket, clock } = rig;
  const answer = askBroker(socket, { clock, timeoutMs: 60_000 });
  await Promise.all([
    rejects(answer, /^rank 0 failed: no port is free$/),
    socket.hear({ op: 'failed', problem: 'no port is free' }),
  ]);
  ended(rig);
});

test('a signal ends it, before it has begun, too; it does not hang on the signal then', async (rig) => {
  const { socket, clock } = rig;
  const { signal, abort } = controller();
  const answer = askBroker(socket, { clock, timeoutMs: 60_000, signal });
  abort();
  assert.is(await answer, undefined);
  ended(rig);
  const late = new FakePeerSocket();
  assert.is(await askBroker(late, { clock, timeoutMs: 60_000, signal }), undefined);
  assert.equal(late.sent, []);
  ended({ ...rig, socket: late });
  const other = controller();
  const answered = new FakePeerSocket();
  const given = askBroker(answered, { clock, timeoutMs: 60_000, signal: other.signal });
  await answered.hear({ op: 'gather', gather: GATHER });
  await given;
  other.abort();
  assert.is(answered.closed, 1);
});

test('a question that cannot be sent is asked again', async ({ clock }) => {
  class Full extends FakePeerSocket {
    override async send(message: string): Promise<void> {
      if (this.sent.push(JSON.parse(message)) === 1) throw new Error('the queue is full');
    }
  }
  const socket = new Full();
  const answer = askBroker(socket, { clock, timeoutMs: 60_000 });
  await settled();
  clock.advance(2000);
  assert.equal(socket.sent, [ASK, ASK]);
  await socket.hear({ op: 'gather', gather: GATHER });
  assert.equal(await answer, GATHER);
});

test('of several brokers those that can be reached are asked; one that is none does not keep it from others', async (rig) => {
  const { clock, listeners } = rig;
  const gone = await listeners.refused();
  const mute = await listeners.open();
  const good = await listeners.open();
  const connected: number[] = [];
  const asked = askBrokers(
    [gone, mute, good],
    ({ port }) => {
      connected.push(port);
      const socket = new FakePeerSocket();
      if (port === mute.port) socket.close();
      else socket.messages.put([Buffer.from(JSON.stringify({ op: 'gather', gather: GATHER }))]);
      return socket;
    },
    { clock, timeoutMs: 60_000 },
  );
  await pausing(clock);
  assert.equal(connected, [mute.port]);
  clock.advance(200);
  assert.equal(await asked, GATHER);
  assert.equal(connected, [mute.port, good.port]);
});

test('brokers that nobody can reach are tried until the time is over, or the signal comes', async ({
  clock,
  listeners,
}) => {
  const gone = await listeners.refused();
  const connect = () => {
    throw new Error('nobody is there');
  };
  const inTime = askBrokers([gone], connect, { clock, timeoutMs: 400 });
  await pausing(clock);
  clock.advance(200);
  await pausing(clock);
  clock.advance(200);
  assert.is(await inTime, undefined);
  const { signal, abort } = controller();
  const waiting = askBrokers([gone], connect, { clock, timeoutMs: 60_000, signal });
  await pausing(clock);
  abort();
  assert.is(await waiting, undefined);
  assert.is(clock.pending, 0);
});

test('a broker that can be reached only later is asked then; the signal ends that, too', async ({
  clock,
  listeners,
}) => {
  const place = await listeners.refused();
  const socket = new FakePeerSocket();
  const { signal, abort } = controller();
  const answer = askBrokers([place], () => socket, { clock, timeoutMs: 60_000, signal });
  await pausing(clock);
  await listeners.open(place.port);
  clock.advance(200);
  await until(() => socket.sent.length > 0);
  abort();
  assert.is(await answer, undefined);
});

/** Waits until nothing happens before the clock goes on. */
async function pausing(clock: ManualClock): Promise<void> {
  await until(() => clock.pending > 0);
}

async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 100_000 && !isSo(); turn++) await settled();
  assert.ok(isSo());
}

function controller(): { signal: AbortSignal; abort: () => void } {
  const abort = new AbortController();
  return { signal: abort.signal, abort: () => abort.abort() };
}

test.run();
