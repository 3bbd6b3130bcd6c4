import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { cacheAnswers, PageCache } from '../../../src/report/page-cache/page-cache.ts';
import type { BenchmarkResult } from '../../../src/result/result.ts';
import type { HostInfo, HostStatus, Sample } from '../../../src/series/schema.ts';
import { exampleHeader, exampleStatus, noonPlus } from '../../series/example.ts';
import { exactly, hostWith } from './made-host.ts';

const MIB = 2 ** 20;
const SECTORS_PER_MIB = 2048;

/** At a second after noon, with `more` of what the kernel says. */
function sample(second: number, more: Record<string, unknown>, tick: number | null = second / 10): Sample {
  return { timestamp: noonPlus(second), hostname: 'node1', tick, ...more };
}

function disks(readMib: number, writtenMib: number, name = 'loop0'): Record<string, unknown> {
  return {
    diskstats: [
      {
        device_name: name,
        sectors_read: readMib * SECTORS_PER_MIB,
        sectors_written: writtenMib * SECTORS_PER_MIB,
      },
      { device_name: 'vda', sectors_read: readMib * 9999, sectors_written: writtenMib * 9999 },
    ],
  };
}

const meminfo = (Cached: number, Dirty: number, Writeback = 0) => ({
  meminfo: { Cached, Buffers: 8, Dirty, Writeback },
});

function fio(read: bigint, written: bigint): BenchmarkResult {
  const counted = (bytes: bigint) => ({ least: bytes, most: bytes, basis: 'counted' }) as const;
  const nothing = { operations: [], printed: [], phases: [], remarks: [] };
  return { format: 'fio', tool: 'fio', read: counted(read), written: counted(written), ...nothing };
}

/** The answers for a run from noon on for twenty seconds. */
function answers(
  hosts: Readonly<
    Record<string, readonly [info: HostInfo, samples: readonly Sample[], status?: Partial<HostStatus>]>
  >,
  results: readonly BenchmarkResult[] = [],
  marks: readonly { time: string; label: string }[] = [],
) {
  const entries = Object.entries(hosts);
  const header = exampleHeader({
    marks: [...marks],
    host_info: Object.fromEntries(entries.map(([host, [info]]) => [host, info])),
    host_status: Object.fromEntries(
      entries.map(([host, [, samples, status]]) => [host, exampleStatus(samples.length, status)]),
    ),
  });
  const phases = marks.map(({ time, label }, nth) => ({
    label,
    start: Date.parse(time),
    end: Date.parse(marks[nth + 1]?.time ?? noonPlus(20)),
  }));
  const cache = new PageCache(header, phases);
  for (const [host, [, samples]] of entries) for (const one of samples) cache.see(host, one);
  return cacheAnswers(cache.counted, results);
}

test('a disk: what the benchmark says, what its device delivered, and what came from the page cache', () => {
  const [whole] = answers(
    {
      node1: [
        hostWith({}),
        [
          sample(0, { ...disks(5, 7), ...meminfo(1000, 4) }),
          sample(10, { ...disks(105, 7), ...meminfo(90_000, 2048) }),
          sample(20, { ...disks(205, 67), ...meminfo(50_000, 40_960, 1024) }),
        ],
      ],
    },
    [fio(500n * BigInt(MIB), 100n * BigInt(MIB))],
  );
  assert.equal(whole?.read, {
    asked: { by: 'fio', ...exactly(500 * MIB) },
    delivered: exactly(200 * MIB),
    difference: exactly(300 * MIB),
  });
  assert.equal(whole?.written, {
    asked: { by: 'fio', ...exactly(100 * MIB) },
    delivered: exactly(60 * MIB),
    difference: exactly(40 * MIB),
  });
  assert.is(whole?.cache_grown, 49_000 * 1024);
  assert.is(whole?.waiting, 41 * MIB);
  assert.is(whole?.cache_of, 'host');
  assert.equal(whole?.storage, [
    { mount: '/mnt/x', type: 'ext4', kind: 'disk', disks: ['loop0'], hosts: 1, guessed: false },
  ]);
});

test("the job's own page cache, where its cgroup is the job's", () => {
  const cgroup = (file: number, dirty: number) => ({
    cgroup: { memory: { stat: { file_bytes: file, file_dirty_bytes: dirty, file_writeback_bytes: 5 } } },
  });
  const job = { version: 2, level: 'job', path: '/job_1' } as const;
  const samples = [
    sample(0, { ...disks(0, 0), ...meminfo(1, 1), ...cgroup(100, 0) }),
    sample(20, { ...disks(0, 0), ...meminfo(9, 9), ...cgroup(400, 30) }),
  ];
  const [whole] = answers({ node1: [hostWith({}, { job_cgroup: job }), samples] });
  assert.equal([whole?.cache_grown, whole?.waiting, whole?.cache_of], [300, 35, 'job']);
  const [node] = answers({ node1: [hostWith({}, { job_cgroup: { ...job, level: 'node' } }), samples] });
  assert.equal([node?.cache_grown, node?.waiting, node?.cache_of], [8 * 1024, 9 * 1024, 'host']);
});

