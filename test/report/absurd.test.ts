import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CsvWriter } from '../../src/convert/csv.ts';
import { writeOpenMetrics } from '../../src/convert/openmetrics.ts';
import { compareRuns } from '../../src/report/comparison/comparison.ts';
import { renderComparison } from '../../src/report/comparison/text/comparison-text.ts';
import { readRun } from '../../src/report/data/run.ts';
import { pageRun } from '../../src/report/page/page-run.ts';
import { phasesOfMarks } from '../../src/report/phases/phases.ts';
import { summarize } from '../../src/report/summary/summary.ts';
import { renderSummary } from '../../src/report/summary/summary-text.ts';
import { readSeries } from '../../src/series/reader.ts';
import { validateSeries } from '../../src/series/validate.ts';
import { messageOf } from '../../src/system/errors.ts';
import { Leftovers } from '../../src/system/files/leftovers.ts';
import { written } from '../series/example.ts';
import { madeRun } from './made-run.ts';

const test = suite<{ directory: string; healthy: string }>('numbers that nobody can mean');

test.before(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-absurd-'));
  context.healthy = await written(path.join(context.directory, 'healthy.json'), TEXT);
});
test.after(async ({ directory }) => await rm(directory, { recursive: true }));

const marks = [
  { label: 'read', tick: 1 },
  { label: 'write', tick: 3 },
];
const TEXT = madeRun({ hosts: 2, ticks: 4, marks });
/** What stands in a file where a value is a number, a time or null. */
const VALUES = /(?<=[:[,] ?)(-?\d[\d.]*|null|"\d{4}-[^"]*")(?=[,}\]\n])/g;
const PLACES = [...TEXT.matchAll(VALUES)];

const absurd = fc.constantFrom(
  ...['1e308', '-1e308', '1e999', '-1e999', '1e-300', '-1', '0', '-0', '1e300', 'NaN', 'null', '""'],
  ...['18446744073709551616', '9007199254740993', '2147483648', '8640000000000001', `1${'0'.repeat(400)}`],
  ...['"0000-01-01T00:00:00.000Z"', '"9999-12-31T23:59:59.999Z"', '"2026-02-31T25:00:00.000Z"'],
  ...['"2026-11-25T12:00:00+02"', '"+275760-09-13T00:00:00.001Z"'],
);
/** Up to three values of the file, and what stands in their place. */
const changes = fc.array(fc.tuple(fc.nat(PLACES.length - 1), absurd), { minLength: 1, maxLength: 3 });

function changed(at: ReadonlyMap<number, string>): string {
  let place = -1;
  return TEXT.replace(VALUES, (was) => at.get(++place) ?? was);
}

/** All that the commands show of a file, as text. */
async function shownOf(file: string, { directory, healthy }: { directory: string; healthy: string }) {
  const shown: string[] = [];
  const write = async (bytes: Uint8Array) => void shown.push(Buffer.from(bytes).toString());
  shown.push(renderSummary(await summarize(file), { width: 100, color: 'never' }));
  const [before, after] = await Promise.all([healthy, file].map((one) => readRun(one)));
  const phased = [before!, after!].map((run) => ({ run, phases: phasesOfMarks(run.header) }));
  const comparison = compareRuns(phased[0]!, phased[1]!);
  shown.push(renderComparison(comparison, ['a', 'b'], 'all'), flat(comparison));
  const page = await pageRun(phased[1]!.run, phased[1]!.phases, { columns: 100, hostNumbers: 10_000 });
  shown.push(flat(page));
  const csv = new CsvWriter({ write });
  await csv.add(await readSeries(file));
  await csv.end();
  const series = await readSeries(file);
  await writeOpenMetrics({ series, output: { write }, scratch: directory, leftovers: new Leftovers() });
  return shown.join('\n');
}

/** As JSON, with the numbers that JSON has not; without what is packed, which can have any letters. */
function flat(value: unknown): string {
  return JSON.stringify(value, (key, one) => {
    if (key === 'packed') return '';
    return typeof one === 'number' ? String(one) : one;
  });
}

test('in any place of a file they are told with the line, or do no harm', async (context) => {
  const file = path.join(context.directory, 'absurd.json');
  await fc.assert(
    fc.asyncProperty(changes, async (places) => {
      await written(file, changed(new Map(places)));
      for (const problem of await validateSeries(file)) assert.not.match(problem, /\n|NaN|call stack/);
      const shown = await shownOf(file, context).catch((error: unknown) => {
        assert.match(messageOf(error), /absurd\.json: .*(line \d+|host_status|num_samples)/);
        return '';
      });
      assert.not.match(shown, /NaN|Infinity/);
    }),
  );
});

test('of a file that is not changed all is shown', async (context) => {
  assert.equal(await validateSeries(context.healthy), []);
  const shown = await shownOf(context.healthy, context);
  assert.not.match(shown, /NaN|Infinity/);
  assert.match(shown, /2 of 2 hosts complete/);
});

test.run();
