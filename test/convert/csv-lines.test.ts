import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CsvWriter, WANTED_FOR_CSV } from '../../src/convert/csv.ts';
import { readSeries } from '../../src/series/reader.ts';
import type { Wanted } from '../../src/series/reading/forms/known-forms.ts';
import { exampleHeader, sampleLine, seriesText, written } from '../series/example.ts';
import { anyFile, damage, damaged } from '../series/reading/forms/random-lines.ts';

const test = suite<{ directory: string }>('csv of samples that are alike');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-csv-'));
});
test.after.each(async ({ directory }) => await rm(directory, { recursive: true }));

/** All lines up to what is refused, and that. */
async function csvOf(directory: string, text: string | Buffer, wanted?: Wanted): Promise<string> {
  let csv = '';
  const writer = new CsvWriter({
    async write(bytes) {
      csv += Buffer.from(bytes).toString();
    },
  });
  let problem = '';
  try {
    await writer.add(await readSeries(await written(path.join(directory, 'a.json'), text), wanted));
  } catch (error) {
    problem = String(error);
  }
  await writer.end();
  return csv + problem;
}

test('digits as they are, decimals without zeros at their end, whatever was there before', async ({
  directory,
}) => {
  const sample = (tick: number, total: string, load: string, free: number) =>
    sampleLine(
      '=a',
      tick,
      `"loadavg":{"load_1min":${load},"total_processes":${total}},"vmstat":{"free":${free}}`,
    );
  const lines = [
    sample(0, '7', '0.52', 1),
    sample(1, '9007199254740993', '10.00', 2),
    sample(2, '8', '0.50', 33),
    sample(3, '9999999999999999999', '0.0000001', 3),
    sample(4, '18446744073709551615', '1.25', 4),
  ];
  const csv = await csvOf(directory, seriesText(exampleHeader(), [['=a', lines]]), WANTED_FOR_CSV);
  const rows = (at: string, free: string, load: string, total: string) => [
    `2026-11-25T12:00:${at}.000Z,'=a,vmstat,,free,${free}`,
    `2026-11-25T12:00:${at}.000Z,'=a,loadavg,,load_1min,${load}`,
    `2026-11-25T12:00:${at}.000Z,'=a,loadavg,,total_processes,${total}`,
  ];
  assert.equal(csv.split('\n').slice(1, -1), [
    ...rows('00', '1', '0.52', '7'),
    ...rows('10', '2', '10', '9007199254740993'),
    ...rows('20', '33', '0.5', '8'),
    ...rows('30', '3', '1e-7', '9999999999999999999'),
    ...rows('40', '4', '1.25', '18446744073709551615'),
  ]);
});

test('the same text as of samples that are parsed', async ({ directory }) => {
  await fc.assert(
    fc.asyncProperty(anyFile, damage, async (series, changes) => {
      const text = damaged(series, changes);
      assert.is(await csvOf(directory, text, WANTED_FOR_CSV), await csvOf(directory, text));
    }),
  );
});

test.run();