test("the job's page cache where its cgroup is not read for each sample: never the host's less the job's", () => {
  const cgroup = (file: number, dirty: number) => ({
    cgroup: { memory: { stat: { file_bytes: file, file_dirty_bytes: dirty, file_writeback_bytes: 0 } } },
  });
  const job_cgroup = { version: 2, level: 'job', path: '/job_1' } as const;
  const host = { ...disks(0, 0), ...meminfo(50_000_000, 4000) };
  const samples = [
    sample(-10, { ...host, ...cgroup(100, 0) }),
    sample(0, host),
    sample(10, { ...host, ...cgroup(700, 7) }),
    sample(20, host),
    sample(30, { ...host, ...cgroup(900, 9) }),
  ];
  const marks = [{ time: noonPlus(0), label: 'a' }];
  const found = answers({ node1: [hostWith({}, { job_cgroup }), samples] }, [], marks);
  assert.equal(
    found.map(({ cache_grown, waiting, cache_of }) => [cache_grown, waiting, cache_of]),
    [
      [800, 9, 'job'],
      [800, 9, 'job'],
    ],
  );
});

test('NFS: applications and servers, by the mount under test alone', () => {
  const nfs: Parameters<typeof hostWith>[0] = {
    ...{ type: 'nfs4', device: '0:45', block_devices: [], visibility: 'seen', by: 'nfs' },
  };
  const bytes = (normal: number, direct: number, server: number, written: number) => ({
    bytes: {
      ...{ normal_read_bytes: normal, direct_read_bytes: direct, server_read_bytes: server },
      ...{ normal_write_bytes: written, direct_write_bytes: 0, server_write_bytes: written / 2 },
    },
  });
  const [whole] = answers(
    {
      node1: [
        hostWith(nfs, { sources: { nfs: 'ok' } }),
        [
          sample(0, { nfs: { '/mnt/x': bytes(10, 20, 30, 0), '/home': bytes(0, 0, 0, 0) } }),
          sample(20, { nfs: { '/mnt/x': bytes(1010, 220, 530, 8), '/home': bytes(7777, 7777, 7777, 0) } }),
        ],
      ],
    },
    [fio(5n, 5n)],
  );
  assert.equal(whole?.read, {
    asked: { by: 'client', ...exactly(1200) },
    delivered: exactly(500),
    difference: exactly(700),
  });
  assert.equal(whole?.written.difference, exactly(4));
});

const LUSTRE: Parameters<typeof hostWith>[0] = {
  ...{ source: 'mgs1@o2ib:mgs2@o2ib:/fs1/folder', type: 'lustre', device: '0:50' },
  ...{ block_devices: [], visibility: 'derived', by: 'lustre' },
};

/** A file system of Lustre at a second, with others beside it. */
function lustre(second: number, more: Record<string, unknown>, read = 64, summed = 64): Sample {
  const osts = { found: summed, summed, read };
  return sample(second, {
    lustre: { fs1: { osts, ...more }, fs2: { osts, bytes: { read_bytes_derived: 9e9 * second } } },
  });
}

function lustreRead(...samples: readonly Sample[]) {
  return answers({ node1: [hostWith(LUSTRE, { sources: { lustre: 'ok' } }), samples] }, [fio(5000n, 0n)])[0]
    ?.read;
}

test('Lustre: what was counted, by its servers and of applications', () => {
  const counts = (wire: number, llite: number) => ({
    wire: { read_bytes: wire, write_bytes: 0 },
    llite: { read_bytes: { calls: 1, bytes: llite }, write_bytes: { calls: 0, bytes: 0 } },
  });
  assert.equal(lustreRead(lustre(0, counts(100, 1000)), lustre(20, counts(400, 2000))), {
    asked: { by: 'client', ...exactly(1000) },
    delivered: exactly(300),
    difference: exactly(700),
  });
});

test('Lustre: what was derived; of what is estimated up to half may not have been', () => {
  const bytes = (derived: number, estimated: number) => ({
    bytes: {
      ...{ read_bytes_derived: derived, read_bytes_estimated: estimated },
      ...{ write_bytes_derived: 0, write_bytes_estimated: 0 },
    },
  });
  assert.equal(lustreRead(lustre(0, bytes(100, 0)), lustre(20, bytes(1100, 400))), {
    asked: { by: 'fio', ...exactly(5000) },
    delivered: { least: 1200, most: 1400 },
    difference: { least: 3600, most: 3800 },
  });
  // In between not all targets were read.
  const between = lustre(10, bytes(99_999, 0), 32);
  assert.equal(lustreRead(lustre(0, bytes(0, 0)), between, lustre(20, bytes(50, 0)))?.delivered, exactly(50));
  assert.is(lustreRead(lustre(0, bytes(0, 0)), lustre(20, bytes(50, 0), 32))?.delivered, null);
});

