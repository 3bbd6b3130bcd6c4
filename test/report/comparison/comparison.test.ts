import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { compareRuns } from '../../../src/report/comparison/comparison.ts';
import { renderComparison } from '../../../src/report/comparison/comparison-text.ts';
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
  const { phases, unmatched } = compareRuns(before, after);
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
    // 10 10 40, and 20 30.
    ['read', 10, 10, 10, 25, 150, false],
  ]);
  assert.equal(unmatched, ['write', 'sleep']);
});

test('a change is beyond the spread if no host of one run is like any of the other', async ({
  directory,
}) => {
  const isBeyond = async (one: number, other: number) => {
    const before = await run(directory, { a: [100], b: [110] });
    const after = await run(directory, { a: [one], b: [other] });
    const [whole] = compareRuns(before, after).phases;
    return whole?.metrics.find(({ metric }) => metric === 'net_rx_mb_per_s')?.isBeyondSpread;
  };
  assert.is(await isBeyond(80, 90), true);
  assert.is(await isBeyond(80, 100), false);
  assert.is(await isBeyond(111, 112), true);
  assert.is(await isBeyond(110.5, 110.6), true);
});

test('what is another: the command, and facts of hosts', async ({ directory }) => {
  const before = await run(directory, { a: [1] });
  const benchmark = { ...exampleHeader().benchmark, command: ['ior', '-a'], exit_code: 3 };
  const host_info = { a: exampleInfo({ interfaces, kernel: '5.14' }) };
  const { facts } = compareRuns(before, await run(directory, { a: [1] }, { benchmark, host_info }));
  assert.equal(facts, [
    { what: 'command', before: 'dlio_benchmark workload=unet3d', after: 'ior -a' },
    { what: 'exit code', before: '0', after: '3' },
    { what: 'kernel', before: '6.1.0-18-amd64', after: '5.14' },
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
  assert.equal(compareRuns(now, none).facts, [
    { what: 'RDMA port mlx5_0/1', before: '200 Gb/sec (4X HDR), mlx5_core', after: 'not there' },
    { what: 'options of /mnt', before: 'rw,hard', after: 'not there' },
  ]);
});

test('as text: one row a metric, what is beyond the spread has a star', async ({ directory }) => {
  const before = await run(directory, { a: [100], b: [110] });
  const after = await run(directory, { a: [50], b: [52] });
  const text = renderComparison(compareRuns(before, after), ['one.json', 'two\u001b[31m.json']);
  const lines = text.split('\n');
  assert.equal(lines.slice(0, 2), [
    'A: one.json, 2 of 2 hosts complete, means over benchmark',
    'B: two\\u{1b}[31m.json, 2 of 2 hosts complete, means over benchmark',
  ]);
  const row = lines.find((line) => line.includes('Network received'));
  assert.match(
    row ?? '',
    /Network received, MB\/s {2}105 \(100 to 110\) {2}51\.0 \(50\.0 to 52\.0\) {2}−51 % \*/,
  );
});

test.run();
