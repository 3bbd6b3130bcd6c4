import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Interval } from '../../../src/report/data/intervals.ts';
import { Things } from '../../../src/report/observed/things.ts';
import { ratesBetween } from '../../../src/series/rates.ts';
import type { Sample } from '../../../src/series/schema.ts';
import { blockDevice, exampleInfo, networkInterface, noonPlus } from '../../series/example.ts';
import { at } from '../example-run.ts';

const test = suite('mounts, disks and interfaces');

/** From one moment to another, seconds after noon. */
function interval(from: number, to: number, one: Partial<Sample>, other: Partial<Sample>): Interval {
  const sample = (seconds: number, more: Partial<Sample>): Sample => ({
    ...{ timestamp: noonPlus(seconds), hostname: 'a', tick: null },
    ...more,
  });
  const [before, after] = [sample(from, one), sample(to, other)];
  return {
    ...{ host: 'a', before, after, start: at(from), end: at(to) },
    rates: ratesBetween(before, after, undefined),
  };
}

const disk = (device_name: string, reads: number, readingMs: number) => ({
  ...{ device_name, reads_completed: reads, time_reading_ms: readingMs },
  ...{ writes_completed: 0, time_writing_ms: 0 },
});
const disks = (...diskstats: ReturnType<typeof disk>[]) => ({ diskstats });
const netdev = (rows: Record<string, [rx: number, tx: number]>) => ({
  netdev: Object.entries(rows).map(([interface_name, [rx_bytes, tx_bytes]]) => ({
    ...{ interface_name, rx_bytes, tx_bytes },
  })),
});

/** What was found, with plain lists. */
function foundOf(things: Things) {
  return things.found.map(({ means, amounts, ...thing }) => ({
    ...thing,
    means: [...means],
    amounts: [...amounts],
  }));
}

test('a disk: the mean of its requests, of a phase by the share of the interval that is in it', () => {
  const things = new Things(2);
  // 100 reads of 2 ms, all of it in the run, half of it in the phase; then 50 of 20 ms, all of it in both.
  things.add(interval(0, 10, disks(disk('sda', 0, 0)), disks(disk('sda', 100, 200))), undefined, [10, 5]);
  const later = interval(10, 20, disks(disk('sda', 100, 200)), disks(disk('sda', 150, 1200)));
  things.add(later, undefined, [10, 10]);
  assert.equal(foundOf(things), [
    // (200 + 1000) / (100 + 50); (100 + 1000) / (50 + 50).
    { kind: 'disk', name: 'sda', means: [8, 11], amounts: [150, 100] },
  ]);
});

test('only counted disks, and none in an interval in which it was reset', () => {
  const info = exampleInfo({ block_devices: [blockDevice('sda'), blockDevice('dm-0', { slaves: ['sda'] })] });
  const things = new Things(1);
  const before = disks(disk('sda', 0, 0), disk('dm-0', 0, 0));
  things.add(interval(0, 10, before, disks(disk('sda', 10, 30), disk('dm-0', 10, 30))), info, [10]);
  things.add(interval(10, 20, disks(disk('sda', 10, 30)), disks(disk('sda', 4, 900))), info, [10]);
  assert.equal(foundOf(things), [{ kind: 'disk', name: 'sda', means: [3], amounts: [10] }]);
});

test('a mount: the mean of its data operations', () => {
  const operation = (ops: number, execute_ms: number) => ({ ops, transmissions: ops, execute_ms });
  const things = new Things(1);
  const before = { nfs: { '/data': { READ: operation(0, 0), WRITE: operation(0, 0) } } };
  const after = { nfs: { '/data': { READ: operation(30, 90), WRITE: operation(10, 910), others: {} } } };
  things.add(interval(0, 10, before, after), undefined, [10]);
  assert.equal(foundOf(things), [{ kind: 'mount', name: '/data', means: [25], amounts: [40] }]);
});

test('an interface: the share of its speed over time, by the busier direction; a bond by the speed of its cards', () => {
  const interfaces = [
    networkInterface('eth0', { has_device: true, speed_mbps: 1000 }),
    networkInterface('eth1', { has_device: true, speed_mbps: null }),
  ];
  const things = new Things(2);
  const zero = netdev({ lo: [0, 0], eth0: [0, 0], eth1: [0, 0] });
  // 1 Gbit/s carries 1250 MB in 10 s: 60 %, then 20 %.
  const first = netdev({ lo: [9, 9], eth0: [750e6, 1e6], eth1: [5, 5] });
  const second = netdev({ lo: [9, 9], eth0: [760e6, 251e6], eth1: [5, 5] });
  const info = exampleInfo({ interfaces });
  things.add(interval(0, 10, zero, first), info, [10, 0]);
  things.add(interval(10, 20, first, second), info, [10, 10]);
  assert.equal(foundOf(things), [{ kind: 'interface', name: 'eth0', means: [40, 20], amounts: [1011, 260] }]);
});

test('what did nothing in a phase has no mean there, an interface one of 0', () => {
  const info = exampleInfo({
    interfaces: [networkInterface('eth0', { has_device: true, speed_mbps: 1000 })],
  });
  const things = new Things(1);
  const idle = { ...disks(disk('sda', 5, 5)), ...netdev({ eth0: [7, 7] }) };
  things.add(interval(0, 10, idle, idle), info, [10]);
  assert.equal(foundOf(things), [
    { kind: 'disk', name: 'sda', means: [Number.NaN], amounts: [0] },
    { kind: 'interface', name: 'eth0', means: [0], amounts: [0] },
  ]);
});

test('of hundreds of a kind the first are looked at', () => {
  const things = new Things(1);
  const many = (reads: number) =>
    disks(...Array.from({ length: 200 }, (_, nth) => disk(`sd${nth}`, reads, reads)));
  for (const round of [0, 1])
    things.add(interval(round, round + 1, many(round), many(round + 1)), undefined, [1]);
  assert.equal([things.found.length, things.found[63]?.name], [64, 'sd63']);
});

test.run();
