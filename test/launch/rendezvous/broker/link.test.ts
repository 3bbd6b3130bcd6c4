import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BrokerLink } from '../../../../src/launch/rendezvous/broker/link.ts';
import { messageOf } from '../../../../src/system/errors.ts';
import { ManualClock } from '../../../manual-clock.ts';
import { FakePeerSocket, GATHER, settled } from '../fake-sockets.ts';

interface Rig {
  socket: FakePeerSocket;
  clock: ManualClock;
  link: BrokerLink;
  heard: string[];
  /** What an event throws, if it should. */
  failing: Error | undefined;
}

const test = suite<Rig>('broker link');
const TELL = { op: 'tell', gather: GATHER } as const;
const DONE = { op: 'done', phase: 'done', problem: null } as const;
const PROGRESS = { op: 'progress', ready: 2, expected: 3, merged: 0.5 } as const;

test.before.each((rig) => {
  rig.socket = new FakePeerSocket();
  rig.clock = new ManualClock(0);
  rig.heard = [];
  rig.failing = undefined;
  const hear = (what: string) => {
    if (rig.failing !== undefined) throw rig.failing;
    rig.heard.push(what);
  };
  rig.link = new BrokerLink(rig.socket, rig.clock, {
    onMessage: (message) => hear(message.op === 'stop' ? message.reason : message.op),
    onConnection: hear,
    onClose: () => hear('closed'),
    onFault: (error) => rig.heard.push(`fault: ${messageOf(error)}`),
  });
});

test('it introduces itself at once and on each new connection; the rest is said once', ({
  socket,
  link,
  heard,
}) => {
  socket.connection('up');
  assert.equal(socket.sent, []);
  link.introduce(TELL);
  link.tell(PROGRESS);
  assert.equal(socket.sent, [TELL, PROGRESS]);
  socket.connection('down');
  assert.is(socket.sent.length, 2);
  socket.connection('up');
  assert.equal(socket.sent.slice(2), [TELL]);
  assert.equal(heard, ['up', 'down', 'up']);
});

test('what the broker says is heard; what is no message of its is not', async ({ socket, heard }) => {
  await socket.hear({ op: 'stop', reason: 'enough' });
  await socket.hear({ op: 'dance' });
  socket.messages.put([]);
  socket.messages.put([Buffer.from('not JSON')]);
  const info = { command: ['ior'], type: null, start: 1, end: null, exit_code: null };
  await socket.hear({ op: 'benchmark', benchmark: info });
  assert.equal(heard, ['enough', 'benchmark']);
});

test('the last word is followed by a question, and the answer is waited for', async ({
  socket,
  link,
  heard,
}) => {
  await socket.hear({ op: 'gather', gather: GATHER });
  let ended = false;
  const ending = link.end(DONE, 1000).then(() => {
    ended = true;
  });
  assert.equal(socket.sent, [DONE, { op: 'ask' }]);
  await socket.hear({ op: 'stop', reason: 'enough' });
  assert.not(ended);
  await socket.hear({ op: 'gather', gather: GATHER });
  await ending;
  assert.is(socket.closed, 1);
  assert.equal(heard, ['enough', 'closed']);
});

test('the last word waits for a second, or until somebody closes the line', async ({
  socket,
  link,
  clock,
}) => {
  const ending = link.end(DONE, 1000);
  clock.advance(999);
  await settled();
  assert.is(socket.closed, 0);
  clock.advance(1);
  await ending;
  assert.is(socket.closed, 1);
  assert.is(clock.pending, 0);
  const other = new FakePeerSocket();
  const nothing = () => {};
  const events = { onMessage: nothing, onConnection: nothing, onClose: nothing, onFault: nothing };
  const closed = new BrokerLink(other, clock, events);
  const closing = closed.end(DONE, 1000);
  closed.close();
  await closing;
  assert.is(clock.pending, 0);
});

test('a failure is an answer, too', async ({ socket, link }) => {
  const ending = link.end(DONE, 1000);
  await socket.hear({ op: 'failed', problem: 'x' });
  await ending;
});

test('an event that throws is told, and the next is heard', async (rig) => {
  const { socket, heard, link } = rig;
  link.introduce(TELL);
  rig.failing = new Error('no such thing');
  await socket.hear({ op: 'stop', reason: 'enough' });
  socket.connection('up');
  assert.equal(heard, ['fault: no such thing', 'fault: no such thing']);
  assert.equal(socket.sent, [TELL, TELL]);
  rig.failing = undefined;
  await socket.hear({ op: 'stop', reason: 'now' });
  assert.is(heard[2], 'now');
});

test('closing ends it once, even if that throws; what is told then is nothing', async (rig) => {
  const { socket, link, heard } = rig;
  rig.failing = new Error('no such thing');
  link.close();
  rig.failing = undefined;
  link.close();
  assert.is(socket.closed, 1);
  link.introduce(TELL);
  link.tell(PROGRESS);
  socket.connection('up');
  await settled();
  assert.equal(socket.sent, []);
  assert.equal(heard, ['fault: no such thing', 'up']);
});

test('closing is told, and that the socket fails then is not', async ({ socket, link, heard }) => {
  link.close();
  await socket.fail(new Error('Socket is closed'));
  assert.equal(heard, ['closed']);
});

test('a message that cannot be sent is no error: what matters is told again', async ({
  socket,
  link,
  heard,
}) => {
  socket.close(); // By itself.
  link.introduce(TELL);
  await settled();
  assert.equal(heard, []);
});

test('a socket that fails is told', async ({ socket, heard }) => {
  await socket.fail(new Error('out of memory'));
  assert.equal(heard, ['fault: out of memory']);
});

test.run();
