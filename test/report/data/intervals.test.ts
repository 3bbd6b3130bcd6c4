import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Interval, Intervals, leastSeconds } from '../../../src/report/data/intervals.ts';
import type { Sample, SeriesHeader } from '../../../src/series/schema.ts';
import {
  exampleHeader,
  exampleInfo,
  exampleStatus,
  networkInterface,
  noonPlus,
} from '../../series/example.ts';
import { at } from '../example-run.ts';

/** A sample so many seconds after noon, by the host's own clock. */
function sample(seconds: number, more: Partial<Sample> = {}): Sample {
  return { timestamp: noonPlus(seconds), hostname: 'a', tick: null, ...more };
}

/** The intervals of samples of one host, or of several in turn. */
function intervals(
  samples: readonly (Sample | readonly [host: string, sample: Sample])[],
  header: Partial<SeriesHeader> = {},
): Interval[] {
  const made = new Intervals(exampleHeader(header));
  const found = samples.map((one) => ('timestamp' in one ? made.next('a', one) : made.next(...one)));
  return [...found, made.end()].flat();
}

/** How long each interval was that these samples of one host make. */
function lengths(samples: readonly Sample[]): number[] {
  return intervals(samples).map(({ rates }) => rates.seconds);
}

test('between ticks it is by the ticks and how late they were, whatever the clock on the wall says', () => {
  // Every 10 s. The first is 0.5 s late, the next 1 s; in between somebody has set the clock by an hour.
  const late = [
    sample(0.5, { tick: 0, late_ms: 500 }),
    sample(3611, { tick: 1, late_ms: 1000 }),
    sample(3640, { tick: 4 }),
  ];
  assert.equal(lengths(late), [10.5, 29]);
  assert.equal(
    intervals(late).map(({ start, end }) => [start, end]),
    [
      [at(0.5), at(11)],
      [at(11), at(40)],
    ],
  );
});

test('a sample at no tick has only its time', () => {
  assert.equal(lengths([sample(-4), sample(0, { tick: 0 }), sample(10, { tick: 1 }), sample(12.5)]), [
    ...[4, 10, 2.5],
  ]);
});

test('by how much the clock was set is taken off, also where the sample that saw it came too soon', () => {
  const hour = 3_600_000;
  const saw = (seconds: number, more: Partial<Sample> = {}) =>
    sample(seconds, { clock_step_ms: hour, ...more });
  // Set before tick 0, then back after tick 1.
  assert.equal(
    lengths([
      sample(-4),
      saw(3600, { tick: 0 }),
      sample(3610, { tick: 1 }),
      sample(12.5, { clock_step_ms: -hour }),
    ]),
    [4, 10, 2.5],
  );
  assert.equal(lengths([sample(0), saw(3600.05), sample(3605)]), [5]);
});

test('it is on the clock of rank 0', () => {
  const host_status = { a: exampleStatus(2, { clock_offset_ms: 250, rank: 1 }) };
  const [one] = intervals([sample(0.25, { tick: 0 }), sample(10.25, { tick: 1 })], { host_status });
  assert.equal([one?.start, one?.end], [at(0), at(10)]);
});

test('what comes too soon is taken together with what follows, and the last of a host with what was before', () => {
  // 0.1 s, as long as that is less than a quarter of the interval.
  assert.equal(lengths([sample(0), sample(0.09), sample(10)]), [10]);
  assert.equal(lengths([sample(0), sample(0.1), sample(10.1)]), [0.1, 10]);
  assert.equal(lengths([sample(0), sample(10), sample(20), sample(20.05), sample(20.09)]), [10, 10.09]);
  assert.equal(lengths([sample(0), sample(0.05)]), []);
  assert.equal([leastSeconds(10), leastSeconds(0.4), leastSeconds(0.2)], [0.1, 0.1, 0.05]);
});

test('where the clock was set back it is not known how long it was; it goes on from there', () => {
  assert.equal(lengths([sample(100), sample(40), sample(50)]), [10]);
  assert.equal(lengths([sample(90), sample(100), sample(40), sample(50)]), [10, 10]);
});

test('nothing is taken from one host to the next, and each has its own devices', () => {
  const interfaces = [networkInterface('eth0', { has_device: true }), networkInterface('net7')];
  const net = (bytes: number) => ({
    netdev: ['eth0', 'net7'].map((interface_name) => ({ interface_name, rx_bytes: bytes, tx_bytes: 0 })),
  });
  const found = intervals(
    [
      ['a', sample(0, net(0))],
      ['a', sample(10, net(1e7))],
      ['b', sample(20, net(5e7))],
      ['b', sample(30, net(6e7))],
    ],
    { host_info: { b: exampleInfo({ interfaces }) } },
  );
  assert.equal(
    found.map(({ host, rates }) => [host, rates.net_rx_mb_per_s]),
    // 10 MB in 10 s; of a it is not known that bond0 is made of eth0.
    [
      ['a', 2],
      ['b', 1],
    ],
  );
});

test('a source that was not read for a while has what was done meanwhile', () => {
  const disks = (sectors: number) => ({ diskstats: [{ device_name: 'sda', sectors_written: sectors }] });
  const load = (load_1min: number) => ({ loadavg: { load_1min } });
  const found = intervals([
    sample(0, { ...disks(0), ...load(1) }),
    sample(10, { ...disks(100_000), ...load(1) }),
    sample(20, load(2)),
    sample(30, load(3)),
    sample(40, { ...disks(700_000), ...load(4) }),
    sample(50, { ...disks(700_000), ...load(5) }),
  ]);
  assert.equal(
    found.map(({ start, end, rates }) => [
      ...[(start - at(0)) / 1000, (end - at(0)) / 1000],
      ...[rates.disk_write_mb_per_s, rates.load_1min],
    ]),
    [
      [0, 10, 5.12, 1],
      [10, 20, null, 2],
      [20, 30, null, 3],
      [10, 40, 10.24, null], // 600 000 × 512 bytes in 30 s.
      [30, 40, null, 4],
      [40, 50, 0, 5],
    ],
  );
});

test('a sample of which nothing was read breaks nothing', () => {
  const net = (bytes: number) => ({
    netdev: [{ interface_name: 'eth0', rx_bytes: bytes, tx_bytes: 0 }],
    loadavg: { load_1min: 1 },
  });
  const found = intervals([sample(0, net(0)), sample(10), sample(20, net(4e7)), sample(30, net(4e7))]);
  assert.equal(
    found.map(({ rates }) => [rates.seconds, rates.net_rx_mb_per_s, rates.load_1min]),
    [
      [10, null, null],
      [20, 2, null],
      [10, null, 1],
      [10, 0, 1],
    ],
  );
});

test('it has both samples', () => {
  const [before, after] = [sample(0), sample(10)];
  const [interval] = intervals([before, after]);
  assert.is(interval?.before, before);
  assert.is(interval?.after, after);
});

test.run();
