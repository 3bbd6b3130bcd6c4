import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { compareRuns } from '../../src/report/comparison/comparison.ts';
import { readRun } from '../../src/report/data/run.ts';
import { limitsFor } from '../../src/report/page/chart-data.ts';
import { pageRun } from '../../src/report/page/page-run.ts';
import { phaseMeans, totalsOf } from '../../src/report/phases/phase-means.ts';
import { phasesOfMarks, windowOf } from '../../src/report/phases/phases.ts';
import { summarize } from '../../src/report/summary/summary.ts';
import { renderSummary } from '../../src/report/summary/summary-text.ts';
import type { SeriesHeader } from '../../src/series/schema.ts';
import { exampleHeader, exampleStatus, noonPlus, seriesText, written } from '../series/example.ts';

const test = suite<{ directory: string }>('late samples, and one window for all that is shown');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-window-'));
});
test.after.each(async ({ directory }) => await rm(directory, { recursive: true }));

/** A sample so many seconds after noon by the clock of rank 0, when so many sectors were written. */
function line(host: string, seconds: number, sectors: number, more: object, offsetMs = 0): string {
  const disks = [{ device_name: 'sda', sectors_read: 0, sectors_written: sectors }];
  const timestamp = noonPlus(seconds + offsetMs / 1000);
  return JSON.stringify({ timestamp, hostname: host, tick: null, ...more, diskstats: disks });
}

const benchmark = { ...exampleHeader().benchmark, start_time: noonPlus(-0.5), end_time: noonPlus(3.5) };

/** 524.288 MB are written between 1.0 and 2.6 s: 327.68 MB/s; of tick 2, which is due at 2 s, by a host whose clock is ahead. */
async function lateFile(directory: string, more: Partial<SeriesHeader> = {}): Promise<string> {
  const header = exampleHeader({
    collection_interval_seconds: 1,
    num_samples: 6,
    benchmark,
    marks: [
      { time: noonPlus(1), label: 'write' },
      { time: noonPlus(2.6), label: 'sync' },
    ],
    host_status: { a: exampleStatus(6, { rank: 1, clock_offset_ms: 250 }) },
    ...more,
  });
  const lines = [
    line('a', -1, 0, { kind: 'baseline' }, 250),
    line('a', 0, 0, { tick: 0 }, 250),
    line('a', 1, 0, { tick: 1 }, 250),
    line('a', 2.6, 1_024_000, { tick: 2, late_ms: 600 }, 250),
    line('a', 3, 1_024_000, { tick: 3 }, 250),
    line('a', 4, 1_026_000, { kind: 'final' }, 250),
  ];
  return await written(path.join(directory, 'late.json'), seriesText(header, [['a', lines]]));
}

const writes = 'disk_write_mb_per_s';

test('what a late sample has counts up to when it was read', async ({ directory }) => {
  const run = await readRun(await lateFile(directory));
  const phases = phasesOfMarks(run.header);
  const means = phaseMeans(run, phases).get(writes);
  // "sync" is 2.6 to 3.5 s: nothing for 0.4 s, then half of the 1.024 MB/s of the last second.
  assert.equal(
    means?.map((hosts) => hosts.map(({ value }) => value.toFixed(6))),
    [['327.680000'], [((1.024 * 0.5) / 0.9).toFixed(6)]],
  );
  assert.ok(Math.abs((totalsOf(run, writes)[0] ?? 0) - 525.312) < 1e-6);
});

