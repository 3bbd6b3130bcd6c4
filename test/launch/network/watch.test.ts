import { createServer } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Watch } from '../../../src/launch/network/watch.ts';
import { systemClock } from '../../../src/system/clock.ts';
import { ManualClock } from '../../manual-clock.ts';

const PEER = { host: '198.18.0.11', port: 40_001 };

interface Rig {
  clock: ManualClock;
  watch: Watch;
  /** Where each probe went. */
  probes: string[];
  /** Answers the oldest probe that waits: whether nobody listens. An error makes it fail. */
  answer: (refused: boolean | Error) => Promise<void>;
  gone: number;
}

const test = suite<Rig>('watch');

test.before.each((rig) => {
  const waiting: ((refused: boolean | Error) => void)[] = [];
  rig.clock = new ManualClock(0);
  rig.probes = [];
  rig.gone = 0;
  rig.answer = async (refused) => {
    waiting.shift()?.(refused);
    await settled();
  };
  rig.watch = new Watch({
    clock: rig.clock,
    ...PEER,
    patienceMs: 3000,
    onGone: () => rig.gone++,
    probe: (host, port) => {
      rig.probes.push(`${host}:${port}`);
      return new Promise((resolve, reject) => {
        waiting.push((refused) => (refused instanceof Error ? reject(refused) : resolve(refused)));
      });
    },
  });
});

/** Everything that was only waiting for a promise has happened. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

test('while the connection is up nothing is probed, and no timer is set', ({ watch, clock, probes }) => {
  watch.notice('up');
  assert.is(clock.pending, 0);
  watch.notice('down');
  watch.notice('up');
  clock.advance(60_000);
  assert.equal(probes, []);
  assert.is(clock.pending, 0);
});

test('nobody listens for as long as the patience: gone, said once, and not probed any more', async (rig) => {
  const { watch, clock, answer, probes } = rig;
  watch.notice('down');
  // The patience is 3 s, so a probe comes 750 ms after the last: refused at 0.75, 1.5, 2.25, 3 s: for 2.25 s.
  for (let probe = 1; probe <= 4; probe++) {
    clock.advance(749);
    assert.is(probes.length, probe - 1);
    clock.advance(1);
    assert.is(probes.length, probe);
    await answer(true);
    assert.is(rig.gone, 0);
  }
  clock.advance(750);
  await answer(true);
  assert.is(rig.gone, 1);
  assert.equal(new Set(probes), new Set(['198.18.0.11:40001']));
  watch.notice('down');
  clock.advance(60_000);
  assert.is(probes.length, 5);
  assert.is(clock.pending, 0);
});

test('a host that answers in between, or says nothing, begins the patience anew', async (rig) => {
  const { watch, clock, answer } = rig;
  watch.notice('down');
  for (const refused of [true, true, true, true, false, true, true, new Error('EMFILE'), true, true, true]) {
    clock.advance(750);
    await answer(refused);
  }
  assert.is(rig.gone, 0);
  clock.advance(750);
  await answer(true);
  assert.is(rig.gone, 0);
  clock.advance(750);
  await answer(true);
  assert.is(rig.gone, 1);
});

test('a connection that comes back begins the patience anew', async (rig) => {
  const { watch, clock, answer } = rig;
  for (let outage = 0; outage < 3; outage++) {
    watch.notice('down');
    for (let probe = 0; probe < 4; probe++) {
      clock.advance(750);
      await answer(true);
    }
    watch.notice('up');
  }
  assert.is(rig.gone, 0);
});

test('the connection comes up while a probe is under way: that was the last one', async (rig) => {
  const { watch, clock, answer, probes } = rig;
  watch.notice('down');
  clock.advance(750);
  watch.notice('up');
  await answer(true);
  clock.advance(60_000);
  assert.is(probes.length, 1);
  assert.is(clock.pending, 0);
  assert.is(rig.gone, 0);
});

test('it breaks again while a probe is under way: one row of probes, not two', async (rig) => {
  const { watch, clock, answer, probes } = rig;
  watch.notice('down');
  clock.advance(750);
  watch.notice('up');
  watch.notice('down');
  await answer(true);
  assert.is(clock.pending, 1);
  clock.advance(750);
  assert.is(probes.length, 2);
});

test('its end between two probes leaves no timer', ({ watch, clock }) => {
  watch.notice('down');
  watch.end();
  assert.is(clock.pending, 0);
});

test('its end while a probe is under way is its end', async (rig) => {
  const { watch, clock, answer, probes } = rig;
  watch.notice('down');
  clock.advance(750);
  watch.end();
  await answer(true);
  watch.notice('down');
  clock.advance(60_000);
  assert.is(probes.length, 1);
  assert.is(rig.gone, 0);
});

test('with much patience a probe comes every second', ({ clock, probes }) => {
  const watch = new Watch({
    clock,
    ...PEER,
    patienceMs: 60_000,
    onGone: () => {},
    probe: async (host) => {
      probes.push(host);
      return false;
    },
  });
  watch.notice('down');
  clock.advance(999);
  assert.is(probes.length, 0);
  clock.advance(1);
  assert.is(probes.length, 1);
});

test('by TCP: a port where nobody listens any more', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  await new Promise((resolve) => server.close(resolve));
  await new Promise<void>((resolve) => {
    const peer = { host: '127.0.0.1', port: address.port };
    new Watch({ clock: systemClock(), ...peer, patienceMs: 20, onGone: resolve }).notice('down');
  });
});

/** Probes by TCP at a clock that is not the system's: as often, and whether the other side is gone then. */
async function probed(host: string, port: number, times: number): Promise<boolean> {
  const clock = new ManualClock(0);
  let gone = false;
  const watch = new Watch({ clock, host, port, patienceMs: 4, onGone: () => (gone = true) });
  watch.notice('down');
  for (let probe = 0; probe < times && !gone; probe++) {
    clock.advance(1);
    while (clock.pending === 0 && !gone) await settled();
  }
  watch.end();
  return gone;
}

test('by TCP: a port where somebody listens is not gone, nor is a host that cannot be reached', async () => {
  const server = createServer((socket) => socket.on('error', () => {}));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  assert.is(await probed('127.0.0.1', address.port, 8), false);
  // connect(2) of TCP to it fails at once, and not by a refusal.
  assert.is(await probed('255.255.255.255', address.port, 8), false);
  await new Promise((resolve) => server.close(resolve));
  assert.is(await probed('127.0.0.1', address.port, 8), true);
});

test.run();
