import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readRun } from '../../../src/report/data/run.ts';
import { phaseMeans, totalsOf } from '../../../src/report/phases/phase-means.ts';
import { summarize } from '../../../src/report/summary/summary.ts';
import {
  exampleHeader,
  exampleStatus,
  noonPlus,
  sampleLine,
  seriesText,
  written,
} from '../../series/example.ts';

const test = suite<{ directory: string }>('a source that is read at few ticks');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-sparse-'));
});
test.after.each(async ({ directory }) => await rm(directory, { recursive: true }));

const at = (seconds: number) => Date.parse(noonPlus(seconds));
const phase = (label: string, from: number, to: number) => ({ label, start: at(from), end: at(to) });
/** How many MB NFS has had when it was read, by tick. */
const READ: Readonly<Record<number, number>> = { 0: 1000, 10: 1020, 20: 1120, 25: 1120 };
const TICKS = Array.from({ length: 26 }, (_, tick) => tick);

/** A host that samples each second from noon on and reads NFS at ticks 0, 10, 20 and the last. */
function text(start: number, end: number): string {
  const lines = TICKS.map((tick) => {
    const megabytes = READ[tick];
    const nfs =
      megabytes === undefined ? '' : `,"nfs":{"/data":{"bytes":{"server_read_bytes":${megabytes * 1e6}}}}`;
    return sampleLine('node1', tick, `"loadavg":{"load_1min":${tick}}${nfs}`);
  });
  const header = exampleHeader({
    collection_interval_seconds: 1,
    num_samples: lines.length,
    hosts_requested: ['node1'],
    hosts_collected: ['node1'],
    host_status: { node1: exampleStatus(lines.length) },
    host_info: {},
    benchmark: { ...exampleHeader().benchmark, start_time: noonPlus(start), end_time: noonPlus(end) },
  });
  return seriesText(header, [['node1', lines]]);
}

test('means and what was moved are exact between readings, and in proportion where a phase begins or ends between', async ({
  directory,
}) => {
  const file = await written(path.join(directory, 'run.json'), text(0, 20));
  const { hosts, moved } = await summarize(file);
  assert.equal(hosts[0]?.metrics.nfs_read_mb_per_s, { mean: 6, max: 10 }); // 120 MB in 20 s; 100 MB in 10 s
  assert.is(moved.nfsRead, 120);
  const run = await readRun(file);
  assert.equal(totalsOf(run, 'nfs_read_mb_per_s'), [120]);
  const phases = [
    ...[phase('read', 0, 10), phase('write', 10, 20), phase('rest', 20, 25)],
    // 4 of the 10 s at 2 MB/s, 2 at 10 MB/s; all within one reading; nothing was read there.
    ...[phase('across', 6, 12), phase('within', 13, 14.5), phase('before', -5, 0)],
  ];
  const means = phaseMeans(run, phases);
  const of = (metric: 'nfs_read_mb_per_s' | 'load_1min') =>
    means.get(metric)?.map((hosts) => hosts.map(({ value }) => value));
  assert.equal(of('nfs_read_mb_per_s'), [[2], [10], [0], [28 / 6], [10], []]);
  // What is read at each tick is as it was: the mean of 1 to 10.
  assert.is(of('load_1min')?.[0]?.[0], 5.5);
});

test('a window that cuts an interval has a part of what was moved in it', async ({ directory }) => {
  const file = await written(path.join(directory, 'run.json'), text(15, 22));
  const { hosts, moved } = await summarize(file);
  assert.is(moved.nfsRead, 50);
  assert.equal(hosts[0]?.metrics.nfs_read_mb_per_s, { mean: 50 / 7, max: 10 });
});

test('charts have it at each tick, as the mean of the time since it was read', async ({ directory }) => {
  const file = await written(path.join(directory, 'run.json'), text(0, 20));
  const run = await readRun(file);
  const [values] = run.valuesOf('nfs_read_mb_per_s');
  assert.equal([...(values ?? [])], [...Array(10).fill(2), ...Array(10).fill(10), ...Array(5).fill(0)]);
});

test.run();
