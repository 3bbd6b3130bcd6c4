// In place of uvu within a bundle of bundle.mjs: runs the tests that it is told to, up to the first that fails, and ends
// the process. What it is told is in the variable RANKSTAT_MUTATE, see run-tests.mjs.
import { writeFileSync } from 'node:fs';
import { ENDS } from './ends.mjs';

const { only, reportFile, hitLimit } = JSON.parse(process.env.RANKSTAT_MUTATE);
delete process.env.RANKSTAT_MUTATE;
/** What the instrumented file looks at: which test runs, and how often its mutant may be reached. */
globalThis.__stryker__ ??= {};
const stryker = globalThis.__stryker__;
if (hitLimit !== undefined) Object.assign(stryker, { hitCount: 0, hitLimit });

const suites = [];
let count = 0;
export const suite = (_name, state = {}) => collect(state);
export const test = suite();

/** Tests are numbered in the order in which they stand in the file. */
function collect(state) {
  const empty = () => ({ tests: [], before: [], beforeEach: [], after: [], afterEach: [], state });
  let mine = empty();
  const add = (name, handler) => mine.tests.push({ nth: count++, name, handler });
  add.skip = () => {};
  add.before = (hook) => mine.before.push(hook);
  add.before.each = (hook) => mine.beforeEach.push(hook);
  add.after = (hook) => mine.after.push(hook);
  add.after.each = (hook) => mine.afterEach.push(hook);
  add.run = () => {
    suites.push(mine);
    mine = empty();
  };
  return add;
}

/** Never returns. */
export async function runTests() {
  const ran = [];
  let end = ENDS.passed;
  try {
    for (const one of suites) await runSuite(one, ran);
  } catch (error) {
    process.stderr.write(`${ran.at(-1)?.name}: ${error?.stack ?? error}\n`);
    end = ENDS.failed;
  }
  if (stryker.hitCount > stryker.hitLimit) end = ENDS.endless;
  if (reportFile !== undefined) {
    writeFileSync(reportFile, JSON.stringify({ ran, reached: stryker.mutantCoverage }));
  }
  process.exit(end);
}

async function runSuite({ tests, before, beforeEach, after, afterEach, state }, ran) {
  const mine =
    only === undefined ? tests : only.flatMap((wanted) => tests.find(({ nth }) => nth === wanted) ?? []);
  if (mine.length === 0) return;
  const each = async (hooks) => {
    for (const hook of hooks) await hook(state);
  };
  try {
    await each(before);
    for (const { nth, name, handler } of mine) {
      const began = performance.now();
      const report = { nth, name, ms: 0 };
      ran.push(report);
      stryker.currentTestId = `${nth}`;
      try {
        await each(beforeEach);
        await handler(state);
      } finally {
        await each(afterEach);
      }
      stryker.currentTestId = undefined;
      report.ms = performance.now() - began;
    }
  } finally {
    await each(after);
  }
}
