import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Context, curveKeyPair, Dealer } from 'zeromq';
import { isCode } from '../../src/system/errors.ts';
import { ANY_PORT, clientOptions, tcp } from '../../src/wire/curve.ts';
import { type JobKeys, jobKeys, newSecret } from '../../src/wire/keys.ts';
import { MAX_BODY_BYTES, MAX_HEAD_BYTES } from '../../src/wire/records.ts';
import { bindGather, connectToGather } from '../../src/wire/sockets.ts';
import { isLater, type PeerTransport } from '../../src/wire/transport.ts';

const SRC = path.resolve('src');
/** More than a connection on this host takes. */
const CONNECTED_MS = 300;
/** ZeroMQ reads from each peer in its turn. */
const HEARD_AT_ONCE = 2;

/** The next message. */
async function nextOf({ messages }: Pick<PeerTransport, 'messages'>): Promise<readonly Buffer[]> {
  for await (const frames of messages) return frames;
  return [];
}

test('a rank with the secret is heard, and hears what it is told only', async () => {
  const context = new Context();
  const keys = jobKeys(newSecret());
  const gather = await bindGather(context, keys, ANY_PORT);
  const to = { host: '127.0.0.1', port: gather.port };
  const ranks = {
    remote: connectToGather(new Context(), keys, to),
    another: connectToGather(new Context(), keys, to),
    own: connectToGather(context, keys, 'own'),
  };
  for (const [name, rank] of Object.entries(ranks)) await rank.send(['from', name]);
  const heard: string[] = [];
  for (let nth = 0; nth < 3; nth++) {
    const [from, , name] = await nextOf(gather);
    heard.push(String(name));
    await gather.send(from!, ['to', String(name)]);
  }
  assert.equal(heard.sort(), ['another', 'own', 'remote']);
  for (const [name, rank] of Object.entries(ranks)) {
    assert.equal((await nextOf(rank)).map(String), ['to', name]);
    rank.close();
  }
  gather.close();
});

test('what is told to who has hung up is lost, and no error', async () => {
  const keys = jobKeys(newSecret());
  const gather = await bindGather(new Context(), keys, ANY_PORT);
  const rank = connectToGather(new Context(), keys, { host: '127.0.0.1', port: gather.port });
  await rank.send(['one']);
  const [from] = await nextOf(gather);
  const gone = new Promise<void>((resolve) => gather.onConnections(resolve));
  rank.close();
  await gone;
  await gather.send(from!, ['too late']);
  await gather.send(Buffer.from('never there'), ['nor this']);
  gather.close();
});

test('a connection is later than those before it, whatever comes over them when', async () => {
  const keys = jobKeys(newSecret());
  const gather = await bindGather(new Context(), keys, ANY_PORT);
  const connect = async () => {
    const rank = connectToGather(new Context(), keys, { host: '127.0.0.1', port: gather.port });
    await rank.send(['here']);
    const [from] = await nextOf(gather);
    return { rank, from: from! };
  };
  const first = await connect();
  const second = await connect();
  first.rank.close();
  const third = await connect();
  const all = [first, second, third].map(({ from }) => from);
  assert.equal(
    all.map((one) => all.map((other) => isLater(one, other))),
    [
      [false, false, false],
      [true, false, false],
      [true, true, false],
    ],
  );
  second.rank.close();
  third.rank.close();
  gather.close();
});

test('the number behind the last one is zero, and later than that', () => {
  const peer = (hex: string) => Buffer.from(hex, 'hex');
  assert.ok(isLater(peer('0000000000'), peer('00ffffffff')));
  assert.not(isLater(peer('00ffffffff'), peer('0000000000')));
  assert.ok(isLater(peer('0080000001'), peer('007fffffff')));
  assert.ok(isLater(peer('6e616d65'), peer('0000000001')), 'one that has a name');
});

test('who takes the name of another peer does not get what that is told', async () => {
  const keys = jobKeys(newSecret());
  const gather = await bindGather(new Context(), keys, ANY_PORT);
  const named = async () => {
    const dealer = new Dealer({ ...clientOptions(new Context(), keys, '127.0.0.1'), routingId: 'name' });
    const isConnected = new Promise<void>((resolve) => dealer.events.on('handshake', () => resolve()));
    dealer.connect(tcp('127.0.0.1', gather.port));
    await isConnected;
    await dealer.send(['here']);
    return dealer;
  };
  const first = await named();
  const [from] = await nextOf(gather);
  const thief = await named();
  const stolen = thief.receive().catch(() => 'nothing');
  await gather.send(from!, ['for the first']);
  assert.equal((await first.receive()).map(String), ['for the first']);
  thief.close();
  assert.is(await stolen, 'nothing');
  first.close();
  gather.close();
});

/** A peer with the key that a test reads and writes by hand. */
async function byHand(port: number, keys: JobKeys, options: Partial<Dealer>): Promise<Dealer> {
  const dealer = new Dealer({ ...clientOptions(new Context(), keys, '127.0.0.1'), ...options });
  const isConnected = new Promise<void>((resolve) => dealer.events.on('handshake', () => resolve()));
  dealer.connect(tcp('127.0.0.1', port));
  await isConnected;
  return dealer;
}

const LARGE = Buffer.alloc(64 * 1024);

