import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, connect as dial, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Front } from '../../../src/wire/door/front.ts';
import { GREETING } from '../../../src/wire/door/zmtp.ts';

const HELLO = Buffer.concat([Buffer.from('\x04\xc8\x05HELLO', 'latin1'), Buffer.alloc(194, 7)]);
const LONG_MS = 600_000;

interface Place {
  directory: string;
  behind: string;
  server: Server;
  /** What came through, from each caller. */
  led: Socket[];
}

const test = suite<Place>('the front of a door');
test.before.each(async (place) => {
  place.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-front-'));
  place.behind = path.join(place.directory, 'socket');
  place.led = [];
  place.server = createServer((socket) => place.led.push(socket));
  await once(place.server.listen(place.behind), 'listening');
});
test.after.each(async ({ directory, server, led }) => {
  server.close();
  for (const socket of led) socket.destroy();
  await rm(directory, { recursive: true });
});

async function opened({ behind }: Place, options: { mostPending?: number; patienceMs?: number } = {}) {
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const address = free.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  await once(free.close(), 'close');
  const given = { host: '127.0.0.1', port, backlog: 16, behind, mostPending: 2, patienceMs: LONG_MS };
  const front = await Front.open({ ...given, ...options });
  const call = async (say: Buffer) => {
    const socket = dial(port, '127.0.0.1').on('error', () => {});
    await once(socket, 'connect');
    socket.write(say);
    return socket;
  };
  return { front, call };
}

/** The next so many bytes that it says. */
async function heard(socket: Socket, count: number): Promise<Buffer> {
  let bytes = Buffer.alloc(0);
  while (bytes.length < count) {
    const more = socket.read() as Buffer | null;
    if (more === null) await once(socket, 'readable');
    else bytes = Buffer.concat([bytes, more]);
  }
  return bytes;
}

test('it greets, and leads to what is behind who says a whole opening; the greeting from there is left out', async (place) => {
  const { front, call } = await opened(place);
  const reached = once(place.server, 'connection');
  const client = await call(Buffer.concat([GREETING, HELLO]));
  assert.equal(await heard(client, 64), GREETING);
  await reached;
  const [behind] = place.led;
  assert.ok(behind !== undefined);
  assert.equal(await heard(behind, 266), Buffer.concat([GREETING, HELLO]));
  assert.is(front.pending, 1);
  // In pieces that fall otherwise.
  behind.write(GREETING.subarray(0, 10));
  behind.write(Buffer.concat([GREETING.subarray(10), Buffer.from('welcome')]));
  assert.is((await heard(client, 7)).toString(), 'welcome');
  assert.is(front.pending, 0);
  client.write('more');
  assert.is((await heard(behind, 4)).toString(), 'more');
  // It takes nobody more, but what is behind has the last word.
  front.close();
  behind.end('bye');
  assert.is((await heard(client, 3)).toString(), 'bye');
  await once(client.resume(), 'close');
});

test('who is quiet is displaced by who comes, the oldest first, and never gets behind', async (place) => {
  const { front, call } = await opened(place);
  const quiet: Socket[] = [];
  const gone: number[] = [];
  for (let nth = 0; nth < 9; nth++) {
    const socket = await call([Buffer.alloc(0), GREETING.subarray(0, 10), GREETING][nth % 3]!);
    await heard(socket, 64); // It is in.
    socket.on('close', () => gone.push(nth)).resume();
    quiet.push(socket);
  }
  while (gone.length < 3) await once(quiet[gone.length]!, 'close');
  assert.equal(gone, [0, 1, 2]);
  assert.is(front.pending, 6, 'three times two');
  assert.is(place.led.length, 0);
  // Among them one with the key comes through.
  const reached = once(place.server, 'connection');
  const client = await call(Buffer.concat([GREETING, HELLO]));
  await reached;
  for (const socket of [...quiet, client]) socket.destroy();
  front.close();
});

test('who says a whole opening and has not the key is displaced by others who do', async (place) => {
  const { front, call } = await opened(place);
  const callers: Socket[] = [];
  for (let nth = 0; nth < 3; nth++) {
    const reached = once(place.server, 'connection');
    callers.push(await call(Buffer.concat([GREETING, HELLO])));
    await reached;
  }
  await once(callers[0]!.resume(), 'close');
  assert.is(front.pending, 2);
  for (const socket of callers) socket.destroy();
  front.close();
});

test('who says anything else goes at once, and who is slow when the time is over', async (place) => {
  const { front, call } = await opened(place, { patienceMs: 50 });
  const other = await call(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
  const slow = await call(GREETING.subarray(0, 11));
  await Promise.all([once(other.resume(), 'close'), once(slow.resume(), 'close')]);
  while (front.pending > 0) await new Promise((resolve) => setImmediate(resolve));
  assert.is(front.pending, 0);
  assert.is(place.led.length, 0);
  front.close();
});

test.run();