test('Lustre: other targets, or counters that began anew, are no difference', () => {
  const bytes = {
    bytes: {
      ...{ read_bytes_derived: 5, read_bytes_estimated: 0 },
      ...{ write_bytes_derived: 0, write_bytes_estimated: 0 },
    },
  };
  const rpcs = (read_rpcs: number) => ({ ...bytes, rpcs: { read_rpcs, write_rpcs: 0 } });
  assert.equal(lustreRead(lustre(0, rpcs(9)), lustre(20, rpcs(9)))?.delivered, exactly(0));
  assert.is(lustreRead(lustre(0, rpcs(9)), lustre(20, rpcs(9), 65, 65))?.delivered, null);
  assert.is(lustreRead(lustre(0, rpcs(9)), lustre(20, rpcs(8)))?.delivered, null);
  assert.is(lustreRead(lustre(0, {}), lustre(20, {}))?.delivered, null);
});

test('processes, where nothing else says it: at least so much', () => {
  const processes = (rchar_bytes: number, read_bytes: number) => ({
    processes: { 'fio/9/5': { rchar_bytes, wchar_bytes: 10, read_bytes } },
  });
  const run = (...counts: [rchar: number, read: number][]) =>
    answers({
      node1: [
        hostWith({}),
        counts.map(([rchar, read], at) => sample(10 * at, { ...disks(at, 0), ...processes(rchar, read) })),
      ],
    })[0]?.read;
  assert.equal(run([100, 0], [9 * MIB, 0], [9 * MIB + 100, 50]), {
    asked: { by: 'processes', least: 9 * MIB, most: null },
    delivered: exactly(2 * MIB),
    difference: { least: 7 * MIB, most: null },
  });
  // By mmap() or io_uring.
  assert.equal(run([100, 0], [200, 5000], [300, 2 * MIB])?.asked, null);
  // A program that was loaded.
  assert.equal(run([100, 0], [200, 5000], [300, 9000])?.asked, { by: 'processes', least: 200, most: null });
});

test('phases: what lies across their edges is of one or the other', () => {
  const [, first, second] = answers(
    {
      node1: [hostWith({}), [sample(0, disks(0, 0)), sample(10, disks(100, 0)), sample(20, disks(150, 0))]],
    },
    [],
    [
      { time: noonPlus(0), label: 'a' },
      { time: noonPlus(15), label: 'b' },
    ],
  );
  assert.equal(first?.read.delivered, { least: 100 * MIB, most: 150 * MIB });
  assert.equal(second?.read.delivered, { least: 0, most: 50 * MIB });
  assert.equal([first?.label, second?.label], ['a', 'b']);
});

test('phases of a result: what the benchmark says of each', () => {
  const info = hostWith({});
  const header = exampleHeader({ host_info: { node1: info }, host_status: { node1: exampleStatus(2) } });
  const [start, end] = [Date.parse(noonPlus(0)), Date.parse(noonPlus(20))];
  const read = { least: 5n * BigInt(MIB), most: 5n * BigInt(MIB), basis: 'counted' } as const;
  const cache = new PageCache(header, [{ label: 'read', start, end, tool: 'IOR', read }]);
  for (const one of [sample(0, disks(0, 0)), sample(20, disks(2, 0))]) cache.see('node1', one);
  const [whole, phase] = cacheAnswers(cache.counted, []);
  assert.is(whole?.read.asked, null);
  assert.equal(phase?.read.asked, { by: 'IOR', ...exactly(5 * MIB) });
  assert.equal(phase?.read.difference, exactly(3 * MIB));
});

test('no difference where a mount is not seen; the network is told for what it is', () => {
  const network = (rx: number) => ({ netdev: [{ interface_name: 'eth0', rx_bytes: rx, tx_bytes: 0 }] });
  const [whole] = answers(
    {
      node1: [
        hostWith({ type: 'beegfs', visibility: 'blind', by: null, block_devices: [] }),
        [sample(0, { ...disks(0, 0), ...network(0) }), sample(20, { ...disks(9, 0), ...network(5000) })],
      ],
    },
    [fio(500n, 0n)],
  );
  assert.equal(whole?.read, { asked: { by: 'fio', ...exactly(500) }, delivered: null, difference: null });
  assert.equal(whole?.no_difference.read, ['/mnt/x (beegfs) is not seen']);
  assert.equal(whole?.network, { received: 5000, sent: 0, rdma_received: null, rdma_sent: null });
});

