import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readSeries } from '../../../../src/series/reader.ts';
import type { Wanted } from '../../../../src/series/reading/forms/known-forms.ts';
import type { ReadSample } from '../../../../src/series/reading/series.ts';
import { rejects } from '../../../rejects.ts';
import { exampleHeader, sampleLine, seriesText, written } from '../../example.ts';

const test = suite<{ directory: string }>('known forms');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-forms-'));
});
test.after.each(async ({ directory }) => await rm(directory, { recursive: true }));

const sources = (read: string, idle: string, load: string) =>
  `"diskstats":[{"device_name":"sda","reads_completed":7,"sectors_read":${read}}],"vmstat":{"pgfault":1},` +
  `"loadavg":{"load_1min":${load}},"cpu":{"total":{"user":5,"idle":${idle}},"per_cpu":{"0":{"user":5}}}`;
const wanted: Wanted = {
  isWanted: (source, keys) =>
    ['diskstats sectors_read', 'cpu total idle', 'loadavg load_1min'].includes([source, ...keys].join(' ')),
};

async function samplesOf(
  directory: string,
  hosts: readonly (readonly [string, string[]])[],
): Promise<ReadSample[]> {
  const file = await written(path.join(directory, 'a.json'), seriesText(exampleHeader(), hosts));
  const samples: ReadSample[] = [];
  for await (const sample of (await readSeries(file, wanted)).samples) samples.push(sample);
  return samples;
}

test('of samples like the one before only what is wanted is there, every digit of it', async ({
  directory,
}) => {
  const samples = await samplesOf(directory, [
    [
      'node1',
      [
        sampleLine('node1', 0, sources('1', '2', '0.52')),
        sampleLine('node1', 1, sources('9007199254740993', '3', '0.50')),
      ],
    ],
    // Another host's samples are alike, too.
    ['node2', [sampleLine('node2', 2, sources('9999999999999999999', '4', '1.00'))]],
  ]);
  assert.is(samples[0]?.text, undefined);
  assert.equal(samples[0]?.sample.vmstat, { pgfault: 1 });
  assert.equal(
    samples.slice(1).map(({ host, sample }) => [host, sample]),
    [
      [
        'node1',
        {
          timestamp: '2026-11-25T12:00:10.000Z',
          hostname: 'node1',
          tick: 1,
          diskstats: [{ device_name: 'sda', sectors_read: 9007199254740993n }],
          vmstat: {},
          loadavg: { load_1min: 0.5 },
          cpu: { total: { idle: 3 } },
        },
      ],
      [
        'node2',
        {
          timestamp: '2026-11-25T12:00:20.000Z',
          hostname: 'node2',
          tick: 2,
          diskstats: [{ device_name: 'sda', sectors_read: 9999999999999999999n }],
          vmstat: {},
          loadavg: { load_1min: 1 },
          cpu: { total: { idle: 4 } },
        },
      ],
    ],
  );
  assert.ok(samples.slice(1).every(({ text }) => text !== undefined));
});

test('what is another text than that of samples before is read as ever', async ({ directory }) => {
  const usual = sampleLine('a', 0, sources('1', '2', '0.5'));
  const others = [
    sampleLine('a', 1, sources('10000000000000000000', '2', '0.5')),
    sampleLine('a', 1, sources('-1', '2', '0.5')),
    sampleLine('a', 1, sources('1e3', '2', '0.5')),
    sampleLine('a', 1, sources('1.5', '2', '0.5')),
    sampleLine('b', 1, sources('1', '2', '0.5')),
    sampleLine('a', 10_000, sources('1', '2', '0.5')), // On the day after.
    sampleLine('a', 1, sources('1', '2', '0.5').replace('sda', 'sdb')),
    sampleLine('a', 1, `${sources('1', '2', '0.5')},"more":{}`),
    sampleLine('a', 1, '"vmstat":{}'),
  ];
  for (const other of others) {
    const [, read] = await samplesOf(directory, [['a', [usual, other]]]);
    assert.is(read?.text, undefined, other);
  }
});

test('what is refused is refused where it stands', async ({ directory }) => {
  const good = sampleLine('a', 0, sources('1', '2', '0.5'));
  const refused = async (bad: string, why: RegExp) => {
    await rejects(samplesOf(directory, [['a', [good, good, bad]]]), why);
  };
  const text = seriesText(exampleHeader(), [['a', [good]]]);
  const line = text.slice(0, text.indexOf('{"timestamp"')).split('\n').length + 2;
  await refused(good.replace('"sectors_read":1', '"sectors_read":01'), new RegExp(`line ${line} is damaged`));
  await refused(good.replace('12:00:00', '24:00:00'), new RegExp(`line ${line}: timestamp: no time`));
  await refused(
    good.replace('"tick":0', '"tick":800000000001'),
    new RegExp(`line ${line}: tick 800000000001 is beyond`),
  );
  await refused(good.slice(0, -1), new RegExp(`line ${line} is damaged`));
});

test('one form is made of some lines only where each is of another', async ({ directory }) => {
  const lines = Array.from({ length: 1000 }, (_, nth) =>
    sampleLine('a', nth, `"errors":{"cpu":"no ${nth}"}`),
  );
  const samples = await samplesOf(directory, [['a', lines]]);
  assert.equal([samples.length, samples.filter(({ text }) => text !== undefined)], [1000, []]);
  assert.equal(samples[999]?.sample.errors, { cpu: 'no 999' });
});

test.run();
