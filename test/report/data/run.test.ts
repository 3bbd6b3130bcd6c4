import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { HostRows } from '../../../src/report/data/host-rows.ts';
import { readRun } from '../../../src/report/data/run.ts';
import { limitsOf } from '../../../src/report/findings/limits.ts';
import { stragglersOf } from '../../../src/report/findings/stragglers.ts';
import { METRICS } from '../../../src/report/metrics/metrics.ts';
import { chartData } from '../../../src/report/page/chart-data.ts';
import { phaseMeans, totalsOf } from '../../../src/report/phases/phase-means.ts';
import { phaseTable } from '../../../src/report/phases/phase-table.ts';
import {
  exampleHeader,
  exampleInfo,
  exampleStatus,
  networkInterface,
  noonPlus,
  sampleLine,
  seriesText,
} from '../../series/example.ts';
import { madeRun } from '../made-run.ts';

const test = suite<{ directory: string }>('what a report shows of a run');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-run-'));
});
test.after.each(async ({ directory }) => await rm(directory, { recursive: true }));

const noon = Date.parse(noonPlus(0));
const at = (seconds: number) => noon + seconds * 1000;
const phase = (label: string, from: number, to: number) => ({ label, start: at(from), end: at(to) });

async function read(directory: string, text: string) {
  const file = path.join(directory, 'run.json');
  await writeFile(file, text);
  return await readRun(file);
}

/** How long each interval of a host was, seconds. */
function lengthsOf(rows: HostRows): number[] {
  return Array.from({ length: rows.count }, (_, row) => (rows.end(row) - rows.start(row)) / 1000);
}

/** A host that has received so many bytes in total at each tick; null: no sample. */
function host(name: string, received: readonly (number | null)[]): [string, string[]] {
  const lines = received.flatMap((bytes, tick) => {
    if (bytes === null) return [];
    return [sampleLine(name, tick, `"netdev":[{"interface_name":"eth0","rx_bytes":${bytes},"tx_bytes":0}]`)];
  });
  return [name, lines];
}

test('of a host with an interface that nobody knows the network is not known, for all of the run', async ({
  directory,
}) => {
  const cards = (...bytes: number[]) =>
    `"netdev":${JSON.stringify(bytes.map((rx_bytes, nth) => ({ interface_name: `eth${nth}`, rx_bytes, tx_bytes: 0 })))}`;
  const load = '"loadavg":{"load_1min":1}';
  const lines = [cards(0), cards(1e8, 0), cards(2e8, 0), cards(3e8, 7), cards(4e8, 7)];
  const header = exampleHeader({
    host_status: { a: exampleStatus(5), b: exampleStatus(5) },
    host_info: Object.fromEntries(
      ['a', 'b'].map((name) => [
        name,
        exampleInfo({ interfaces: [networkInterface('eth0', { has_device: true })] }),
      ]),
    ),
  });
  const of = (name: string, many: string[]): [string, string[]] => [
    name,
    many.map((one, tick) => sampleLine(name, tick, `${one},${load}`)),
  ];
  const run = await read(directory, seriesText(header, [of('a', lines), of('b', lines.slice(0, 3))]));
  const rows = (metric: 'net_rx_mb_per_s' | 'net_tx_mb_per_s' | 'load_1min') =>
    run.valuesOf(metric).map((row) => [...row]);
  const none = Number.NaN;
  assert.equal(rows('net_rx_mb_per_s'), [
    [none, none, none, none],
    [10, 10, none, none],
  ]);
  assert.equal(rows('net_tx_mb_per_s'), [
    [none, none, none, none],
    [0, 0, none, none],
  ]);
  assert.equal(rows('load_1min')[0], [1, 1, 1, 1]);
  assert.equal(run.interfaces, [
    ['eth0', 'eth1'],
    ['eth0', 'eth1'],
  ]);
});

