import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SOURCES } from '../../src/procfs/registry.ts';
import { isRated, isRatedMember } from '../../src/series/rated.ts';
import { memoryUsed } from '../../src/series/rates/memory.ts';
import { ratesBetween } from '../../src/series/rates.ts';
import type { HostInfo, Sample } from '../../src/series/schema.ts';
import { blockDevice, exampleInfo, networkInterface, noonPlus } from './example.ts';

/** What was read so many seconds after noon. */
function sampleAt(seconds: number, more: Partial<Sample> = {}): Sample {
  return { timestamp: noonPlus(seconds), hostname: 'node1', tick: 0, ...more };
}

type Cells = Record<string, number | bigint>;

function disks(byName: Record<string, Cells>): Pick<Sample, 'diskstats'> {
  return { diskstats: Object.entries(byName).map(([device_name, cells]) => ({ device_name, ...cells })) };
}

function interfaces(byName: Record<string, Cells>): Pick<Sample, 'netdev'> {
  return { netdev: Object.entries(byName).map(([interface_name, cells]) => ({ interface_name, ...cells })) };
}

/** The write rate over ten seconds of devices with these `sectors_written` before and after. */
function written(before: Cells, after: Cells, info = exampleInfo()): number | null {
  const listed = (sectors: Cells) =>
    disks(
      Object.fromEntries(Object.entries(sectors).map(([name, count]) => [name, { sectors_written: count }])),
    );
  return ratesBetween(sampleAt(0, listed(before)), sampleAt(10, listed(after)), info).disk_write_mb_per_s;
}

test('sectors are 512 bytes, MB are 10^6 bytes', () => {
  const before = disks({ sda: { sectors_read: 1000, sectors_written: 0 } });
  const after = disks({ sda: { sectors_read: 201_000, sectors_written: 20_000_000 } });
  const rates = ratesBetween(sampleAt(0, before), sampleAt(10, after), undefined);
  assert.is(rates.seconds, 10);
  assert.is(rates.disk_read_mb_per_s, 10.24); // 200 000 × 512 B in 10 s
  assert.is(rates.disk_write_mb_per_s, 1024); // 20 000 000 × 512 B in 10 s
});

test('a write through LVM on LUKS is counted once', () => {
  const info = exampleInfo({
    block_devices: [
      blockDevice('sda', { partitions: ['sda1'] }),
      blockDevice('dm-0', { slaves: ['sda1'] }),
      blockDevice('dm-1', { slaves: ['dm-0'] }),
    ],
  });
  const before = { sda: 0, sda1: 0, 'dm-0': 0, 'dm-1': 0, loop0: 0 };
  const after = { sda: 20_000, sda1: 20_000, 'dm-0': 20_000, 'dm-1': 20_000, loop0: 70_000 };
  assert.is(written(before, after, info), 1.024);
});

test('a disk that was reset has no rate, and is no 2^64', () => {
  assert.is(written({ sdb: 1_000_000 }, { sdb: 12 }), null);
});

test('a disk that was reset does not take the others with it', () => {
  assert.is(written({ sda: 0, sdb: 1_000_000 }, { sda: 20_000, sdb: 12 }), 1.024);
});

test('a device that appears has no rate for its first interval', () => {
  assert.is(written({ sda: 0 }, { sda: 20_000, sdb: 5_000_000 }), 1.024);
  assert.is(written({}, { sdb: 5_000_000 }), null);
  assert.is(written({ sdb: 5_000_000 }, { sdb: 5_020_000 }), 1.024);
});

test('a device that goes is not missed', () => {
  assert.is(written({ sda: 0, sdb: 5_000_000 }, { sda: 20_000 }), 1.024);
});

test('a counter beyond 2^53 has an exact rate', () => {
  assert.is(written({ sda: 2n ** 64n - 20_001n }, { sda: 2n ** 64n - 1n }), 1.024);
});

