import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Broker } from '../../../../src/launch/rendezvous/broker/broker.ts';
import { messageOf } from '../../../../src/system/errors.ts';
import { FakeBrokerSocket, GATHER, settled } from '../fake-sockets.ts';

interface Rig {
  socket: FakeBrokerSocket;
  broker: Broker;
  heard: string[];
  /** What an event throws, if it should. */
  failing: Error | undefined;
}

const test = suite<Rig>('broker');
const TOLD = { op: 'tell', gather: GATHER };
const ANSWER = JSON.stringify({ op: 'gather', gather: GATHER });
const STOP = { op: 'stop', reason: 'enough' } as const;
const PROGRESS = { op: 'progress', ready: 2, expected: 3, merged: null };
const FAILED = { op: 'done', phase: 'failed', problem: 'no port is free' };

test.before.each((rig) => {
  rig.socket = new FakeBrokerSocket();
  rig.heard = [];
  rig.failing = undefined;
  const hear = (what: string) => {
    if (rig.failing !== undefined) throw rig.failing;
    rig.heard.push(what);
  };
  rig.broker = new Broker(rig.socket, {
    onGather: ({ hostname }) => hear(`gather on ${hostname}`),
    onRank0: (state) => hear(`rank 0 ${state}`),
    onProgress: ({ ready, expected, merged }) => hear(`${ready} of ${expected}, ${merged}`),
    onDone: ({ phase, problem }) => hear(`${phase}: ${problem}`),
    onFault: (error) => rig.heard.push(`fault: ${messageOf(error)}`),
  });
});

test('who asks before rank 0 has told is answered then, once; who asks later, at once', async ({
  socket,
  heard,
  broker,
}) => {
  assert.is(broker.port, 40_000);
  await socket.hear('rank1', { op: 'ask' });
  await socket.hear('rank1', { op: 'ask' });
  await socket.hear('rank2', { op: 'ask' });
  assert.equal(socket.sent, []);
  await socket.hear('rank0', TOLD);
  assert.equal(socket.sent, [`rank1: ${ANSWER}`, `rank2: ${ANSWER}`]);
  await socket.hear('rank3', { op: 'ask' });
  assert.equal(socket.sent.slice(2), [`rank3: ${ANSWER}`]);
  await socket.hear('rank0', TOLD);
  assert.is(socket.sent.length, 3);
  assert.equal(heard, ['gather on node1', 'rank 0 up']);
});

test('progress and the end are passed on', async ({ socket, heard }) => {
  await socket.hear('rank0', PROGRESS);
  await socket.hear('rank0', { op: 'done', phase: 'done', problem: null });
  assert.equal(heard, ['2 of 3, null', 'done: null']);
});

test('rank 0 is told what was said before it came, and again when it is a new peer', async ({
  socket,
  broker,
}) => {
  await broker.tellRank0(STOP);
  assert.equal(socket.sent, []);
  await socket.hear('rank0', TOLD);
  assert.equal(socket.sent, [`rank0: ${JSON.stringify(STOP)}`]);
  const other = { ...STOP, reason: 'really' };
  await broker.tellRank0(other);
  assert.equal(socket.sent.slice(1), [`rank0: ${JSON.stringify(other)}`]);
  await socket.hear('again0', TOLD);
  assert.equal(socket.sent.slice(2), [`again0: ${JSON.stringify(STOP)}`, `again0: ${JSON.stringify(other)}`]);
  await broker.tellRank0(STOP);
  assert.is(socket.sent[4], `again0: ${JSON.stringify(STOP)}`);
});

test('there will be no gather: all who ask are told, those who wait and those who come later', async ({
  socket,
  heard,
}) => {
  await socket.hear('rank1', { op: 'ask' });
  await socket.hear('rank0', FAILED);
  const answer = JSON.stringify({ op: 'failed', problem: 'no port is free' });
  assert.equal(socket.sent, [`rank1: ${answer}`]);
  await socket.hear('rank2', { op: 'ask' });
  assert.equal(socket.sent.slice(1), [`rank2: ${answer}`]);
  assert.equal(heard, ['failed: no port is free']);
});

