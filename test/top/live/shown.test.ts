import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Numbers } from '../../../src/exact/numbers.ts';
import { ratesBetween } from '../../../src/series/rates.ts';
import { isPlainObject } from '../../../src/series/schema-parts.ts';
import { shownPart, shownSample } from '../../../src/top/live/shown.ts';
import { layoutKey } from '../../../src/wire/layouts.ts';
import { NOON } from '../../gather/scribe.ts';
import { exampleInfo, networkInterface } from '../../series/example.ts';

const TAKEN = { time: NOON, tick: 3 };

/** A part of a sample with these rows. */
function partOf(source: string, names: readonly string[], columns: number | readonly number[]) {
  const body = Buffer.from(JSON.stringify({ names, columns }));
  const shown = shownPart(source, layoutKey(source, body), body);
  return { source, count: shown.count, names: shown };
}

function numbersOf(values: readonly bigint[]): Numbers {
  const numbers = new Numbers();
  for (const value of values) numbers.pushExact(value);
  return numbers;
}

test('of each source what rates are made of, by its place among the numbers', () => {
  const parts = [
    partOf('loadavg', ['loadavg'], 5),
    // user nice system idle, for all and for each CPU; context switches.
    partOf('cpu', ['cpu', 'cpu0', 'ctxt'], [4, 4, 1]),
    partOf('meminfo', ['MemTotal', 'SwapFree', 'MemAvailable'], 1),
    // reads, merged, sectors read, ms; writes, merged, sectors written, …
    partOf('diskstats', ['sda', 'sdb'], 7),
    partOf('netdev', ['eth0'], 9),
  ];
  assert.equal(
    parts.map(({ count }) => count),
    [5, 9, 3, 14, 9],
  );
  const numbers = numbersOf([
    ...[1n, 2n, 3n, 4n, 5n],
    ...[10n, 11n, 12n, 13n, 20n, 21n, 22n, 23n, 99n],
    ...[1000n, 1n, 400n],
    ...[1n, 2n, 30n, 4n, 5n, 6n, 70n, 1n, 2n, 31n, 4n, 5n, 6n, 2n ** 64n - 1n],
    ...[80n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, 90n],
  ]);
  assert.equal(shownSample({ taken: TAKEN, parts, numbers }), {
    timestamp: '2026-11-25T12:00:00.000Z',
    hostname: '',
    tick: 3,
    loadavg: { load_1min: 0.01 },
    cpu: {
      total: { user: 10, nice: 11, system: 12, idle: 13 },
      per_cpu: { 0: { user: 20, nice: 21, system: 22, idle: 23 } },
    },
    meminfo: { MemTotal: 1000, MemAvailable: 400 },
    diskstats: [
      {
        ...{ device_name: 'sda', reads_completed: 1, sectors_read: 30, time_reading_ms: 4 },
        ...{ writes_completed: 5, sectors_written: 70 },
      },
      {
        ...{ device_name: 'sdb', reads_completed: 1, sectors_read: 31, time_reading_ms: 4 },
        ...{ writes_completed: 5, sectors_written: 2n ** 64n - 1n },
      },
    ],
    netdev: [{ interface_name: 'eth0', rx_bytes: 80, rx_errors: 0, rx_dropped: 0, tx_bytes: 90 }],
  });
});

test('a list without devices is one, what says nothing of rates is not there', () => {
  const parts = [
    partOf('diskstats', [], 1),
    partOf('vmstat', ['pgfault'], 1),
    partOf('meminfo', ['SwapFree'], 1),
  ];
  assert.equal(shownSample({ taken: TAKEN, parts, numbers: numbersOf([1n, 2n]) }), {
    ...{ timestamp: '2026-11-25T12:00:00.000Z', hostname: '', tick: 3 },
    diskstats: [],
  });
});

const IN_JOB = exampleInfo({
  job_cgroup: { version: 2, level: 'job', path: '/job_7' },
  interfaces: [networkInterface('eth0', { has_device: true, speed_mbps: 1000 })],
});

test('every rate can be told of it', () => {
  const layouts: [source: string, columns: number | readonly number[], ...rows: string[]][] = [
    ['loadavg', 5, 'loadavg'],
    ['cpu', 10, 'cpu', 'cpu0'],
    ['meminfo', 1, 'MemTotal', 'MemAvailable', 'Cached', 'Buffers', 'Dirty'],
    ['vmstat', 1, 'pswpin', 'pswpout', 'pgmajfault', 'pgsteal_direct', 'oom_kill'],
    ['diskstats', 11, 'sda'],
    ['netdev', 16, 'eth0'],
    ['pressure', 4, 'cpu some', 'memory some', 'io some'],
    ['nfs', 8, 'bytes /mnt', 'READ /mnt'],
    ['tcp', 1, 'Tcp RetransSegs'],
    ['thermal', 1, '0 package_throttle_total_time_ms'],
    ['lustre', [4, 2, 2], 'fs1 bytes', 'fs1 llite read_bytes', 'fs1 llite write_bytes'],
    ['rdma', 1, 'mlx5_0/1 port_rcv_data', 'mlx5_0/1 port_xmit_data', 'mlx5_0/1 symbol_error'],
    ['cxi', 1, 'cxi0 hni_sts_rx_ok_octets', 'cxi0 hni_sts_tx_ok_octets'],
    [
      ...(['cgroup', 1, 'cpu usage_usec', 'cpu nr_periods', 'cpu nr_throttled'] as const),
      ...['memory current_bytes', 'memory stat file_bytes', 'memory stat file_dirty_bytes'],
    ],
  ];
  const parts = layouts.map(([source, columns, ...names]) => partOf(source, names, columns));
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  const sample = (second: number) => {
    const numbers = numbersOf(new Array<bigint>(total).fill(BigInt(1000 + second)));
    return shownSample({ taken: { ...TAKEN, time: NOON + second * 1000 }, parts, numbers });
  };
  for (const [name, rate] of Object.entries(ratesBetween(sample(0), sample(10), IN_JOB))) {
    assert.type(rate, 'number', name);
  }
});

test('of one host more is shown: each CPU and mount, times of disks, errors of interfaces, swap', () => {
  const parts = [
    partOf('cpu', ['cpu', 'cpu0'], 4),
    partOf('meminfo', ['SwapTotal', 'SwapFree', 'Slab'], 1),
    partOf('diskstats', ['sda'], 11),
    partOf('nfs', ['bytes /mnt', 'READ /mnt'], 8),
  ];
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  const numbers = numbersOf(Array.from({ length: total }, (_, at) => BigInt(at)));
  const { cpu, meminfo, diskstats, nfs } = shownSample({ taken: TAKEN, parts, numbers }, 'detailed');
  assert.equal(cpu, {
    total: { user: 0, nice: 1, system: 2, idle: 3 },
    per_cpu: { 0: { user: 4, nice: 5, system: 6, idle: 7 } },
  });
  assert.equal(meminfo, { SwapTotal: 8, SwapFree: 9 });
  // The tenth of its numbers, which begin at 11.
  assert.is(diskstats?.[0]?.time_doing_ios_ms, 20);
  // Bytes from the server are the fifth of 22 on; of reads how many there were, and the ms that they took.
  const mount = nfs?.['/mnt'];
  assert.ok(isPlainObject(mount) && isPlainObject(mount.bytes) && isPlainObject(mount.READ));
  assert.equal([mount.bytes.server_read_bytes, mount.READ.ops, mount.READ.execute_ms], [26, 30, 37]);
});

test('a source that this version does not know is no part', () => {
  assert.throws(() => partOf('tape', [], 1), /"tape" is unknown/);
});

test.run();