test('a host without disks writes nothing; one whose disks were not read is not known', () => {
  assert.is(written({}, {}), 0);
  assert.is(written({ loop0: 0 }, { loop0: 9 }), 0);
  // Something has hidden the disks that there are, or nobody knows.
  const withDisk = exampleInfo({ block_devices: [blockDevice('sda'), blockDevice('loop0')] });
  assert.is(written({}, {}, withDisk), null);
  assert.is(written({ loop0: 0 }, { loop0: 9 }, withDisk), null);
  const empty = ratesBetween(sampleAt(0, disks({})), sampleAt(10, disks({})), undefined);
  assert.is(empty.disk_write_mb_per_s, null);
  // What they lie on is not there.
  for (const layer of ['dm-0', 'zd0', 'md127']) assert.is(written({ [layer]: 0 }, { [layer]: 9 }), null);
  const onDisk = exampleInfo({ block_devices: [blockDevice('dm-0', { slaves: ['sda2'] })] });
  assert.is(written({ 'dm-0': 0 }, { 'dm-0': 9 }, onDisk), null);
  assert.is(ratesBetween(sampleAt(0), sampleAt(10, disks({ sda: {} })), undefined).disk_write_mb_per_s, null);
  assert.is(ratesBetween(sampleAt(0, disks({ sda: {} })), sampleAt(10), undefined).disk_write_mb_per_s, null);
});

test('NVMe with two paths is counted once, where the kernel counts', () => {
  const at = (head: number, path: number) =>
    disks({
      nvme0n1: { sectors_written: head * 1000, reads_completed: 0, writes_completed: head },
      nvme0c0n1: { sectors_written: path * 1000, reads_completed: 0, writes_completed: path },
      nvme0c1n1: { sectors_written: path * 1000, reads_completed: 0, writes_completed: path },
    });
  const rate = (before: object, after: object) =>
    ratesBetween(sampleAt(0, before), sampleAt(10, after), undefined).disk_write_mb_per_s;
  // 20 × 1000 sectors of 512 bytes in 10 s.
  assert.is(rate(at(0, 0), at(20, 10)), 1.024);
  assert.is(rate(at(0, 5), at(0, 15)), 1.024);
});

/** The rate of reception over ten seconds of interfaces with these `rx_bytes` before and after. */
function received(before: Cells, after: Cells, info: HostInfo | undefined): number | null {
  const listed = (bytes: Cells) =>
    interfaces(Object.fromEntries(Object.entries(bytes).map(([name, count]) => [name, { rx_bytes: count }])));
  return ratesBetween(sampleAt(0, listed(before)), sampleAt(10, listed(after)), info).net_rx_mb_per_s;
}

test('an interface that nobody knows takes the rate away while it carries something, and is never 0', () => {
  const info = exampleInfo({ interfaces: [networkInterface('eth0', { has_device: true })] });
  assert.is(received({ eth0: 0, eth1: 5 }, { eth0: 10_000_000, eth1: 5 }, info), 1);
  assert.is(received({ eth0: 0 }, { eth0: 10_000_000, eth1: 7 }, info), 1); // no rate in its first interval
  assert.is(received({ eth0: 0, eth1: 5 }, { eth0: 0, eth1: 10_000_005 }, info), null);
});

test('no interface but lo is no network, unless /sys has some', () => {
  const info = exampleInfo({ interfaces: [networkInterface('lo')] });
  assert.is(received({ lo: 0 }, { lo: 9 }, info), 0);
  const more = exampleInfo({ interfaces: [networkInterface('eth0', { has_device: true })] });
  assert.is(received({ lo: 0 }, { lo: 9 }, more), null);
  assert.is(received({ lo: 0 }, { lo: 9 }, undefined), null);
});

test('a bond and its slaves are counted once', () => {
  const info = exampleInfo({
    interfaces: [
      networkInterface('eth0', { has_device: true, master: 'bond0' }),
      networkInterface('eth1', { has_device: true, master: 'bond0' }),
      networkInterface('bond0'),
    ],
  });
  const zero = { rx_bytes: 0, tx_bytes: 0 };
  const before = interfaces({ lo: zero, eth0: zero, eth1: zero, bond0: zero });
  const after = interfaces({
    lo: { rx_bytes: 9_000_000, tx_bytes: 9_000_000 },
    eth0: { rx_bytes: 30_000_000, tx_bytes: 1_000_000 },
    eth1: { rx_bytes: 20_000_000, tx_bytes: 4_000_000 },
    bond0: { rx_bytes: 50_000_000, tx_bytes: 5_000_000 },
  });
  const rates = ratesBetween(sampleAt(0, before), sampleAt(10, after), info);
  assert.is(rates.net_rx_mb_per_s, 5);
  assert.is(rates.net_tx_mb_per_s, 0.5);
});

test('a container without hardware still has a network', () => {
  const info = exampleInfo({ interfaces: [networkInterface('lo'), networkInterface('eth0')] });
  const before = interfaces({ lo: { rx_bytes: 0 }, eth0: { rx_bytes: 0 } });
  const after = interfaces({ lo: { rx_bytes: 7_000_000 }, eth0: { rx_bytes: 40_000_000 } });
  assert.is(ratesBetween(sampleAt(0, before), sampleAt(10, after), info).net_rx_mb_per_s, 4);
});