test('a gather that fails later is still where it was', async ({ socket }) => {
  await socket.hear('rank0', TOLD);
  await socket.hear('rank0', FAILED);
  await socket.hear('rank1', { op: 'ask' });
  assert.equal(socket.sent, [`rank1: ${ANSWER}`]);
});

test('an event that throws costs its message, which is told, and the broker hears the next', async (rig) => {
  const { socket, heard } = rig;
  rig.failing = new Error('no such thing');
  await socket.hear('rank1', { op: 'ask' });
  for (const message of [TOLD, PROGRESS, FAILED]) await socket.hear('rank0', message);
  assert.equal(heard, ['fault: no such thing', 'fault: no such thing', 'fault: no such thing']);
  assert.equal(socket.sent, [`rank1: ${ANSWER}`]);
  rig.failing = undefined;
  await socket.hear('rank0', PROGRESS);
  assert.is(heard[3], '2 of 3, null');
});

test('what is no message, and a peer that is gone, cost nobody anything', async ({ socket, heard }) => {
  await socket.hear('rank1', { op: 'ask' });
  await socket.hear('rank2', { op: 'ask' });
  await socket.hear('rank3', { op: 'dance' });
  await socket.hearFrames('rank3', 'not JSON');
  await socket.hearFrames('rank3');
  await socket.hearFrames();
  socket.gone.add('rank1');
  await socket.hear('rank0', TOLD);
  assert.equal(socket.sent, [`rank2: ${ANSWER}`]);
  assert.equal(heard, ['gather on node1']);
});

test('a socket that fails is told; one that is closed is not', async ({ socket, broker, heard }) => {
  await socket.fail(new Error('out of memory'));
  assert.equal(heard, ['fault: out of memory']);
  broker.close();
  assert.ok(socket.closed);
});

test('rank 0 hangs up, and calls again; others may hang up as they like', async ({
  socket,
  broker,
  heard,
}) => {
  await socket.hangUp('rank1');
  await socket.hear('rank0', TOLD);
  await socket.hangUp('rank2');
  assert.equal(heard, ['gather on node1']);
  await socket.hangUp('rank0');
  assert.equal(heard.slice(1), ['rank 0 down']);
  await socket.hear('again0', TOLD);
  assert.equal(heard.slice(2), ['rank 0 up']);
  await socket.hangUp('rank0');
  assert.is(heard.length, 3);
  assert.equal(socket.sent, []);
  broker.close();
  await socket.hangUp('again0');
  assert.is(heard.length, 3);
});

test('a rank 0 that has come, or an end, while it is found out that one is gone: nobody is told of that', async ({
  socket,
  broker,
  heard,
}) => {
  const send = socket.send.bind(socket);
  let fail = () => {};
  socket.send = async (peer, message) => {
    if (message !== '') return await send(peer, message);
    await new Promise((_, reject) => {
      fail = () => reject(new Error('Host unreachable'));
    });
  };
  await socket.hear('rank0', TOLD);
  await socket.hangUp('rank0');
  await socket.hear('again0', TOLD);
  fail();
  await settled();
  assert.equal(heard, ['gather on node1', 'rank 0 up']);
  await socket.hangUp('again0');
  broker.close();
  fail();
  await settled();
  assert.is(heard.length, 2);
});

test('a failure without a reason is told as one', async ({ socket }) => {
  await socket.hear('rank0', { op: 'done', phase: 'failed', problem: null });
  await socket.hear('rank1', { op: 'ask' });
  assert.equal(socket.sent, [`rank1: ${JSON.stringify({ op: 'failed', problem: 'it did not say why' })}`]);
});

test('its end is its end, whatever the socket says then', async ({ socket, broker, heard }) => {
  broker.close();
  await socket.fail(new Error('Socket is closed'));
  await settled();
  assert.equal(heard, []);
});

test.run();
