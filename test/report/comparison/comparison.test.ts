import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { compareRuns } from '../../../src/report/comparison/comparison.ts';
import { renderComparison } from '../../../src/report/comparison/text/comparison-text.ts';
import { readRun } from '../../../src/report/data/run.ts';
import { phasesOfMarks } from '../../../src/report/phases/phases.ts';
import type { SeriesHeader } from '../../../src/series/schema.ts';
import {
  exampleHeader,
  exampleInfo,
  exampleStatus,
  networkInterface,
  noonPlus,
  rdmaPort,
  sampleLine,
  seriesText,
} from '../../series/example.ts';

const test = suite<{ directory: string }>('comparison of two runs');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-compare-'));
});
test.after.each(async ({ directory }) => await rm(directory, { recursive: true }));

const interfaces = [networkInterface('eth0', { has_device: true })];

/** A run of hosts that receive at these rates, MB/s, for ten seconds each. */
async function run(
  directory: string,
  hosts: Record<string, readonly number[]>,
  more: Partial<SeriesHeader> = {},
) {
  const header = exampleHeader({
    host_status: Object.fromEntries(Object.keys(hosts).map((host) => [host, exampleStatus(3)])),
    host_info: Object.fromEntries(Object.keys(hosts).map((host) => [host, exampleInfo({ interfaces })])),
    ...more,
  });
  const lines = (host: string, rates: readonly number[]) => {
    const sums = [0, ...rates].map((_, tick) =>
      rates.slice(0, tick).reduce((all, rate) => all + rate * 1e7, 0),
    );
    return sums.map((sum, tick) =>
      sampleLine(host, tick, `"netdev":[{"interface_name":"eth0","rx_bytes":${sum},"tx_bytes":0}]`),
    );
  };
  const file = path.join(directory, `${Math.random()}.json`);
  await writeFile(
    file,
    seriesText(
      header,
      Object.entries(hosts).map(([host, rates]) => [host, lines(host, rates)]),
    ),
  );
  const read = await readRun(file);
  return { run: read, phases: phasesOfMarks(read.header) };
}

const marks = [
  { label: 'write', time: noonPlus(0) },
  { label: 'read', time: noonPlus(10) },
];

test('medians of the whole run and of common phases, with other hosts and phases that lie elsewhere', async ({
  directory,
}) => {
  const before = await run(directory, { a: [100, 10], b: [200, 10], c: [300, 40] }, { marks });
  const after = await run(
    directory,
    { x: [20, 90], y: [30, 90] },
    {
      marks: [
        { label: 'read', time: noonPlus(0) },
        { label: 'sleep', time: noonPlus(10) },
      ],
    },
  );
  const { phases, onlyBefore, onlyAfter, commonHosts } = compareRuns(before, after);
  const received = phases.map(({ label, beforeSeconds, afterSeconds, metrics }) => {
    const found = metrics.find(({ metric }) => metric === 'net_rx_mb_per_s');
    return [
      label,
      beforeSeconds,
      afterSeconds,
      found?.before?.median,
      found?.after?.median,
      found?.changePercent,
      found?.isBeyondSpread,
    ];
  });
  assert.equal(received, [
    // Means of hosts: 55 105 170, and 55 60.
    ['whole run', 20, 20, 105, 57.5, (100 * (57.5 - 105)) / 105, false],
    // 10 10 40, and 20 30: twice 1.4826 × 5 is 14.8.
    ['read', 10, 10, 10, 25, 150, true],
  ]);
  assert.equal([onlyBefore, onlyAfter, commonHosts], [['write'], ['sleep'], 0]);
});

test('a change is beyond the spread if medians differ by more than hosts do, and by more than a tenth', async ({
  directory,
}) => {
  const isBeyond = async (...rates: number[]) => {
    const hosts = (all: readonly number[]) => Object.fromEntries(all.map((rate, at) => [`h${at}`, [rate]]));
    const before = await run(directory, hosts([100, 110]));
    const [whole] = compareRuns(before, await run(directory, hosts(rates))).phases;
    return whole?.metrics.find(({ metric }) => metric === 'net_rx_mb_per_s')?.isBeyondSpread;
  };
  // Of A the median is 105 and hosts differ by 1.4826 × 5 = 7.4: twice that is 14.8.
  assert.is(await isBeyond(80, 90), true);
  assert.is(await isBeyond(85, 96), false);
  // Hosts of B differ by 1.4826 × 10: 29.7.
  assert.is(await isBeyond(70, 90), false);
  // One of B that does nothing does not stretch it.
  assert.is(await isBeyond(0, 60, 61, 62, 63), true);
});

test('what is another: the command, and facts of hosts', async ({ directory }) => {
  const before = await run(directory, { a: [1] });
  const benchmark = { ...exampleHeader().benchmark, command: ['ior', '-a'], exit_code: 3 };
  const host_info = { a: exampleInfo({ interfaces, kernel: '5.14' }) };
  const { facts } = compareRuns(before, await run(directory, { a: [1] }, { benchmark, host_info }));
  assert.equal(facts, [
    { what: 'command', before: 'dlio_benchmark workload=unet3d', after: 'ior -a', of: 'run', hosts: [] },
    { what: 'exit code', before: '0', after: '3', of: 'run', hosts: [] },
    { what: 'kernel', before: '6.1.0-18-amd64', after: '5.14', of: 'all hosts', hosts: [] },
  ]);
});

