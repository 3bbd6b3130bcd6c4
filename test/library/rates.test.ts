import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ratesOf } from '../../src/library/rates.ts';
import { readSeries } from '../../src/series/reader.ts';
import { rejects } from '../rejects.ts';
import {
  blockDevice,
  diskRow,
  exampleHeader,
  exampleInfo,
  exampleStatus,
  interfaceRow,
  networkInterface,
  noonPlus,
  sampleLine,
  seriesText,
  written,
} from '../series/example.ts';

const test = suite<{ directory: string }>('rates');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-rates-'));
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true });
});

/** Two hosts: node1's disk with a partition, by 0, 200 000, 600 000 sectors; node2 has a network of which others may have it, too. */
function twoHosts(): string {
  const disks = (sectors: number) =>
    JSON.stringify([diskRow('sda', { sectors_read: sectors }), diskRow('sda1', { sectors_read: sectors })]);
  const line = (tick: number, sectors: number) => sampleLine('node1', tick, `"diskstats":${disks(sectors)}`);
  const net = (...rows: object[]) => `"netdev":${JSON.stringify(rows)}`;
  const header = exampleHeader({
    num_samples: 6,
    hosts_requested: ['node1', 'node2'],
    hosts_collected: ['node1', 'node2'],
    host_status: { node1: exampleStatus(3, { clock_offset_ms: 500 }), node2: exampleStatus(3, { rank: 1 }) },
    host_info: {
      node1: exampleInfo({ block_devices: [blockDevice('sda', { partitions: ['sda1'] })] }),
      node2: exampleInfo({ interfaces: [networkInterface('eth0', { has_device: true })] }),
    },
  });
  return seriesText(header, [
    ['node1', [line(0, 0), line(1, 200_000), line(2, 600_000)]],
    [
      'node2',
      [
        sampleLine('node2', 0, net(interfaceRow('eth0'), interfaceRow('eth1'))),
        sampleLine('node2', 1, net(interfaceRow('eth0', { rx_bytes: 1e9 }), interfaceRow('eth1'))),
        sampleLine(
          'node2',
          2,
          net(interfaceRow('eth0', { rx_bytes: 1e9 }), interfaceRow('eth1', { rx_bytes: 1e6 })),
        ),
      ],
    ],
  ]);
}

async function rows(of: Parameters<typeof ratesOf>[0]) {
  const found = [];
  for await (const row of ratesOf(of)) found.push(row);
  return found;
}

test('each byte once, by rank 0 s clock', async ({ directory }) => {
  const file = await written(path.join(directory, 'a.json'), twoHosts());
  const noon = Date.parse(noonPlus(0));
  const ofFirst = (await rows(file)).filter(({ host }) => host === 'node1');
  assert.equal(
    ofFirst.map(({ start, end, tick, seconds, disk_read_mb_per_s, net_rx_mb_per_s }) => ({
      ...{ start: start - noon, end: end - noon, tick, seconds, disk_read_mb_per_s, net_rx_mb_per_s },
    })),
    [
      { start: -500, end: 9500, tick: 1, seconds: 10, disk_read_mb_per_s: 10.24, net_rx_mb_per_s: null },
      { start: 9500, end: 19_500, tick: 2, seconds: 10, disk_read_mb_per_s: 20.48, net_rx_mb_per_s: null },
    ],
  );
});

test('what is not known for a part of the run is not known for all of it', async ({ directory }) => {
  const file = await written(path.join(directory, 'a.json'), twoHosts());
  const ofSecond = (await rows(file)).filter(({ host }) => host === 'node2');
  assert.equal(
    ofSecond.map(({ net_rx_mb_per_s }) => net_rx_mb_per_s),
    [null, null],
  );
});

test('of what was opened the same as of its path', async ({ directory }) => {
  const file = await written(path.join(directory, 'a.json'), twoHosts());
  assert.equal(await rows(await readSeries(file)), await rows(file));
});

test('what is wrong with the file is told', async ({ directory }) => {
  const file = await written(path.join(directory, 'a.json'), twoHosts().slice(0, -40));
  await rejects(rows(file), /a\.json/);
  await rejects(rows(path.join(directory, 'b.json')), /ENOENT/);
});

test('what a program without types passes by mistake is told as it is', async () => {
  for (const of of ['undefined', 'null', '5', '{}', '"x"', '[]'].map((text) =>
    text === 'undefined' ? undefined : JSON.parse(text),
  )) {
    const what = typeof of === 'string' ? /ENOENT/ : /^rates takes the path of a series file, as text, or/;
    await rejects(ratesOf(of).next(), what);
  }
});

test.run();