function series(hosts: Record<string, readonly (number | null)[]>): string {
  const names = Object.keys(hosts);
  const interfaces = [networkInterface('eth0', { has_device: true, speed_mbps: 80 })]; // 10 MB/s
  const header = exampleHeader({
    hosts_requested: names,
    hosts_collected: names,
    host_status: Object.fromEntries(names.map((name) => [name, exampleStatus(3)])),
    host_info: Object.fromEntries(names.map((name) => [name, exampleInfo({ interfaces })])),
  });
  return seriesText(
    header,
    Object.entries(hosts).map(([name, received]) => host(name, received)),
  );
}

test('hosts stand under each other by their ticks; what is behind a gap is a mean over the gap', async ({
  directory,
}) => {
  const text = series({ a: [0, 1e7, 3e7, 6e7], b: [0, null, null, 6e7] });
  const run = await read(directory, text);
  assert.equal([...run.times], [at(10), at(20), at(30)]);
  const [a, b] = run.valuesOf('net_rx_mb_per_s');
  assert.equal([...(a ?? [])], [1, 2, 3]);
  assert.equal([...(b ?? [])], [Number.NaN, Number.NaN, 2]);
  assert.equal(run.rows.map(lengthsOf), [[10, 10, 10], [30]]);
});

test('means in a phase are weighted by the time that intervals and phase share', async ({ directory }) => {
  const run = await read(directory, series({ a: [0, 1e7, 3e7, 6e7], b: [0, null, null, 6e7] }));
  const means = phaseMeans(run, [phase('x', 5, 20), phase('y', 25, 99), phase('later', 40, 50)]);
  // a: 5 s at 1 and 10 s at 2 MB/s, then 5 s at 3.
  assert.equal(means.get('net_rx_mb_per_s'), [
    [
      { host: 'a', value: 25 / 15 },
      { host: 'b', value: 2 },
    ],
    [
      { host: 'a', value: 3 },
      { host: 'b', value: 2 },
    ],
    [],
  ]);
  assert.equal(totalsOf(run, 'net_rx_mb_per_s'), [60, 60]);
  assert.equal(totalsOf(run, 'disk_read_mb_per_s'), [Number.NaN, Number.NaN]);
});

test('the table of phases has the spread over hosts, and who is furthest from the median', async ({
  directory,
}) => {
  const run = await read(directory, series({ a: [0, 1e7], b: [0, 2e7], c: [0, 9e7] }));
  const phases = [phase('x', 0, 10)];
  const [row] = phaseTable(phaseMeans(run, phases), phases);
  const cell = row?.cells.find(({ metric }) => metric === 'net_rx_mb_per_s');
  assert.equal(cell?.spread, { min: 1, q1: 1.5, median: 2, q3: 5.5, max: 9 });
  assert.is(cell?.furthest.host, 'c');
  assert.is(cell?.furthest.value, 9);
});

test('the share of the time in which the network was full', async ({ directory }) => {
  // 10 MB/s is the link; 8 and more are much: one of two intervals of a, none of b.
  const run = await read(directory, series({ a: [0, 1e7, 9e7], b: [0, 1e7, 2e7] }));
  const limit = limitsOf(run).find(({ what }) => what.startsWith('the network'));
  assert.equal(limit, {
    what: 'the network carried 80 % of its speed or more',
    median: 25,
    most: 50,
    mostHost: 'a',
    hosts: 2,
  });
});

test('a host is a straggler if it is an outlier and that is not next to nothing', async ({ directory }) => {
  const usual = [101, 99, 100, 102, 98].map((mb, nth) => [`n${nth}`, [0, mb * 1e7]] as const);
  const find = async (slow: number) => {
    const run = await read(directory, series({ ...Object.fromEntries(usual), slow: [0, slow * 1e7] }));
    const phases = [phase('x', 0, 10)];
    return stragglersOf(phaseMeans(run, phases), phases);
  };
  const [found, ...more] = await find(20);
  assert.equal(more, []);
  // Median 99.5; deviations .5 .5 1.5 1.5 2.5 79.5: their median is 1.5.
  assert.equal(
    { ...found, score: found?.score.toFixed(3) },
    {
      host: 'slow',
      metric: 'net_rx_mb_per_s',
      phase: 'x',
      value: 20,
      median: 99.5,
      score: (-79.5 / (1.5 * 1.4826)).toFixed(3),
    },
  );
  assert.equal(await find(90), []); // 4 deviations away, but only a tenth.
});