/** The CPU of two samples. */
function cpu(before: Cells, after: Cells) {
  return ratesBetween(
    sampleAt(0, { cpu: { total: before } }),
    sampleAt(10, { cpu: { total: after } }),
    undefined,
  );
}

const AT_BOOT = {
  user: 0,
  nice: 0,
  system: 0,
  idle: 0,
  iowait: 0,
  irq: 0,
  softirq: 0,
  steal: 0,
  guest: 0,
  guest_nice: 0,
};

test('busy is all but idle and iowait', () => {
  // 1000 ticks: 200 + 50 + 100 + 10 + 20 + 20 = 400 busy, 500 idle, 100 iowait.
  const rates = cpu(AT_BOOT, {
    ...AT_BOOT,
    ...{ user: 200, nice: 50, system: 100, idle: 500, iowait: 100, irq: 10, softirq: 20, steal: 20 },
  });
  assert.is(rates.cpu_busy_percent, 40);
  assert.is(rates.cpu_iowait_percent, 10);
});

test('the time of guests is in user and nice already', () => {
  const rates = cpu(AT_BOOT, { ...AT_BOOT, user: 300, nice: 100, idle: 600, guest: 250, guest_nice: 90 });
  assert.is(rates.cpu_busy_percent, 40);
});

test('iowait that goes back a little is 0 for that interval', () => {
  const rates = cpu({ ...AT_BOOT, iowait: 500 }, { ...AT_BOOT, user: 100, idle: 300, iowait: 497 });
  assert.is(rates.cpu_iowait_percent, 0);
  assert.is(rates.cpu_busy_percent, 25);
});

test('counters that start again have no share', () => {
  const high = Object.fromEntries(Object.keys(AT_BOOT).map((field) => [field, 1_000_000]));
  const rates = cpu(high, { ...AT_BOOT, user: 100, idle: 300 });
  assert.is(rates.cpu_busy_percent, null);
  assert.is(rates.cpu_iowait_percent, null);
});

test('an old kernel with four columns', () => {
  const four = { user: 0, nice: 0, system: 0, idle: 0 };
  assert.is(cpu(four, { user: 30, nice: 0, system: 20, idle: 150 }).cpu_busy_percent, 25);
});

test('no ticks in between: no share, not a division by zero', () => {
  assert.is(cpu(AT_BOOT, AT_BOOT).cpu_busy_percent, null);
});

test('samples without cpu have no share', () => {
  assert.is(ratesBetween(sampleAt(0), sampleAt(10), undefined).cpu_busy_percent, null);
});

for (const [what, later] of [
  ['went backwards', -5],
  ['stood still', 0],
] as const) {
  test(`a clock that ${what} gives no rates, not negative or infinite ones`, () => {
    const before = { ...disks({ sda: { sectors_read: 0 } }), ...interfaces({ eth0: { rx_bytes: 0 } }) };
    const after = { ...disks({ sda: { sectors_read: 900 } }), ...interfaces({ eth0: { rx_bytes: 900 } }) };
    const rates = ratesBetween(sampleAt(0, before), sampleAt(later, after), undefined);
    assert.is(rates.seconds, later);
    assert.is(rates.disk_read_mb_per_s, null);
    assert.is(rates.net_rx_mb_per_s, null);
  });
}

test('memory in use is what is not available', () => {
  assert.is(memoryUsed({ MemTotal: 16_000, MemFree: 1000, MemAvailable: 12_000, Cached: 9000 }), 4000);
});

test('memory in use before MemAvailable: neither free nor cache', () => {
  const old = { MemTotal: 16_000, MemFree: 1000, Buffers: 500, Cached: 9000, SReclaimable: 1500 };
  assert.is(memoryUsed(old), 4000);
  assert.is(memoryUsed({ MemTotal: 16_000, MemFree: 1000 }), 15_000);
});

test('memory that was not read is not known', () => {
  assert.is(memoryUsed(undefined), null);
  assert.is(memoryUsed({ MemFree: 1000 }), null);
  assert.is(memoryUsed({ MemTotal: 16_000 }), null);
});

