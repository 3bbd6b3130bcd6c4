import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { compareRuns } from '../../src/report/comparison/comparison.ts';
import { renderComparison } from '../../src/report/comparison/text/comparison-text.ts';
import { readRun } from '../../src/report/data/run.ts';
import { limitsFor } from '../../src/report/page/chart-data.ts';
import { pageRun } from '../../src/report/page/page-run.ts';
import { phasesOfMarks } from '../../src/report/phases/phases.ts';
import { summarize } from '../../src/report/summary/summary.ts';
import { renderSummary } from '../../src/report/summary/summary-text.ts';
import { written } from '../series/example.ts';
import { randomFile } from './random-file.ts';
import { assertComparison, assertPage, assertSummary, type Recomputed, recompute } from './shown.ts';

const test = suite<{ directory: string }>('random files');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-random-'));
});
test.after.each(async ({ directory }) => await rm(directory, { recursive: true }));

const FILES = 80;

test('late samples, sources that are not read, clocks that are set: the numbers are those of a program in Python', async ({
  directory,
}) => {
  const texts = fc.sample(randomFile, FILES);
  const files = await Promise.all(
    texts.map((text, nth) => written(path.join(directory, `${nth}.json`), text)),
  );
  const expected = recompute(files);
  for (const [nth, file] of files.entries()) {
    try {
      await assertSame(file, expected[nth]);
      const other = (nth + 1) % FILES;
      await assertCompared([file, files[other] ?? ''], [expected[nth], expected[other]]);
    } catch (error) {
      throw new Error(`${texts[nth]}\n${error}`);
    }
  }
});

async function assertSame(file: string, should: Recomputed | undefined): Promise<void> {
  assert.ok(should);
  const summary = await summarize(file);
  // Too wide for one table, or not.
  for (const width of [120, 300])
    assertSummary(renderSummary(summary, { width, color: 'never' }), should, file);
  const run = await readRun(file);
  const phases = phasesOfMarks(run.header);
  assertPage(await pageRun(run, phases, limitsFor(1)), should, file);
}

async function assertCompared(
  files: readonly [string, string],
  should: readonly (Recomputed | undefined)[],
): Promise<void> {
  const [before, after] = await Promise.all(files.map((file) => readRun(file)));
  const runs = should.flatMap((one) => one ?? []);
  assert.ok(before && after && runs.length === 2);
  const phased = [before, after].map((run) => ({ run, phases: phasesOfMarks(run.header) }));
  const [one, other] = phased;
  assert.ok(one && other);
  assertComparison(
    renderComparison(compareRuns(one, one), ['A', 'A'], 'all'),
    [files[0], files[0]],
    [runs[0]!, runs[0]!],
  );
  assertComparison(renderComparison(compareRuns(one, other), ['A', 'B'], 'all'), files, runs);
}

test.run();
