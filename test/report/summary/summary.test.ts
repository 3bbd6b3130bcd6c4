import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readRun } from '../../../src/report/data/run.ts';
import { movedIn } from '../../../src/report/phases/moved.ts';
import { windowOf } from '../../../src/report/phases/phases.ts';
import { summarize } from '../../../src/report/summary/summary.ts';
import {
  exampleHeader,
  exampleStatus,
  noonPlus,
  sampleLine,
  seriesText,
  written,
} from '../../series/example.ts';

const test = suite<{ directory: string }>('summary');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-summary-'));
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true });
});

/** The sources of one sample as they stand in the file. */
function read(idle: number, iowait: number, user: number, sectors: number, bytes: number): string {
  return JSON.stringify({
    cpu: { total: { user, nice: 0, system: 0, idle, iowait } },
    meminfo: { MemTotal: 16_000, MemAvailable: 16_000 - user },
    diskstats: [{ device_name: 'sda', sectors_read: 2 * sectors, sectors_written: sectors }],
    netdev: [{ interface_name: 'eth0', rx_bytes: bytes, tx_bytes: 3 * bytes }],
  }).slice(1, -1);
}

test('two hosts, worked out by hand', async ({ directory }) => {
  const overhead = {
    ...{ cpu_user_seconds: 0.05, cpu_system_seconds: 0.01, wall_seconds: 20, max_rss_kb: 46_000 },
    ...{ bytes_sent: 2000, samples: 3, seconds_by_source: {} },
  };
  const header = exampleHeader({
    benchmark: { ...exampleHeader().benchmark, end_time: noonPlus(30) },
    num_samples: 5,
    hosts_requested: ['node1', 'node2', 'node3'],
    hosts_collected: ['node1', 'node2'],
    host_status: {
      node1: exampleStatus(3),
      node2: exampleStatus(2, { status: 'partial', reason: 'one tick missed' }),
      node3: exampleStatus(0, { status: 'missing', reason: 'never said hello' }),
    },
    overhead: { node1: overhead },
  });
  const file = await written(
    path.join(directory, 'a.json'),
    seriesText(header, [
      [
        'node1',
        [
          sampleLine('node1', 0, read(0, 0, 0, 0, 0)),
          // 10 s: 100 of 1000 ticks busy, 200 waiting; 20 000 sectors; 10 MB.
          sampleLine('node1', 1, read(700, 200, 100, 20_000, 10_000_000)),
          // Tick 2 is missing. 20 s: 1400 of 2000 busy, none waiting; 160 000 sectors; 80 MB.
          sampleLine('node1', 3, read(1300, 200, 1500, 180_000, 90_000_000)),
        ],
      ],
      // Much lower counters: nothing may be taken from one host to the next.
      ['node2', [sampleLine('node2', 0, read(5, 0, 5, 1, 1)), sampleLine('node2', 1, read(105, 0, 5, 1, 1))]],
    ]),
  );
  const { hosts, header: same, window } = await summarize(file);
  assert.is(window, 'benchmark');
  assert.is(same.num_samples, 5);
  assert.equal(hosts, [
    {
      ...{ host: 'node1', status: 'complete', reason: null, samples: 3, overhead },
      metrics: {
        cpu_busy_percent: { mean: 50, max: 70 }, // (10 % × 10 s + 70 % × 20 s) / 30 s
        cpu_iowait_percent: { mean: 200 / 30, max: 20 },
        cpu_steal_percent: { mean: 0, max: 0 },
        memory_used_kb: { mean: 31_000 / 30, max: 1500 }, // (100 × 10 + 1500 × 20) / 30
        disk_read_mb_per_s: { mean: 6.144, max: 8.192 }, // 360 000 × 512 B in 30 s; 320 000 × 512 B in 20 s
        disk_write_mb_per_s: { mean: 3.072, max: 4.096 },
        net_rx_mb_per_s: { mean: 3, max: 4 },
        net_tx_mb_per_s: { mean: 9, max: 12 },
      },
    },
    {
      ...{ host: 'node2', status: 'partial', reason: 'one tick missed', samples: 2, overhead: undefined },
      metrics: {
        cpu_busy_percent: { mean: 0, max: 0 },
        cpu_iowait_percent: { mean: 0, max: 0 },
        cpu_steal_percent: { mean: 0, max: 0 },
        memory_used_kb: { mean: 5, max: 5 },
        disk_read_mb_per_s: { mean: 0, max: 0 },
        disk_write_mb_per_s: { mean: 0, max: 0 },
        net_rx_mb_per_s: { mean: 0, max: 0 },
        net_tx_mb_per_s: { mean: 0, max: 0 },
      },
    },
    {
      ...{ host: 'node3', status: 'missing', reason: 'never said hello', samples: 0, overhead: undefined },
      metrics: {
        cpu_busy_percent: null,
        cpu_iowait_percent: null,
        memory_used_kb: null,
        disk_read_mb_per_s: null,
        disk_write_mb_per_s: null,
        net_rx_mb_per_s: null,
        net_tx_mb_per_s: null,
      },
    },
  ]);
});