test('requests a second are those of whole disks', () => {
  const before = disks({
    sda: { reads_completed: 100, writes_completed: 7 },
    loop0: { reads_completed: 0, writes_completed: 0 },
  });
  const after = disks({
    sda: { reads_completed: 1600, writes_completed: 32 },
    loop0: { reads_completed: 999, writes_completed: 999 },
  });
  const rates = ratesBetween(sampleAt(0, before), sampleAt(10, after), undefined);
  assert.equal([rates.disk_reads_per_s, rates.disk_writes_per_s], [150, 2.5]);
});

test('memory and load are what they are at the later sample', () => {
  const meminfo = { MemTotal: 1000, MemAvailable: 700, Cached: 250, Buffers: 50, Dirty: 12 };
  const after = sampleAt(10, { meminfo, loadavg: { load_1min: 0.52 } });
  const rates = ratesBetween(sampleAt(0), after, undefined);
  const { memory_used_kb, memory_cached_kb, memory_dirty_kb, load_1min } = rates;
  assert.equal([memory_used_kb, memory_cached_kb, memory_dirty_kb, load_1min], [300, 300, 12, 0.52]);
});

test('pressure is the share of the time in which some task waited', () => {
  const at = (io: number, cpu: number) => ({
    pressure: { io: { some: { total_us: io } }, cpu: { some: { total_us: cpu } } },
  });
  const rates = ratesBetween(sampleAt(0, at(1_000_000, 5)), sampleAt(10, at(3_500_000, 5)), undefined);
  assert.equal(
    [rates.pressure_io_percent, rates.pressure_cpu_percent, rates.pressure_memory_percent],
    [25, 0, null],
  );
});

test('what was not read has no rate', () => {
  const { seconds, ...rates } = ratesBetween(sampleAt(0), sampleAt(10), undefined);
  assert.is(seconds, 10);
  assert.equal([...new Set(Object.values(rates))], [null]);
});

test('which of the numbers of each source rates are made of', () => {
  const rows = ['sda', 'cpu', 'cpu0', 'ctxt', 'Dirty', 'pswpin', 'io some', 'Tcp RetransSegs', 'READ /a b'];
  const rated = SOURCES.flatMap((source) =>
    rows.flatMap((row) => {
      const fields = source.fields(row).filter(({ name }) => isRated(source.name, row, name));
      return fields.length === 0
        ? []
        : [`${source.name} ${row}: ${fields.map(({ name }) => name).join(' ')}`];
    }),
  );
  const ofAll = (source: string, fields: string) => rows.map((row) => `${source} ${row}: ${fields}`);
  assert.equal(rated, [
    ...ofAll(
      'diskstats',
      'reads_completed sectors_read time_reading_ms writes_completed sectors_written time_writing_ms ' +
        'time_doing_ios_ms weighted_time_doing_ios_ms',
    ),
    'vmstat pswpin: ',
    'meminfo Dirty: ',
    ...ofAll('loadavg', 'load_1min'),
    ...ofAll('netdev', 'rx_bytes rx_errors rx_dropped tx_bytes tx_errors tx_dropped'),
    'cpu cpu: user nice system idle iowait irq softirq steal',
    'cpu cpu0: user nice system idle iowait irq softirq steal',
    'pressure io some: total_us',
    'nfs READ /a b: ops transmissions execute_ms',
    'tcp Tcp RetransSegs: ',
  ]);
  assert.is(isRated('hasOwnProperty', 'cpu', 'user'), false);
});

test('the same numbers by the keys that lead to them in a sample', () => {
  assert.ok(isRatedMember('cpu', ['total', 'user']));
  assert.ok(isRatedMember('pressure', ['io', 'some', 'total_us']));
  assert.ok(isRatedMember('meminfo', ['Dirty']));
  assert.ok(isRatedMember('netdev', ['rx_bytes']));
  assert.not(isRatedMember('hasOwnProperty', ['total', 'user']));
  const rows = ['cpu', 'cpu0', 'ctxt', 'Dirty', 'pswpin', 'pgfault', 'io some', 'io full', 'READ /a b'];
  rows.push('Tcp RetransSegs', '0 package_throttle_total_time_ms', '0 package_throttle_count');
  for (const { name: source, shape, fields } of SOURCES) {
    for (const row of shape.kind === 'list' ? [''] : rows) {
      const keys = shape.kind === 'list' ? [] : shape.path(row);
      for (const { name } of fields(row)) {
        const member = name === '' ? keys : [...keys, name];
        assert.is(isRatedMember(source, member), isRated(source, row, name), `${source} ${member.join('.')}`);
      }
    }
  }
});

test.run();
