import { createServer, type Server } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { firstReachable } from '../../../src/launch/network/reachable.ts';

/** Swallows packets: TEST-NET-1, which is routed nowhere, or a network that refuses at once; both do not answer. */
const SILENT = { host: '192.0.2.200', port: 9 };
const servers: Server[] = [];

async function listener(host = '127.0.0.1'): Promise<{ host: string; port: number }> {
  const server = createServer((socket) => socket.on('error', () => {}).end());
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { host, port: address.port };
}

/** A port where nobody listens any more. */
async function refused(): Promise<{ host: string; port: number }> {
  const address = await listener();
  await new Promise((resolve) => servers.pop()?.close(resolve));
  return address;
}

test.after(() => {
  for (const server of servers) server.close();
});

test('the best that answers is the first, and what a candidate carries is kept', async () => {
  const gone = { ...(await refused()), name: 'gone' };
  const good = { ...(await listener()), name: 'good' };
  const worse = { ...(await listener('127.0.0.2')), name: 'worse' };
  const found = await firstReachable([gone, good, worse], { timeoutMs: 10_000 });
  assert.equal(found[0], good);
  assert.not(found.some(({ name }) => name === 'gone'));
  assert.equal((await firstReachable([worse, gone, good], { timeoutMs: 10_000 }))[0], worse);
});

test('an address that does not answer holds nothing up', async () => {
  const good = await listener();
  const began = performance.now();
  assert.equal(await firstReachable([SILENT, good], { timeoutMs: 30_000 }), [good]);
  assert.ok(performance.now() - began < 10_000);
});

test('none answers: none, at the time given at the latest', async () => {
  assert.equal(await firstReachable([], { timeoutMs: 10_000 }), []);
  assert.equal(await firstReachable([await refused()], { timeoutMs: 10_000 }), []);
  assert.equal(await firstReachable([SILENT], { timeoutMs: 100 }), []);
  assert.equal(await firstReachable([{ host: 'no.such.host.invalid', port: 9 }], { timeoutMs: 2000 }), []);
});

test('hundreds of candidates that do not answer do not keep the last from being tried', async () => {
  const good = await listener();
  const silent = Array.from({ length: 200 }, () => SILENT);
  assert.equal(await firstReachable([...silent, good], { timeoutMs: 3000 }), [good]);
});

test.run();
