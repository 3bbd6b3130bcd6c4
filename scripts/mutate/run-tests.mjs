// Runs tests of a bundle in a process of their own.
import { spawn } from 'node:child_process';
import { ENDS } from './ends.mjs';

/** Those that run: whoever interrupts this process means them, too. */
const running = new Set();
process.on('exit', () => {
  for (const pid of running) killGroup(pid);
});

/**
 * @param bundle what bundle.mjs has made
 * @param limitMs how long it may take
 * @param mutant the id of one, or undefined
 * @param tests numbers of tests, in the order in which those of a suite are to run; all as they stand there if undefined
 * @param hitLimit how often the mutant may be reached
 * @param reportFile where to put what was reached: `{ ran, reached }`: tests, each
 *   with its number `nth`, `name` and `ms`; `reached` is StrykerJS's coverage
 * @param temporary its temporary folder
 * @returns `passed`, `failed`, or `timeout`; and what it said on stderr if a report is asked for
 */
export async function runTests({ bundle, limitMs, mutant, tests, hitLimit, reportFile, temporary }) {
  const told = { only: tests, hitLimit, reportFile };
  const env = { ...process.env, TMPDIR: temporary, RANKSTAT_MUTATE: JSON.stringify(told) };
  if (mutant !== undefined) env.__STRYKER_ACTIVE_MUTANT__ = mutant;
  const stderr = reportFile === undefined ? 'ignore' : 'pipe';
  // A group of its own: what a test has started goes with it.
  const child = spawn(process.execPath, [bundle], {
    env,
    detached: true,
    stdio: ['ignore', 'ignore', stderr],
  });
  running.add(child.pid);
  let said = '';
  child.stderr?.on('data', (data) => {
    said += data;
  });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    killGroup(child.pid);
  }, limitMs);
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  clearTimeout(timer);
  running.delete(child.pid);
  killGroup(child.pid);
  if (isLate || code === ENDS.endless) return { end: 'timeout', said };
  return { end: code === ENDS.passed ? 'passed' : 'failed', said };
}

function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