test('an interval in which the clock went backwards is left out', async ({ directory }) => {
  const header = exampleHeader({
    num_samples: 3,
    hosts_requested: ['node1'],
    hosts_collected: ['node1'],
    host_status: { node1: exampleStatus(3) },
  });
  const lines = [
    sampleLine('node1', 6, read(0, 0, 0, 0, 0)),
    sampleLine('node1', 1, read(0, 0, 900, 900_000, 900)),
    sampleLine('node1', 2, read(100, 0, 1000, 920_000, 900)),
  ];
  const file = await written(path.join(directory, 'a.json'), seriesText(header, [['node1', lines]]));
  const [node1] = (await summarize(file)).hosts;
  assert.equal(node1?.metrics.cpu_busy_percent, { mean: 50, max: 50 });
  assert.equal(node1?.metrics.disk_write_mb_per_s, { mean: 1.024, max: 1.024 });
});

test('a host with one sample has no rates', async ({ directory }) => {
  const header = exampleHeader({ num_samples: 1, host_status: { constructor: exampleStatus(1) } });
  const lines = [sampleLine('constructor', 0, read(0, 0, 0, 0, 0))];
  const file = await written(path.join(directory, 'a.json'), seriesText(header, [['constructor', lines]]));
  const [host] = (await summarize(file)).hosts;
  assert.is(host?.host, 'constructor');
  assert.is(host?.overhead, undefined);
  assert.is(host?.metrics.memory_used_kb, null);
});

/** What a mount has done in all, MB: by read(), with O_DIRECT, and from its server. */
function nfs(normal: number, direct: number, server: number): string {
  const bytes = {
    ...{ normal_read_bytes: normal * 1e6, direct_read_bytes: direct * 1e6, server_read_bytes: server * 1e6 },
    ...{ normal_write_bytes: 0, direct_write_bytes: 0, server_write_bytes: 0 },
  };
  return `"nfs":${JSON.stringify({ '/mnt': { bytes } })}`;
}

test('what was read of NFS on all hosts, by applications and from servers, within the benchmark', async ({
  directory,
}) => {
  const header = exampleHeader({
    // Ticks are 10 s apart; the benchmark had half of the interval from 10 to 20 s.
    benchmark: { ...exampleHeader().benchmark, start_time: noonPlus(0), end_time: noonPlus(15) },
    num_samples: 5,
    hosts_requested: ['node1', 'node2'],
    hosts_collected: ['node1', 'node2'],
    host_status: { node1: exampleStatus(3), node2: exampleStatus(2) },
  });
  const file = await written(
    path.join(directory, 'a.json'),
    seriesText(header, [
      [
        'node1',
        [
          sampleLine('node1', 0, nfs(5, 5, 5)),
          sampleLine('node1', 1, nfs(105, 25, 35)),
          sampleLine('node1', 2, nfs(305, 25, 45)),
        ],
      ],
      ['node2', [sampleLine('node2', 0, nfs(0, 0, 0)), sampleLine('node2', 1, nfs(7, 0, 2))]],
    ]),
  );
  const { moved, hosts } = await summarize(file);
  // 120 + 200 / 2 + 7 and 30 + 10 / 2 + 2
  const none = { diskRead: null, diskWritten: null, lustreRead: null, lustreWritten: null };
  assert.equal(moved, { ...none, nfsAppRead: 227, nfsRead: 37, nfsWritten: 0 });
  assert.equal(hosts[1]?.metrics.nfs_read_mb_per_s, { mean: 0.2, max: 0.2 });
  // The page says the same; of a phase from 15 to 20 s there is the other half of node1's second interval.
  const run = await readRun(file);
  assert.equal(movedIn(run, windowOf(run.header)), moved);
  const [start, end] = [Date.parse(noonPlus(15)), Date.parse(noonPlus(20))];
  const phase = { label: 'late', tool: 'fio', start, end } as const;
  const of = (count: number) => summarize(file, undefined, () => Array.from({ length: count }, () => phase));
  const { phases, morePhases } = await of(25);
  assert.equal([phases.length, morePhases], [20, 5]);
  assert.equal(phases[0], { phase, moved: { ...none, nfsAppRead: 100, nfsRead: 5, nfsWritten: 0 } });
  assert.equal(movedIn(run, phase), phases[0]?.moved);
});

test('what Lustre has moved between readings ten seconds apart, and states of its targets', async ({
  directory,
}) => {
  const header = exampleHeader({
    benchmark: { ...exampleHeader().benchmark, start_time: noonPlus(0), end_time: noonPlus(30) },
    num_samples: 4,
    hosts_requested: ['node1'],
    hosts_collected: ['node1'],
    host_status: { node1: exampleStatus(4) },
  });
  const lustre = (read: number, evicted: number) => {
    const fs1 = {
      osts: { found: 2, summed: 2, read: 2 },
      ost_states: { full: 2 - evicted, evicted, idle: 0 },
      pages_per_rpc: { 256: { read_rpcs: 7, write_rpcs: 7 } },
      wire: { read_bytes: read, write_bytes: 0 },
    };
    return `"lustre":${JSON.stringify({ fs1 })}`;
  };
  const lines = [lustre(0, 0), '', lustre(20e6, 1), lustre(50e6, 0)].map((sources, tick) =>
    sampleLine('node1', tick, sources),
  );
  const file = await written(path.join(directory, 'a.json'), seriesText(header, [['node1', lines]]));
  const { moved, hosts, targetStates } = await summarize(file);
  assert.equal([moved.lustreRead, moved.lustreWritten], [50, 0]);
  assert.is(hosts[0]?.metrics.lustre_read_mb_per_s?.max, 3);
  assert.equal(targetStates, [['Lustre fs1: OSTs were evicted', 1]]);
});

test.run();