test('of a rank that says more than is read little waits at rank 0, and others are heard in their turn', async () => {
  const keys = jobKeys(newSecret());
  const gather = await bindGather(new Context(), keys, ANY_PORT);
  const flooding = await byHand(gather.port, keys, { sendHighWaterMark: 1, sendTimeout: 300 });
  let sent = 0;
  const full = (async () => {
    for (; sent < 2000; sent++) await flooding.send(LARGE);
  })();
  await full.then(
    () => assert.unreachable('all was taken'),
    (error: unknown) => assert.ok(isCode(error, 'EAGAIN')),
  );
  assert.ok(sent < 1000, `${sent} messages of 64 KiB wait: 4 of them, and what the buffers of TCP hold`);
  const other = connectToGather(new Context(), keys, { host: '127.0.0.1', port: gather.port });
  await other.send(['heard']);
  (await byHand(gather.port, keys, {})).close(); // By the time that this one is in, that has come.
  let before = 0;
  for await (const [, message] of gather.messages) {
    if (String(message) === 'heard') break;
    before++;
  }
  assert.ok(before <= HEARD_AT_ONCE, `${before} messages of the other one come first`);
  flooding.close();
  other.close();
  gather.close();
});

test('a message that is too large ends the connection that it comes over, and no other', async () => {
  const keys = jobKeys(newSecret());
  const gather = await bindGather(new Context(), keys, ANY_PORT);
  const other = connectToGather(new Context(), keys, { host: '127.0.0.1', port: gather.port });
  await other.send(['one']);
  const [, one] = await nextOf(gather);
  const huge = await byHand(gather.port, keys, { reconnectInterval: -1 });
  const cutOff = new Promise<void>((resolve) => huge.events.on('disconnect', () => resolve()));
  await huge.send(Buffer.alloc(MAX_BODY_BYTES + MAX_HEAD_BYTES + 1024));
  await cutOff;
  await other.send(['two', ...Array.from({ length: 100 }, () => '')]);
  const [, two, ...rest] = await nextOf(gather);
  assert.equal([String(one), String(two), rest.length], ['one', 'two', 100]);
  huge.close();
  other.close();
  gather.close();
});

test('who does not take in what it is told loses it, and nobody waits for that', async () => {
  const keys = jobKeys(newSecret());
  const gather = await bindGather(new Context(), keys, ANY_PORT);
  const deaf = await byHand(gather.port, keys, { receiveHighWaterMark: 1, receiveTimeout: 300 });
  const other = connectToGather(new Context(), keys, { host: '127.0.0.1', port: gather.port });
  await deaf.send('deaf');
  const [toDeaf] = await nextOf(gather);
  await other.send(['other']);
  const [toOther] = await nextOf(gather);
  for (let nth = 0; nth < 2000; nth++) await gather.send(toDeaf!, [LARGE]);
  await gather.send(toOther!, ['still there']);
  assert.equal((await nextOf(other)).map(String), ['still there']);
  let taken = 0;
  await (async () => {
    for (; ; taken++) await deaf.receive();
  })().catch(() => {});
  assert.ok(taken > 0 && taken < 1000, `${taken} of 2000 messages were kept for it`);
  deaf.close();
  other.close();
  gather.close();
});

test('a gather notices who connects and who hangs up', async () => {
  const context = new Context();
  const keys = jobKeys(newSecret());
  const gather = await bindGather(context, keys, ANY_PORT);
  const counts: number[] = [];
  const seen = (count: number) =>
    new Promise<void>((resolve) => {
      gather.onConnections(() => {
        counts.push(gather.connections);
        if (gather.connections === count) resolve();
      });
    });
  const up = seen(1);
  const remote = connectToGather(new Context(), keys, { host: '127.0.0.1', port: gather.port });
  await up;
  const down = seen(0);
  remote.close();
  await down;
  assert.is(counts[0], 1);
  assert.is(counts.at(-1), 0);
  gather.close();
});

test('a stranger with a key of their own is turned away', async () => {
  const context = new Context();
  const keys = jobKeys(newSecret());
  const gather = await bindGather(context, keys, ANY_PORT);
  const own = curveKeyPair();
  const stranger = new Dealer({
    context: new Context(),
    linger: 0,
    immediate: true,
    curveServerKey: keys.server.publicKey,
    curvePublicKey: own.publicKey,
    curveSecretKey: own.secretKey,
  });
  const refused = new Promise<number>((resolve) => {
    stranger.events.on('handshake:error:auth', (event) => resolve(event.error.status ?? 0));
  });
  stranger.connect(tcp('127.0.0.1', gather.port));
  assert.is(await refused, 400);
  stranger.close();
  gather.close();
});

test('a message leaves although the connection was made while it was asked whether one has come', async () => {
  const secret = newSecret();
  const lines = [
    `import { ANY_PORT } from '${SRC}/wire/curve.ts';`,
    `import { jobKeys } from '${SRC}/wire/keys.ts';`,
    `import { bindGather } from '${SRC}/wire/sockets.ts';`,
    "import { Context } from 'zeromq';",
    `const gather = await bindGather(new Context(), jobKeys('${secret}'), ANY_PORT);`,
    'console.log(gather.port);',
    'for await (const [, ...frames] of gather.messages) console.log(frames.join());',
  ];
  const args = ['--import', 'tsx', '--input-type=module', '-e', lines.join('\n')];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const heard = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => (await heard.next()).value;
  const rank = connectToGather(new Context(), jobKeys(secret), {
    host: '127.0.0.1',
    port: Number(await next()),
  });
  const sent = rank.send(['waits', 'for the connection']);
  // This thread stands still while ZeroMQ's own connects: nothing can be awaited.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, CONNECTED_MS);
  const answer = nextOf(rank);
  await sent;
  assert.is(await next(), 'waits,for the connection');
  rank.close();
  await answer;
  child.kill();
});

test.run();
