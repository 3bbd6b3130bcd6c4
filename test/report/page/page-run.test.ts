import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readRun } from '../../../src/report/data/run.ts';
import { limitsFor } from '../../../src/report/page/chart-data.ts';
import { pageRun } from '../../../src/report/page/page-run.ts';
import type { Gap } from '../../../src/series/schema.ts';
import { exampleHeader, exampleStatus, noonPlus, sampleLine, seriesText } from '../../series/example.ts';
import { hostWith } from '../page-cache/made-host.ts';

const test = suite<{ directory: string }>('what a page says of a run');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-page-'));
});
test.after.each(async ({ directory }) => await rm(directory, { recursive: true }));

const at = (seconds: number) => Date.parse(noonPlus(seconds));

/** A host with these ticks, every ten seconds, and gaps, in a benchmark of so many seconds. */
async function page(directory: string, ticks: readonly number[], gaps: readonly Gap[], seconds: number) {
  const header = exampleHeader({
    benchmark: { ...exampleHeader().benchmark, end_time: noonPlus(seconds) },
    host_status: {
      a: exampleStatus(ticks.length, { gaps: [...gaps], last_sample: noonPlus(10 * (ticks.at(-1) ?? 0)) }),
    },
  });
  const file = path.join(directory, 'run.json');
  await writeFile(
    file,
    seriesText(header, [['a', ticks.map((tick) => sampleLine('a', tick, '"meminfo":{"Cached":1}'))]]),
  );
  return await pageRun(await readRun(file), [], limitsFor(1));
}

const gap = (from_tick: number, to_tick: number) => ({ from_tick, to_tick, reason: 'why' });

test('a gap reaches from the sample before it to that behind it', async ({ directory }) => {
  const { hosts } = await page(directory, [0, 4, 16, 20], [gap(8, 12)], 200);
  assert.equal(hosts[0]?.gaps, [{ from: at(40), to: at(160), reason: 'why' }]);
});

test('a gap at an end of the run reaches no further than the run', async ({ directory }) => {
  const { hosts } = await page(directory, [2, 3], [gap(0, 1), gap(4, 900)], 60);
  assert.equal(
    hosts[0]?.gaps.map(({ from, to }) => [from, to]),
    [
      [at(0), at(20)],
      [at(30), at(60)],
    ],
  );
});

test('samples that were thinned out are further apart than the interval', async ({ directory }) => {
  const { interval_seconds, spacing } = await page(directory, [0, 4, 8, 16], [gap(12, 12)], 200);
  assert.equal([interval_seconds, spacing], [10, { least: 40, most: 40 }]);
  assert.equal((await page(directory, [3], [], 200)).spacing, { least: 10, most: 10 });
});

test('an amount says of how many hosts it is known', async ({ directory }) => {
  const card = (rx_bytes: number) =>
    `"meminfo":{"Cached":0},"netdev":[{"interface_name":"eth0","rx_bytes":${rx_bytes},"tx_bytes":0}]`;
  const header = exampleHeader({ host_status: { a: exampleStatus(2), b: exampleStatus(2) } });
  const text = seriesText(header, [
    ['a', [sampleLine('a', 0, card(0)), sampleLine('a', 1, card(2e9))]],
    ['b', [0, 1].map((tick) => sampleLine('b', tick, '"meminfo":{"Cached":0}'))],
  ]);
  const file = path.join(directory, 'run.json');
  await writeFile(file, text);
  const { totals } = await pageRun(await readRun(file), [], limitsFor(1));
  assert.equal(totals, [
    { what: 'received from the network', gigabytes: 2, hosts: 1 },
    { what: 'sent to the network', gigabytes: 0, hosts: 1 },
    { what: 'page cache grew by', gigabytes: 0, hosts: 2 },
  ]);
});

test('what NFS had from memory is told of the benchmark, as in a summary; amounts are of all samples', async ({
  directory,
}) => {
  const nfs = (tick: number, server: number, asked: number) =>
    sampleLine(
      'a',
      tick,
      `"nfs":{"/m":{"bytes":{"server_read_bytes":${server},"normal_read_bytes":${asked},"direct_read_bytes":0}}}`,
    );
  const header = exampleHeader({
    benchmark: { ...exampleHeader().benchmark, start_time: noonPlus(0), end_time: noonPlus(10) },
    host_status: { a: exampleStatus(3, { last_sample: noonPlus(20) }) },
  });
  const file = path.join(directory, 'run.json');
  await writeFile(file, seriesText(header, [['a', [nfs(0, 0, 0), nfs(1, 2e9, 3e9), nfs(2, 4e9, 9e9)]]]));
  const { storage, totals, phasesFrom } = await pageRun(await readRun(file), [], limitsFor(1));
  assert.equal(storage, [
    'NFS: applications read 3.00 GB, servers gave 2.00 GB; 1.00 GB came from the page cache',
  ]);
  assert.equal(totals, [
    { what: 'read from NFS servers', gigabytes: 4, hosts: 1 },
    { what: 'read of NFS by applications', gigabytes: 9, hosts: 1 },
  ]);
  assert.is(phasesFrom, null);
});

test('what of the storage under test came from the page cache, for the run and the phases that it is given', async ({
  directory,
}) => {
  const mount = '/<script>\u001b';
  const of = (sectors: number, rchar_bytes: number) =>
    JSON.stringify({
      diskstats: [{ device_name: 'loop0', sectors_read: sectors, sectors_written: 0 }],
      processes: { 'fio/1/1': { rchar_bytes, wchar_bytes: 0, read_bytes: 0, write_bytes: 0 } },
    }).slice(1, -1);
  const header = exampleHeader({
    host_status: { a: exampleStatus(3) },
    host_info: { a: hostWith({ target: mount }) },
  });
  const file = path.join(directory, 'run.json');
  const lines = [of(0, 0), of(20_000, 5e9), of(20_000, 9e9)].map((more, tick) => sampleLine('a', tick, more));
  await writeFile(file, seriesText(header, [['a', lines]]));
  const phase = { label: 'second', start: at(10), end: at(20) };
  const run = await readRun(file, undefined, async () => [phase]);
  assert.equal((await pageRun(run, [phase], limitsFor(1))).storage, [
    'under test: /<script>\\u{1b} (ext4 on loop0)',
    'processes read 9.00 GB or more; the disks delivered 10.2 MB; about 8.99 GB came from elsewhere: the page cache, pipes, sockets, other files',
    'second: processes at least 400 MB/s read; disks 0; page cache and others +400',
  ]);
});

test.run();
