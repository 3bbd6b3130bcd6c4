import { readdirSync } from 'node:fs';
import { connect as dial, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Context } from 'zeromq';
import { bindBroker, connectToBroker } from '../../../src/wire/broker-sockets.ts';
import { ANY_PORT } from '../../../src/wire/curve.ts';
import { jobKeys, newSecret } from '../../../src/wire/keys.ts';
import { bindGather, connectToGather } from '../../../src/wire/sockets.ts';
import type { PeerTransport } from '../../../src/wire/transport.ts';

/** (164 - 30 - 64) leaves 70 connections. */
const FEW = { limit: 164, open: 30 };
const STRANGERS = 100;
const NOBODY = Buffer.alloc(0);

/** Connects so many who say nothing; gives what disconnects them. */
async function strangers(port: number): Promise<() => void> {
  const sockets: Socket[] = [];
  for (let nth = 0; nth < STRANGERS; nth++) {
    const socket = dial(port, '127.0.0.1').on('error', () => {}); // Not all come in.
    await new Promise<unknown>((resolve) => socket.once('connect', resolve).once('close', resolve));
    sockets.push(socket);
  }
  return () => {
    for (const socket of sockets) socket.destroy();
  };
}

/** What says that a peer has lost its connection, and has it again. */
function backAgain(peer: Pick<PeerTransport, 'onConnection'>): Promise<void> {
  return new Promise((resolve) => {
    let lost = false;
    peer.onConnection((state) => {
      if (state === 'down') lost = true;
      else if (lost) resolve();
    });
  });
}

const ownDirectories = () => readdirSync(tmpdir()).filter((name) => /^rankstat-door-/.test(name));

test('strangers that would take all descriptors are turned away, and a rank comes back', async () => {
  const before = ownDirectories().length;
  let told = 0;
  const context = new Context();
  const keys = jobKeys(newSecret());
  const gather = await bindGather(context, keys, ANY_PORT, {
    hosts: 2,
    descriptors: FEW,
    onCrowd: () => told++,
  });
  const rank = connectToGather(new Context(), keys, { host: '127.0.0.1', port: gather.port });
  const back = backAgain(rank);
  const received = gather.messages[Symbol.asyncIterator]();
  await rank.send(['one', '']);
  assert.is((await received.next()).value?.[1].toString(), 'one');
  const next = received.next();
  const goAway = await strangers(gather.port);
  await back;
  await rank.send(['two', '']);
  const [from = NOBODY, two] = (await next).value ?? [];
  assert.is(two?.toString(), 'two');
  assert.is(gather.connections, 1, 'strangers do not come through');
  assert.is(told, 1);
  const heard = rank.messages[Symbol.asyncIterator]().next();
  await gather.send(from, ['ack']);
  assert.is((await heard).value?.[0].toString(), 'ack');
  assert.is(ownDirectories().length, before, 'nothing would be left if it were killed now');
  goAway();
  rank.close();
  gather.close();
  assert.is(ownDirectories().length, before, 'nothing is left');
});

test('what is received and said in the moment of the change waits for it, and is not refused', async () => {
  const keys = jobKeys(newSecret());
  let onCrowd = () => {};
  const gather = await bindGather(new Context(), keys, ANY_PORT, {
    hosts: 2,
    descriptors: FEW,
    onCrowd: () => onCrowd(),
  });
  const received = gather.messages[Symbol.asyncIterator]();
  const heard: Promise<unknown>[] = [];
  const said = new Promise<void>((resolve) => {
    onCrowd = () => {
      heard.push(received.next().then(({ value }) => value?.[1].toString()));
      resolve(gather.send(Buffer.from('rank1'), ['ack']));
    };
  });
  const goAway = await strangers(gather.port);
  await said;
  const rank = connectToGather(new Context(), keys, { host: '127.0.0.1', port: gather.port });
  await rank.send(['one', '']);
  assert.equal(await Promise.all(heard), ['one']);
  goAway();
  rank.close();
  gather.close();
});

test('nor at a broker', async () => {
  const keys = jobKeys(newSecret());
  const broker = await bindBroker(new Context(), keys, ANY_PORT, FEW);
  const peer = connectToBroker(new Context(), keys, { host: '127.0.0.1', port: broker.port }, 0);
  const back = backAgain(peer);
  const received = broker.messages[Symbol.asyncIterator]();
  await peer.send('ask');
  assert.is((await received.next()).value?.[1].toString(), 'ask');
  const next = received.next();
  const goAway = await strangers(broker.port);
  await back;
  await peer.send('again');
  const [from, message] = (await next).value ?? [];
  assert.is(message?.toString(), 'again');
  await broker.send(from ?? Buffer.alloc(0), 'answer');
  const answer = await peer.messages[Symbol.asyncIterator]().next();
  assert.is(answer.value?.[0].toString(), 'answer');
  goAway();
  peer.close();
  broker.close();
});

test('as many hosts are no strangers: their connections stay', async () => {
  const keys = jobKeys(newSecret());
  const gather = await bindGather(new Context(), keys, ANY_PORT, { hosts: 50, descriptors: FEW });
  let lost = 0;
  let up = 0;
  let allUp = () => {};
  const all = new Promise<void>((resolve) => {
    allUp = resolve;
  });
  const ranks = Array.from({ length: 50 }, () => {
    const rank = connectToGather(new Context(), keys, { host: '127.0.0.1', port: gather.port });
    rank.onConnection((state) => {
      if (state === 'down') lost++;
      else if (++up === 50) allUp();
    });
    return rank;
  });
  await all;
  assert.is(lost, 0);
  for (const rank of ranks) rank.close();
  gather.close();
});

test.run();
