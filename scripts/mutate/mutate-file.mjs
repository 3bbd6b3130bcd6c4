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
const LIMIT_MORE_MS = 5000;
/** As StrykerJS: a mutant that is reached so many times as often as it was without being one never ends. */
const HIT_FACTOR = 100;

/**
 * @param root the folder in which `src` and `test` are
 * @param file a source file, from there
 * @param tests its test files, from there
 * @param scratch a folder for its bundles
 * @param temporary one for what tests write
 * @param jobs how many processes run at a time
 * @returns its mutants, each with its `end`: `killed`, `timeout`, `survived`, or `uncovered` where no test reaches it
 * @throws Error if a test fails without a mutant
 */
export async function mutateFile({ root, file, tests, scratch, temporary, jobs }) {
  const source = path.join(root, file);
  const { text, mutants } = await instrument(source, readFileSync(source, 'utf8'));
  const runs = [];
  for (const [nth, test] of tests.entries()) {
    const bundle = path.join(scratch, `${nth}.mjs`);
    await bundleTest(path.join(root, test), new Map([[source, text]]), bundle);
    runs.push(await dryRun({ bundle, test, temporary }));
  }
  runs.sort((a, b) => a.limitMs - b.limitMs);
  const left = [...mutants];
  const done = [];
  const work = async () => {
    for (let mutant = left.shift(); mutant !== undefined; mutant = left.shift()) {
      done.push({ ...mutant, file, end: await endOf(mutant, runs) });
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return done.sort((a, b) => Number(a.id) - Number(b.id));
}

/**
 * Runs a test file without a mutant: all its tests, each for itself, and the fast ones first, for so mutants see them.
 * @returns `order`: numbers of tests, the fastest first; `reached`: StrykerJS's coverage
 */
async function dryRun({ bundle, test, temporary }) {
  const reportFile = `${bundle}.json`;
  const began = performance.now();
  const run = { bundle, temporary, reportFile, limitMs: DRY_LIMIT_MS };
  const passes = async (more, why) => {
    const { end, said } = await runTests({ ...run, ...more });
    if (end !== 'passed') throw new Error(`${test}${why}\n${said}`);
  };
  await passes({}, ' does not pass without a mutant');
  const limitMs = LIMIT_FACTOR * (performance.now() - began) + LIMIT_MORE_MS;
  const { ran, reached } = JSON.parse(readFileSync(reportFile, 'utf8'));
  for (const { nth, name } of ran) await passes({ tests: [nth] }, `: "${name}" needs the tests before it`);
  const order = ran.sort((a, b) => a.ms - b.ms).map(({ nth }) => nth);
  await passes({ tests: order }, ': its tests need the order in which they stand there');
  return { bundle, temporary, limitMs, order, reached: reached ?? { static: {}, perTest: {} } };
}

async function endOf({ id }, runs) {
  let end = 'uncovered';
  for (const { bundle, temporary, limitMs, order, reached } of runs) {
    const found = reachedBy(id, order, reached);
    if (found === undefined) continue;
    const { tests, hits } = found;
    const ran = await runTests({
      bundle,
      temporary,
      limitMs,
      mutant: id,
      tests,
      hitLimit: HIT_FACTOR * hits,
    });
    if (ran.end === 'failed') return 'killed';
    if (ran.end === 'timeout') return 'timeout';
    end = 'survived';
  }
  return end;
}

/** The tests that reach a mutant, and how often they do. What is reached while none runs, as at load, concerns all. */
function reachedBy(id, order, { static: atLoad, perTest }) {
  const hitsOf = (test) => perTest[test]?.[id] ?? 0;
  const hits = order.reduce((sum, test) => sum + hitsOf(test), atLoad[id] ?? 0);
  if (hits === 0) return undefined;
  return { hits, tests: id in atLoad ? order : order.filter((test) => hitsOf(test) > 0) };
}
