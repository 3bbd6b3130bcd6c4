// What the tests of one source file say of each of its mutants.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { bundleTest } from './bundle.mjs';
import { instrument } from './instrument.mjs';
import { runTests } from './run-tests.mjs';

/** Without a mutant nothing should take longer. */
const DRY_LIMIT_MS = 120_000;
/** Of the time that all tests of the file take without a mutant. */
const LIMIT_FACTOR = 2;
const LIMIT_MORE_MS = 2000;
/** As StrykerJS: a mutant that is reached so many times as often as it was without being one never ends. */
const HIT_FACTOR = 100;

/**
 * @param root the folder in which `src` and `test` are
 * @param file a source file, from there
 * @param tests its test files, from there
 * @param scratch a folder for its bundles
 * @param jobs how many processes run at a time
 * @returns its mutants, each with its `end`: `killed`, `timeout`, `survived`, or `uncovered` where no test reaches it
 * @throws Error if a test fails without a mutant
 */
export async function mutateFile({ root, file, tests, scratch, jobs }) {
  const source = path.join(root, file);
  const { text, mutants } = await instrument(source, readFileSync(source, 'utf8'));
  const runs = [];
  for (const [nth, test] of tests.entries()) {
    const bundle = path.join(scratch, `${nth}.mjs`);
    await bundleTest(path.join(root, test), new Map([[source, text]]), bundle);
    runs.push(await dryRun({ bundle, test, scratch }));
  }
  const left = [...mutants];
  const done = [];
  const work = async () => {
    for (let mutant = left.shift(); mutant !== undefined; mutant = left.shift()) {
      done.push({ ...mutant, file, end: await endOf(mutant, runs, scratch) });
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return done.sort((a, b) => Number(a.id) - Number(b.id));
}

/** Runs a test file without a mutant: all its tests, and each for itself, for that is how mutants get to see them. */
async function dryRun({ bundle, test, scratch }) {
  const reportFile = `${bundle}.json`;
  const began = performance.now();
  const run = { bundle, scratch, reportFile, limitMs: DRY_LIMIT_MS };
  const { end, said } = await runTests(run);
  if (end !== 'passed') throw new Error(`${test} does not pass without a mutant: ${end}\n${said}`);
  const limitMs = LIMIT_FACTOR * (performance.now() - began) + LIMIT_MORE_MS;
  const { names, reached } = JSON.parse(readFileSync(reportFile, 'utf8'));
  for (const nth of names.keys()) {
    const alone = await runTests({ ...run, tests: [nth] });
    if (alone.end !== 'passed')
      throw new Error(`${test}: "${names[nth]}" needs the tests before it\n${alone.said}`);
  }
  return { bundle, limitMs, reached: reached ?? { static: {}, perTest: {} } };
}

async function endOf({ id }, runs, scratch) {
  let end = 'uncovered';
  for (const { bundle, limitMs, reached } of runs) {
    const found = reachedBy(id, reached);
    if (found === undefined) continue;
    const { tests, hits } = found;
    const ran = await runTests({ bundle, limitMs, scratch, mutant: id, tests, hitLimit: HIT_FACTOR * hits });
    if (ran.end === 'failed') return 'killed';
    if (ran.end === 'timeout') return 'timeout';
    end = 'survived';
  }
  return end;
}

/** What is reached while no test runs, as when the file is loaded, concerns all tests. */
function reachedBy(id, reached) {
  const counts = Object.entries(reached.perTest).map(([test, hits]) => ({
    test: Number(test),
    hits: hits[id] ?? 0,
  }));
  const reaching = counts.filter(({ hits }) => hits > 0);
  const atLoad = reached.static[id] ?? 0;
  const hits = atLoad + reaching.reduce((sum, one) => sum + one.hits, 0);
  if (hits === 0) return undefined;
  return { hits, tests: atLoad > 0 ? undefined : reaching.map(({ test }) => test) };
}
