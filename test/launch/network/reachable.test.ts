import { getEventListeners } from 'node:events';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { firstReachable } from '../../../src/launch/network/reachable.ts';
import { Listeners } from '../listeners.ts';

/** Swallows packets: TEST-NET-1, which is routed nowhere, or a network that refuses at once; both do not answer. */
const SILENT = { host: '192.0.2.200', port: 9 };
const listeners = new Listeners();

test.after(() => listeners.close());

test('the best that answers is the first, and what a candidate carries is kept', async () => {
  const gone = { ...(await listeners.refused()), name: 'gone' };
  const good = { ...(await listeners.open()), name: 'good' };
  const worse = { ...(await listeners.open(0, '127.0.0.2')), name: 'worse' };
  const found = await firstReachable([gone, good, worse], { timeoutMs: 10_000 });
  assert.equal(found[0], good);
  assert.not(found.some(({ name }) => name === 'gone'));
  assert.equal((await firstReachable([worse, gone, good], { timeoutMs: 10_000 }))[0], worse);
});

test('a connection that was made is closed again', async () => {
  const good = await listeners.open();
  assert.equal(await firstReachable([good], { timeoutMs: 10_000 }), [good]);
  const isOpen = () => process.getActiveResourcesInfo().includes('TCPSocketWrap');
  for (let turn = 0; turn < 1000 && isOpen(); turn++) await new Promise((resolve) => setImmediate(resolve));
  assert.not(isOpen());
});

test('an address that does not answer holds nothing up', async () => {
  const good = await listeners.open();
  const began = performance.now();
  assert.equal(await firstReachable([SILENT, good], { timeoutMs: 30_000 }), [good]);
  assert.ok(performance.now() - began < 10_000);
});

test('none answers: none, at the time given at the latest', async () => {
  assert.equal(await firstReachable([], { timeoutMs: 10_000 }), []);
  assert.equal(await firstReachable([await listeners.refused()], { timeoutMs: 10_000 }), []);
  assert.equal(await firstReachable([SILENT], { timeoutMs: 100 }), []);
  assert.equal(await firstReachable([{ host: 'no.such.host.invalid', port: 9 }], { timeoutMs: 2000 }), []);
});

test('hundreds of candidates that do not answer do not keep the last from being tried', async () => {
  const good = await listeners.open();
  const silent = Array.from({ length: 200 }, () => SILENT);
  const warnings: string[] = [];
  const warn = (warning: Error) => warnings.push(warning.message);
  process.on('warning', warn);
  assert.equal(await firstReachable([...silent, good], { timeoutMs: 3000 }), [good]);
  process.off('warning', warn);
  assert.equal(warnings, [], 'so many listeners are no leak');
});

test('a signal gives up on all, before it has begun, too, and is let go of', async () => {
  const good = await listeners.open();
  const abort = new AbortController();
  const options = { timeoutMs: 600_000, signal: abort.signal };
  assert.equal(await firstReachable([good], options), [good]);
  assert.equal(getEventListeners(abort.signal, 'abort'), []);
  const found = firstReachable([good], options);
  abort.abort();
  assert.equal(await found, []);
  assert.equal(await firstReachable([good], options), []);
});

test.run();