test('no difference where a host lost samples, came late, was killed, or is not there at all', () => {
  const whole = [sample(0, disks(0, 0)), sample(10, disks(1, 1)), sample(20, disks(2, 2))];
  const why = (samples: readonly Sample[], status: Partial<HostStatus> = {}) =>
    answers({ node1: [hostWith({}), samples, status] }, [fio(9n, 9n)])[0];
  assert.equal(why(whole)?.no_difference.read, []);
  const gap = { gaps: [{ from_tick: 1, to_tick: 1, reason: 'late' }] };
  const lost = why([whole[0]!, whole[2]!], gap);
  assert.equal(lost?.no_difference, { read: ['node1 lacks samples'], written: ['node1 lacks samples'] });
  assert.equal([lost?.read.difference, lost?.written.difference], [null, null]);
  // What is known is told all the same.
  assert.equal(lost?.read.delivered, exactly(2 * MIB));
  assert.equal(why(whole.slice(1))?.read, {
    asked: { by: 'fio', ...exactly(9) },
    delivered: null,
    difference: null,
  });
  assert.equal(why(whole.slice(0, 2))?.no_difference.read, ['node1 lacks samples']);
  const two = answers({ node1: [hostWith({}), whole], node2: [hostWith({}), []] }, [fio(9n, 9n)]);
  assert.equal(two[0]?.no_difference.read, ['there is nothing of node2']);
  assert.is(two[0]?.read.difference, null);
});

test('a clock that was set back where there is no tick', () => {
  const samples = [sample(0, disks(0, 0)), sample(19, disks(1, 1), null), sample(5, disks(2, 2), null)];
  const [whole] = answers({ node1: [hostWith({}), [...samples, sample(30, disks(3, 3), null)]] }, [
    fio(9n, 9n),
  ]);
  assert.equal(whole?.no_difference.read, ['node1 lacks samples']);
});

test('a gap that is of another phase is none of this one', () => {
  const samples = [0, 10, 20, 30].map((second) => sample(second, disks(second, 0)));
  const gaps = [{ from_tick: 5, to_tick: 6, reason: 'late' }];
  const [whole] = answers({ node1: [hostWith({}), samples, { gaps }] }, [fio(9n, 9n)]);
  assert.equal(whole?.no_difference.read, []);
});

test('several hosts: their sum, and each by itself without what the benchmark says of all', () => {
  const of = (mib: number) => [hostWith({}), [sample(0, disks(0, 0)), sample(20, disks(mib, 0))]] as const;
  const [whole] = answers({ node1: of(10), node2: of(30) }, [fio(100n * BigInt(MIB), 0n)]);
  assert.equal(whole?.read.difference, exactly(60 * MIB));
  assert.is(whole?.storage[0]?.hosts, 2);
  assert.equal(whole?.hosts.node2?.read, { asked: null, delivered: exactly(30 * MIB), difference: null });
});

test('a disk that came, went or was reset in between is not known', () => {
  const delivered = (...rows: [mib: number, name: string][]) =>
    answers({ node1: [hostWith({}), rows.map(([mib, name], at) => sample(10 * at, disks(mib, 0, name)))] })[0]
      ?.read.delivered;
  assert.equal(delivered([0, 'loop0'], [5, 'loop0'], [9, 'loop0']), exactly(9 * MIB));
  assert.is(delivered([0, 'loop0'], [5, 'loop0'], [2, 'loop0']), null);
  assert.is(delivered([0, 'loop0'], [5, 'loop1'], [9, 'loop0']), null);
});

test('memory: nothing is delivered, and nothing compared', () => {
  const memory: Parameters<typeof hostWith>[0] = {
    type: 'tmpfs',
    visibility: 'memory',
    by: null,
    block_devices: [],
  };
  const [whole] = answers({ node1: [hostWith(memory), [sample(0, {}), sample(20, {})]] }, [fio(500n, 0n)]);
  assert.equal(whole?.read, { asked: { by: 'fio', ...exactly(500) }, delivered: null, difference: null });
  assert.is(whole?.network, null);
});

test('a plan and a bound from above are no amounts that were moved', () => {
  const samples = [sample(0, disks(0, 0)), sample(20, disks(1, 1))];
  const of = (basis: 'planned' | 'at-most' | 'rounded') =>
    answers({ node1: [hostWith({}), samples] }, [{ ...fio(0n, 0n), read: { least: 1n, most: 9n, basis } }])[0]
      ?.read.asked;
  assert.is(of('planned'), null);
  assert.is(of('at-most'), null);
  assert.equal(of('rounded'), { by: 'fio', least: 1, most: 9 });
});

test('where nobody has named the storage under test there is no answer', () => {
  assert.equal(answers({ node1: [{ ...hostWith({}), targets: undefined }, [sample(0, disks(0, 0))]] }), []);
});

test.run();