/** Charts that there are everywhere, and that of the busiest interface. */
const SHOWN = METRICS.filter(({ presence }) => presence === 'everywhere').length + 1;

test('charts: a band over hosts and the hosts, as they are where they fit', async ({ directory }) => {
  const run = await read(directory, series({ a: [0, 1e7, 3e7], b: [0, 3e7, 3e7] }));
  const chart = await chartData(run, { columns: 10, hostNumbers: 1000 });
  assert.equal(
    [chart.times, chart.buckets, chart.columnsPerBucket, chart.samplesPerTime],
    [[at(10), at(20)], 2, 1, 1],
  );
  const numbers = numbersOf(chart.packed);
  const start = chart.metrics.indexOf('net_rx_mb_per_s') * (3 * 2 + 2 * 2);
  assert.equal(numbers.slice(start, start + 10), [1, 0, 2, 1, 3, 2, 1, 2, 3, 0]);
});

test('charts: pairs are counted as two, so that a page has its size', async ({ directory }) => {
  const rates = Array.from({ length: 101 }, (_, tick) => tick * 1e7);
  const run = await read(directory, series({ a: rates, b: rates }));
  const chart = await chartData(run, { columns: 50, hostNumbers: SHOWN * 2 * 60 });
  assert.equal([chart.samplesPerTime, chart.columnsPerBucket, chart.buckets], [2, 2, 25]);
  assert.is(numbersOf(chart.packed).length, SHOWN * (3 * 50 + 2 * 2 * 25));
});

test('charts: where they do not fit, neighbours are their least and greatest', async ({ directory }) => {
  const run = await read(directory, series({ a: [0, 1e7, 3e7, 3e7, 8e7, 9e7] })); // 1 2 0 5 1 MB/s
  const chart = await chartData(run, { columns: 3, hostNumbers: SHOWN * 6 });
  assert.equal(chart.times, [at(20), at(40), at(50)]);
  assert.equal([chart.samplesPerTime, chart.columnsPerBucket, chart.buckets], [2, 1, 3]);
  const numbers = numbersOf(chart.packed);
  const start = chart.metrics.indexOf('net_rx_mb_per_s') * (3 * 3 + 2 * 3);
  assert.equal(numbers.slice(start + 9, start + 15), [1, 0, 1, 2, 5, 1]);
});

function numbersOf(packed: string): number[] {
  const bytes = gunzipSync(Buffer.from(packed, 'base64'));
  return Array.from({ length: bytes.length / 4 }, (_, nth) => bytes.readFloatLE(4 * nth));
}

test('baseline and final samples: the time before tick 0 counts, the final column is the last', async ({
  directory,
}) => {
  const run = await read(directory, madeRun({ hosts: 2, ticks: 3 }));
  assert.equal([...run.times], [at(0), at(10), at(20), at(30)]);
  assert.equal(run.rows.map(lengthsOf)[0], [5, 10, 10, 10]);
});

test('what was sampled at no tick is between the ticks at which it was', async ({ directory }) => {
  // A host that ends early, and one whose process began again, with a baseline, when the other went on.
  const line = (seconds: number, tick: number | null, bytes: number) =>
    JSON.stringify({
      timestamp: noonPlus(seconds),
      hostname: 'x',
      tick,
      netdev: [{ interface_name: 'eth0', rx_bytes: bytes, tx_bytes: 0 }],
    });
  const header = exampleHeader({ host_status: { early: exampleStatus(3), again: exampleStatus(5) } });
  const text = seriesText(header, [
    ['early', [line(0, 0, 0), line(10, 1, 10e6), line(14, null, 50e6)]],
    // Its final at 12 s, its next baseline at 18 s: they meet between ticks 1 and 2.
    [
      'again',
      [line(0, 0, 0), line(10, 1, 10e6), line(12, null, 30e6), line(18, null, 36e6), line(20, 2, 40e6)],
    ],
  ]);
  const run = await read(directory, text);
  assert.equal([...run.times], [at(10), at(18), at(20)]);
  const received = run.valuesOf('net_rx_mb_per_s').map((row) => [...row]);
  assert.equal(received, [
    [1, 10, Number.NaN],
    [1, 26 / 8, 2], // 20 MB in 2 s, then 6 MB in 6 s.
  ]);
  assert.equal(run.rows.map(lengthsOf)[1], [10, 2, 6, 2]);
  assert.equal(totalsOf(run, 'net_rx_mb_per_s'), [50, 40]);
});

