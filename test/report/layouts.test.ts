import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readRun } from '../../src/report/data/run.ts';
import { METRICS } from '../../src/report/metrics/metrics.ts';
import type { Observed } from '../../src/report/observed/observed.ts';
import { OBSERVED } from '../../src/report/observed/observing.ts';
import { summarize } from '../../src/report/summary/summary.ts';
import { validateSeries } from '../../src/series/validate.ts';
import { written } from '../series/example.ts';
import { anyFile, kernelFile } from '../series/reading/forms/random-lines.ts';

// A file in one line is read by parsing all of it. What is shown and found of one in lines, which are compared with the
// lines before, must be the same.

const test = suite<{ directory: string }>('a file in lines and in one line');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-layouts-'));
});
test.after.each(async ({ directory }) => await rm(directory, { recursive: true }));

/** What findings are made of, as plain values. */
function observedOf({ means, inPieces, ...observed }: Observed): unknown {
  return {
    ...observed,
    means: OBSERVED.map((metric) => observed.phases.map((_, phase) => means(metric, phase))),
    inPieces: OBSERVED.map((metric) => observed.hosts.map((_, host) => inPieces(metric, host))),
  };
}

async function summaryOf(file: string): Promise<unknown> {
  const { observed, ...summary } = await summarize(file);
  return { ...summary, observed: observedOf(observed) };
}

/** What a report is made of, as plain values. */
async function runOf(file: string): Promise<unknown> {
  const { valuesOf, rows, timeOfTick, observed, ...run } = await readRun(file);
  return {
    ...run,
    observed: observedOf(observed),
    values: METRICS.map(({ name }) => valuesOf(name)),
    times: run.ticks.map(({ runs }) => runs.map(({ first, last }) => [timeOfTick(first), timeOfTick(last)])),
    rows: rows.map((host) =>
      Array.from({ length: host.count }, (_, row) => [
        host.start(row),
        host.end(row),
        host.tick(row),
        ...METRICS.map((_, nth) => host.value(row, nth)),
      ]),
    ),
  };
}

/** What is wrong with it, without the places. */
async function problemsOf(file: string): Promise<string[]> {
  return (await validateSeries(file)).map((problem) => problem.replace(/^line \d+[^:]*: /, ''));
}

test('the same summary, the same report, the same problems', async ({ directory }) => {
  const file = path.join(directory, 'a.json');
  let problems = 0;
  await fc.assert(
    fc.asyncProperty(fc.oneof(anyFile, kernelFile), async (series) => {
      const found = [];
      for (const text of [series, series.replaceAll('\n', '')]) {
        await written(file, text);
        found.push({
          summary: await summaryOf(file),
          run: await runOf(file),
          problems: await problemsOf(file),
        });
      }
      const [lines, line] = found;
      problems += lines?.problems.length ?? 0;
      assert.equal(lines?.problems, line?.problems);
      // uvu's own comparison takes NaN for another number than NaN.
      assert.ok(isDeepStrictEqual(lines, line), series);
    }),
  );
  assert.ok(problems > 30, `only ${problems} problems were found`);
});

test.run();
