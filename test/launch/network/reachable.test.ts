import { getEventListeners } from 'node:events';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { firstReachable, type Knock } from '../../../src/launch/network/reachable.ts';
import { ManualClock } from '../../manual-clock.ts';
import { Listeners } from '../listeners.ts';
import { settled } from '../rendezvous/fake-sockets.ts';

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

test('a connection that was made is closed again, though the other side would keep it', async () => {
  const good = await listeners.keeping();
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

/** Doors at ports 1, 2, 3, …, the best first, that answer when a test says so. */
function doors(count: number, timeoutMs: number, signal?: AbortSignal) {
  const clock = new ManualClock(0, 0);
  /** When somebody knocked where, in turn; and the ports at which he stands. */
  const knocks: [port: number, atMs: number][] = [];
  const standing = new Map<number, (isTaken: boolean) => void>();
  const knock: Knock = ({ port }, tell) => {
    knocks.push([port, clock.mono()]);
    standing.set(port, tell);
    return () => standing.delete(port);
  };
  const candidates = Array.from({ length: count }, (_, nth) => ({ host: 'n', port: nth + 1 }));
  let found: number[] | undefined;
  const ended = firstReachable(candidates, { timeoutMs, signal, knock, clock }).then((all) => {
    found = all.map(({ port }) => port);
  });
  return {
    clock,
    knocks,
    standing: () => [...standing.keys()],
    /** Somebody opens, or shuts the door. */
    answer: async (port: number, isTaken: boolean) => {
      standing.get(port)?.(isTaken);
      await settled();
    },
    pass: async (ms: number) => {
      clock.advance(ms);
      await settled();
      return found;
    },
    /** What was found; nothing may be left then. */
    found: async () => {
      await ended;
      assert.is(clock.pending, 0);
      assert.equal([...standing.keys()], []);
      return found;
    },
  };
}

test('the next is tried after 50 ms; where there are many, all within half of the time', async () => {
  const three = doors(3, 3000);
  await three.pass(500);
  assert.equal(three.knocks, [
    [1, 0],
    [2, 50],
    [3, 100],
  ]);
  const many = doors(100, 3000);
  await many.pass(1500);
  assert.equal(
    many.knocks.map(([port, atMs]) => [port, atMs]),
    Array.from({ length: 100 }, (_, nth) => [nth + 1, 15 * nth]),
  );
  for (const made of [three, many]) {
    await made.pass(3000);
    assert.equal(await made.found(), []);
  }
});

test('one that is refused is let go of, and the others are still tried', async () => {
  const made = doors(3, 3000);
  await made.pass(10);
  await made.answer(1, false);
  assert.equal(made.standing(), []);
  await made.pass(200);
  assert.equal(made.standing(), [2, 3]);
  await made.answer(3, false);
  await made.answer(2, false);
  assert.equal(await made.found(), []);
});

test('the best that can answer ends it at once, and the worse are not tried any more', async () => {
  const made = doors(3, 3000);
  await made.pass(60);
  await made.answer(1, true);
  assert.equal(await made.found(), [1]);
  assert.is(made.knocks.length, 2);
});

test('a worse one that answers is kept for 150 ms from the first answer on, in which better ones can', async () => {
  const made = doors(4, 3000);
  await made.pass(150);
  await made.answer(4, true);
  assert.equal(made.standing(), [1, 2, 3], 'what has answered is let go of');
  await made.pass(100);
  await made.answer(3, true);
  assert.is(await made.pass(49), undefined);
  assert.equal(await made.pass(1), [3, 4]);
  await made.found();
});

test('it is over when no better one is left', async () => {
  const made = doors(4, 3000);
  await made.pass(150);
  await made.answer(3, true);
  await made.answer(1, false);
  assert.is(await made.pass(1), undefined);
  await made.answer(2, false);
  assert.equal(await made.found(), [3]);
});

test('none answers: it ends at its time, not before', async () => {
  const made = doors(2, 3000);
  assert.is(await made.pass(2999), undefined);
  assert.equal(await made.pass(1), []);
  await made.found();
});

test('at a signal all are given up, those that were not tried yet, too', async () => {
  const abort = new AbortController();
  const made = doors(3, 3000, abort.signal);
  await made.pass(60);
  abort.abort();
  assert.equal(await made.found(), []);
  assert.is(made.knocks.length, 2);
});

test.run();