test('summary, page and comparison have the same means over the benchmark', async ({ directory }) => {
  const file = await lateFile(directory);
  const summary = await summarize(file);
  const run = await readRun(file);
  const phased = { run, phases: phasesOfMarks(run.header) };
  const mean = summary.hosts[0]?.metrics[writes]?.mean ?? Number.NaN;
  // 524.288 MB and half of 1.024 in the 4 s of the benchmark, which begins within the first interval.
  assert.is(mean.toFixed(6), ((524.288 + 0.512) / 4).toFixed(6));
  const page = await pageRun(run, phased.phases, limitsFor(1));
  const cell = page.phaseTable[0]?.cells.find(({ metric }) => metric === writes);
  assert.is(cell?.spread.median, mean);
  const [whole] = compareRuns(phased, phased).phases;
  assert.is(whole?.metrics.find(({ metric }) => metric === writes)?.before?.median, mean);
  assert.equal([summary.window, page.window], ['benchmark', 'benchmark']);
  assert.match(renderSummary(summary, { width: 200, color: 'never' }), /, means over benchmark, /);
});

test('where the benchmark has no start or end, means are over all samples, and it is said', async ({
  directory,
}) => {
  for (const times of [{ start_time: null }, { end_time: null }, { end_time: noonPlus(-10) }]) {
    const more = { benchmark: { ...benchmark, ...times } };
    assert.is(windowOf(exampleHeader(more)).name, 'all samples');
    const file = await lateFile(directory, more);
    const summary = await summarize(file);
    const mean = summary.hosts[0]?.metrics[writes]?.mean ?? Number.NaN;
    assert.is(mean.toFixed(6), (525.312 / 5).toFixed(6));
    assert.match(renderSummary(summary, { width: 200, color: 'never' }), /, means over all samples, /);
    const run = await readRun(file);
    const page = await pageRun(run, [], limitsFor(1));
    const cell = page.phaseTable[0]?.cells.find(({ metric }) => metric === writes);
    assert.is(cell?.spread.median, mean);
  }
});

test('a benchmark that by its clock was when nobody sampled: all samples', () => {
  const status = (first: number, last: number, clock_offset_ms: number) =>
    exampleStatus(2, { first_sample: noonPlus(first), last_sample: noonPlus(last), clock_offset_ms });
  const name = (...hosts: ReturnType<typeof status>[]) =>
    windowOf(exampleHeader({ host_status: Object.fromEntries(hosts.entries()) })).name;
  // The benchmark is from 0 to 20 s.
  assert.is(name(), 'benchmark');
  assert.is(name(status(-5, 1, 0)), 'benchmark');
  assert.is(name(status(3600, 3620, 0)), 'all samples');
  assert.is(name(status(3600, 3620, 3_600_000)), 'benchmark');
  assert.is(name(status(-30, 0, 0), status(20, 40, 0)), 'all samples');
  assert.is(name(status(-30, 0, 0), status(19, 40, 0)), 'benchmark');
});

test('a thinned file says how far apart its samples are, hosts that differ from what to what', async ({
  directory,
}) => {
  const header = exampleHeader({
    collection_interval_seconds: 0.2,
    host_status: {
      a: exampleStatus(3),
      b: exampleStatus(3, { gaps: [{ from_tick: 4, to_tick: 8, reason: 'why' }] }),
      c: exampleStatus(2),
    },
  });
  const ticks = (host: string, ...all: number[]): [string, string[]] => [
    host,
    all.map((tick) => line(host, tick * 0.2, 0, { tick })),
  ];
  const said = async (hosts: [string, string[]][]) => {
    const file = await written(path.join(directory, 'thin.json'), seriesText(header, hosts));
    const run = await readRun(file);
    assert.equal(run.spacing, (await summarize(file)).spacing);
    const phased = { run, phases: [] };
    const other = { ...phased, run: { ...run, spacing: { least: 7, most: 7 } } };
    assert.is(compareRuns(phased, other).facts.find(({ what }) => what === 'samples')?.after, 'every 7 s');
    return /every .*? s,/.exec(renderSummary(await summarize(file), { width: 200, color: 'never' }))?.[0];
  };
  assert.is(await said([ticks('a', 0, 4, 8), ticks('b', 0, 12, 16)]), 'every 0.8 s,');
  assert.is(await said([ticks('a', 0, 4, 8), ticks('c', 3, 4)]), 'every 0.2 to 0.8 s,');
  assert.is(await said([ticks('a', 0)]), 'every 0.2 s,');
});

test.run();
