import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Intervals, leastSeconds } from '../../../src/report/data/intervals.ts';
import type { Sample } from '../../../src/series/schema.ts';
import { exampleHeader, exampleInfo, networkInterface, noonPlus } from '../../series/example.ts';

/** A sample so many seconds after noon, by the host's own clock. */
function sample(seconds: number, more: Partial<Sample> = {}): Sample {
  return { timestamp: noonPlus(seconds), hostname: 'a', tick: null, ...more };
}

/** How long each interval was that these samples of one host make; nothing where they make none. */
function lengths(samples: readonly Sample[]): (number | undefined)[] {
  const intervals = new Intervals(exampleHeader());
  return samples.map((one) => intervals.next('a', one)?.rates.seconds);
}

test('between ticks it is by the ticks and how late they were, whatever the clock on the wall says', () => {
  // Every 10 s. The first is 0.5 s late, the next 1 s; in between somebody has set the clock by an hour.
  assert.equal(
    lengths([
      sample(0.5, { tick: 0, late_ms: 500 }),
      sample(3611, { tick: 1, late_ms: 1000 }),
      sample(3640, { tick: 4 }),
    ]),
    [undefined, 10.5, 29],
  );
});

test('a sample at no tick has only its time', () => {
  assert.equal(lengths([sample(-4), sample(0, { tick: 0 }), sample(10, { tick: 1 }), sample(12.5)]), [
    ...[undefined, 4, 10, 2.5],
  ]);
});

test('what comes too soon is taken together with what follows', () => {
  // 0.1 s, as long as that is less than a quarter of the interval.
  assert.equal(lengths([sample(0), sample(0.09), sample(10)]), [undefined, undefined, 10]);
  assert.equal(lengths([sample(0), sample(0.1), sample(10.1)]), [undefined, 0.1, 10]);
  assert.equal([leastSeconds(10), leastSeconds(0.4), leastSeconds(0.2)], [0.1, 0.1, 0.05]);
});

test('where the clock was set back it is not known how long it was; it goes on from there', () => {
  assert.equal(lengths([sample(100), sample(40), sample(50)]), [undefined, undefined, 10]);
});

test('nothing is taken from one host to the next, and each has its own devices', () => {
  const interfaces = [networkInterface('eth0', { has_device: true }), networkInterface('net7')];
  const intervals = new Intervals(exampleHeader({ host_info: { b: exampleInfo({ interfaces }) } }));
  const net = (bytes: number) => ({
    netdev: ['eth0', 'net7'].map((interface_name) => ({ interface_name, rx_bytes: bytes, tx_bytes: 0 })),
  });
  const next = (host: string, one: Sample) => intervals.next(host, one)?.rates.net_rx_mb_per_s;
  assert.equal(
    [
      next('a', sample(0, net(0))),
      next('a', sample(10, net(1e7))),
      next('b', sample(20, net(5e7))),
      next('b', sample(30, net(6e7))),
    ],
    // 10 MB in 10 s; of a it is not known that bond0 is made of eth0.
    [undefined, 2, undefined, 1],
  );
});

test('it has both samples', () => {
  const intervals = new Intervals(exampleHeader());
  const [before, after] = [sample(0), sample(10)];
  intervals.next('a', before);
  const interval = intervals.next('a', after);
  assert.is(interval?.before, before);
  assert.is(interval?.after, after);
});

test.run();