test('a clock that is set in mid-run changes no rate: ticks tell the time', async ({ directory }) => {
  const hour = 3600;
  const line = (seconds: number, tick: number, bytes: number) =>
    `{"timestamp":"${noonPlus(seconds)}","hostname":"a","tick":${tick},"late_ms":${tick},"netdev":[{"interface_name":"eth0","rx_bytes":${bytes},"tx_bytes":0}]}`;
  const header = exampleHeader({ host_status: { a: exampleStatus(4) } });
  for (const step of [hour, -hour]) {
    const lines = [line(0, 0, 0), line(10, 1, 10_001_000), line(20 + step, 2, 20_002_000)];
    const run = await read(directory, seriesText(header, [['a', lines]]));
    // Each tick is a millisecond later than the one before: 10.001 s.
    assert.equal([...run.times], [at(10.001), at(20.002)]);
    assert.equal([...(run.valuesOf('net_rx_mb_per_s')[0] ?? [])], [1, 1]);
  }
});

test('a host whose clock is not known does not move the others', async ({ directory }) => {
  const lines = (host: string, ahead: number): [string, string[]] => [
    host,
    [0, 1, 2].map(
      (tick) =>
        `{"timestamp":"${noonPlus(tick * 10 + ahead)}","hostname":"${host}","tick":${tick},"loadavg":{"load_1min":1}}`,
    ),
  ];
  const status = (rank: number, clock_offset_ms: number | null) =>
    exampleStatus(3, { rank, clock_offset_ms });
  const host_status = { lost: status(5, null), other: status(1, 7_200_000), zero: status(0, 0) };
  const text = seriesText(exampleHeader({ host_status }), [
    lines('lost', 3600),
    lines('other', 7200),
    lines('zero', 0),
  ]);
  assert.equal([...(await read(directory, text)).times], [at(10), at(20)]);
});

test('behind a gap, a phase within the gap has the mean over the gap', async ({ directory }) => {
  const run = await read(directory, series({ a: [0, 1e7, 2e7, 3e7], b: [0, null, null, 6e7] }));
  const means = phaseMeans(run, [phase('x', 5, 19), phase('y', 12, 18)]);
  assert.equal(
    means.get('net_rx_mb_per_s')?.map((hosts) => hosts.map(({ value }) => value)),
    [
      [1, 2],
      [1, 2],
    ],
  );
});

test('the page cache has grown from the first sample on', async ({ directory }) => {
  const line = (tick: number, kb: number) => sampleLine('a', tick, `"meminfo":{"Cached":${kb},"Buffers":0}`);
  const header = exampleHeader({ host_status: { a: exampleStatus(2), b: exampleStatus(0) } });
  const run = await read(directory, seriesText(header, [['a', [line(0, 1_000_000), line(1, 11_000_000)]]]));
  assert.equal(run.cacheGrownKb, [10_000_000, Number.NaN]);
});

test('what cannot be so is told, not mended', async ({ directory }) => {
  const odd =
    '"meminfo":{"SwapFree":18014398503714728},"diskstats":[{"device_name":"sda","ios_in_progress":4294967295}]';
  const header = exampleHeader({ host_status: { a: exampleStatus(2) } });
  const lines = [0, 1, 2].map((tick) => sampleLine('a', tick, `${odd},"errors":{"netdev":"denied: x"}`));
  const run = await read(directory, seriesText(header, [['a', lines]]));
  assert.equal(run.oddities, [
    { host: 'a', what: 'sda: ios_in_progress is beyond 2^31', samples: 3 },
    { host: 'a', what: 'meminfo: SwapFree is implausible, more than a PiB', samples: 3 },
    { host: 'a', what: 'netdev: denied: x', samples: 3 },
  ]);
});

test.run();
