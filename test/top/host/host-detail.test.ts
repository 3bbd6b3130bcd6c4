import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Sample } from '../../../src/series/schema.ts';
import { hostDetail } from '../../../src/top/host/host-detail.ts';
import { blockDevice, exampleInfo, networkInterface } from '../../series/example.ts';

const AT = { timestamp: '2026-11-25T12:00:00.000Z', hostname: 'node1', tick: 0 };
/** What a host did between two samples two seconds apart. */
const between = (before: Partial<Sample>, after: Partial<Sample>, info = exampleInfo()) =>
  hostDetail(
    [
      { sample: { ...AT, ...before }, time: 1000 },
      { sample: { ...AT, ...after }, time: 3000 },
    ],
    info,
  );

const cpu = (
  user: number,
  nice: number,
  system: number,
  idle: number,
  iowait: number,
  soft: number,
  steal: number,
) => ({
  ...{ user, nice, system, idle, iowait, irq: 0, softirq: soft, steal },
});

test('CPU time by what it was spent on, of all and of each CPU, the busiest first', () => {
  const zero = cpu(0, 0, 0, 0, 0, 0, 0);
  const detail = between(
    { cpu: { total: zero, per_cpu: { 0: zero, 1: zero } } },
    {
      cpu: {
        total: cpu(100, 20, 40, 150, 30, 20, 40),
        per_cpu: { 0: cpu(20, 0, 0, 150, 30, 0, 0), 1: cpu(80, 20, 40, 0, 0, 20, 40) },
      },
    },
  );
  // Of 400 ticks.
  assert.equal(detail?.cpu, { busy: 55, user: 30, system: 10, irq: 5, iowait: 7.5, steal: 10 });
  assert.equal(
    detail?.cpus.map(({ name, busy }) => [name, busy]),
    [
      ['cpu1', 100],
      ['cpu0', 10],
    ],
  );
});

test('a kernel that counts no steal has none, and one CPU that came in between is left out', () => {
  const [then, now] = [
    { user: 0, nice: 0, system: 0, idle: 0 },
    { user: 50, nice: 0, system: 0, idle: 50 },
  ];
  const detail = between({ cpu: { total: then } }, { cpu: { total: now, per_cpu: { 0: now } } });
  assert.equal(detail?.cpu, { busy: 50, user: 50, system: 0, irq: null, iowait: null, steal: null });
  assert.equal(detail?.cpus, []);
});

test('disks: MB/s, requests, how long each took, how much of the time there were some', () => {
  const counters = (reads: number, writes: number, more: number) => ({
    ...{ device_name: 'sda', reads_completed: reads, sectors_read: reads * 2000, time_reading_ms: reads * 3 },
    ...{ writes_completed: writes, sectors_written: writes * 8, time_writing_ms: writes * 7 },
    time_doing_ios_ms: more,
  });
  const info = exampleInfo({ block_devices: [blockDevice('sda')] });
  const detail = between({ diskstats: [counters(0, 0, 0)] }, { diskstats: [counters(100, 100, 1000)] }, info);
  assert.equal(detail?.disks, [
    // 200,000 sectors in two seconds; 300 ms and 700 ms for 200 requests.
    { name: 'sda', readMb: 51.2, writeMb: 0.2048, reads: 50, writes: 50, awaitMs: 5, busy: 50 },
  ]);
  const idle = between({ diskstats: [counters(5, 5, 5)] }, { diskstats: [counters(5, 5, 5)] }, info);
  assert.equal([idle?.disks[0]?.awaitMs, idle?.disks[0]?.busy], [null, 0]);
});

test('interfaces: of its speed what the busier direction had; drops and errors of both', () => {
  const counters = (rx: number, tx: number, bad: number) => ({
    ...{ interface_name: 'eth0', rx_bytes: rx, tx_bytes: tx },
    ...{ rx_errors: bad, tx_errors: 0, rx_dropped: 2 * bad, tx_dropped: bad },
  });
  const info = exampleInfo({
    interfaces: [networkInterface('eth0', { has_device: true, speed_mbps: 10_000 })],
  });
  const detail = between({ netdev: [counters(0, 0, 0)] }, { netdev: [counters(2e9, 1e9, 4)] }, info);
  assert.equal(detail?.interfaces, [
    { name: 'eth0', rxMb: 1000, txMb: 500, share: 80, speed: 10_000, drops: 6, errors: 2 },
  ]);
  const unknown = exampleInfo({
    interfaces: [networkInterface('eth0', { has_device: true, speed_mbps: -1 })],
  });
  const [one] =
    between({ netdev: [counters(0, 0, 0)] }, { netdev: [counters(2e9, 1e9, 4)] }, unknown)?.interfaces ?? [];
  assert.equal([one?.share, one?.speed, one?.rxMb], [null, null, 1000]);
});

test('NFS mounts: bytes of the server, and the operations that carry data', () => {
  const mount = (n: number) => ({
    bytes: { server_read_bytes: n * 1e6, server_write_bytes: n * 4e6 },
    READ: { ops: n, execute_ms: n * 10 },
    WRITE: { ops: 3 * n, execute_ms: n * 10 },
  });
  const detail = between(
    { nfs: { '/scratch': mount(0) } },
    { nfs: { '/scratch': mount(8), '/new': mount(1) } },
  );
  assert.equal(detail?.mounts, [
    { name: '/scratch', readMb: 4, writeMb: 16, operations: 16, awaitMs: 5 },
    { name: '/new', readMb: null, writeMb: null, operations: null, awaitMs: null },
  ]);
});

test('RDMA ports in the unit of their driver, swap in pages', () => {
  const port = (words: number) => ({ port_rcv_data: words, port_xmit_data: 2 * words });
  const detail = between(
    { rdma: { 'mlx5_0/1': port(0) }, vmstat: { pswpin: 0, pswpout: 10 }, meminfo: {} },
    {
      rdma: { 'mlx5_0/1': port(500_000) },
      vmstat: { pswpin: 100, pswpout: 10 },
      meminfo: { SwapTotal: 8, SwapFree: 6 },
    },
  );
  assert.equal(detail?.ports, [{ name: 'mlx5_0/1', rxMb: 1, txMb: 2, rate: null }]);
  assert.equal(
    [detail?.swappedIn, detail?.swappedOut, detail?.swapTotalKb, detail?.swapFreeKb],
    [50, 0, 8, 6],
  );
});

test('of one sample, or of two at nearly the same time, nothing is told', () => {
  assert.is(hostDetail([{ sample: AT, time: 1000 }], undefined), undefined);
  const two = [1000, 1010].map((time) => ({ sample: AT, time }));
  assert.is(hostDetail(two, undefined), undefined);
});

test('what is not there is not known', () => {
  assert.equal(between({}, {}), {
    ...{ cpu: null, cpus: [], disks: [], interfaces: [], mounts: [], ports: [] },
    ...{ swapTotalKb: null, swapFreeKb: null, swappedIn: null, swappedOut: null },
  });
});

test.run();