test('what only one of two runs has is there, with none for the other; the star is for what both have', async ({
  directory,
}) => {
  const nfs = (tick: number) =>
    `"nfs":{"/m":{"bytes":{"server_read_bytes":${tick * 5e7},"server_write_bytes":0}}},"loadavg":{"load_1min":1}`;
  const file = path.join(directory, 'nfs.json');
  const header = exampleHeader({ host_status: { a: exampleStatus(3) } });
  await writeFile(
    file,
    seriesText(header, [['a', [0, 1, 2].map((tick) => sampleLine('a', tick, nfs(tick)))]]),
  );
  const withNfs = { run: await readRun(file), phases: [], phasesFrom: 'fio\u001b.json' };
  const without = await run(directory, { a: [10, 10] });
  const lines = (text: string) => text.split('\n').filter((line) => /NFS|Network rec|Load|^A: /.test(line));
  // The network and the load, which every node has, are not known of the other: nothing is said of them.
  assert.equal(lines(renderComparison(compareRuns(withNfs, without), ['one', 'other'])), [
    'A: one, 1 of 1 hosts complete, means over benchmark, phases from fio\\u{1b}.json',
    '  NFS read from servers, MB/s   5.00  none     –',
    '  NFS written to servers, MB/s     0  none     –',
  ]);
  const [whole] = compareRuns(without, withNfs).phases;
  const found = whole?.metrics.find(({ metric }) => metric === 'nfs_read_mb_per_s');
  assert.equal([found?.before, found?.after?.median, found?.changePercent], [null, 5, null]);
  assert.is(found?.isBeyondSpread, false);
});

test('what a file of before does not tell is no change: settings, options of mounts, RDMA ports', async ({
  directory,
}) => {
  const mounts = [{ source: 's:/e', target: '/mnt', type: 'nfs4', options: 'rw,hard' }];
  const rdma_ports = [rdmaPort('mlx5_0', 'mlx5_core', { rate: '200 Gb/sec (4X HDR)' })];
  const settings = { 'vm.dirty_ratio': '20' };
  const of = (more: Parameters<typeof exampleInfo>[0]) => ({
    host_info: { a: exampleInfo({ interfaces, ...more }) },
  });
  const old = await run(directory, { a: [1] }, of({ mounts: [{ ...mounts[0]!, options: undefined }] }));
  const now = await run(directory, { a: [1] }, of({ mounts, rdma_ports, settings }));
  assert.equal(compareRuns(old, now).facts, []);
  assert.equal(compareRuns(now, old).facts, []);
  // One that tells them and has none is another.
  const none = await run(directory, { a: [1] }, of({ settings }));
  assert.equal(
    compareRuns(now, none).facts.map(({ what, before, after }) => [what, before, after]),
    [
      ['RDMA port mlx5_0/1', '200 Gb/sec (4X HDR), mlx5_core', 'not there'],
      ['options of /mnt', 'rw,hard', 'not there'],
    ],
  );
});

test('as text: first what changed, then how long it took, then medians beyond the spread with a star', async ({
  directory,
}) => {
  const before = await run(directory, { a: [100], b: [110] });
  const benchmark = { ...exampleHeader().benchmark, end_time: noonPlus(30) };
  const after = await run(directory, { a: [50], b: [52] }, { benchmark });
  const text = renderComparison(compareRuns(before, after), ['one.json', 'two\u001b[31m.json']);
  // Over 30 s, of which they sampled 10.
  assert.equal(text.split('\n'), [
    'The whole run took 50 % longer (0:20 → 0:30): the median host received 51 MB/s from the network, 105 before.',
    '',
    'A: one.json, 2 of 2 hosts complete, means over benchmark',
    'B: two\\u{1b}[31m.json, 2 of 2 hosts complete, means over benchmark',
    '',
    '              A     B  change',
    'whole run  0:20  0:30   +50 %',
    '',
    'whole run: 0:20 → 0:30, +50 %',
    '                                         A                    B   change',
    '  Network received, MB/s  105 (100 to 110)  51.0 (50.0 to 52.0)  −51 % *',
    '  1 metric differs by less than hosts do anyway',
    '',
    'medians over hosts (least to greatest); * differs by more than hosts do anyway; --all shows every metric',
    '',
  ]);
});

test('what differs by less than hosts do anyway is a number, and with all it is there; no digits that mean nothing', async ({
  directory,
}) => {
  const before = await run(directory, { a: [100], b: [110] });
  const after = await run(directory, { a: [100.000_000_1], b: [110] });
  const comparison = compareRuns(before, after);
  const short = renderComparison(comparison, ['one', 'two']);
  assert.match(
    short,
    /^Nothing stands out: no change is more than hosts and runs differ by anyway \(0:20 → 0:20\)\.\n/,
  );
  assert.match(short, /\nall metrics differ by less than hosts do anyway: whole run\n/);
  assert.not.match(short, /Network received/);
  const all = renderComparison(comparison, ['one', 'two'], 'all');
  assert.match(all, /\n {2}Network received, MB\/s {2}105 \(100 to 110\) {2}105 \(100 to 110\) +±0 %\n/);
});

test.run();
