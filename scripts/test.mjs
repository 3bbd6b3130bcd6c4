// npm test [-- PATTERN]: sets a clone up and runs its test files, each in a process of its own.
// --coverage reports that, too. --fuzz N tries each property N times, without time limits.
// --long runs the files that say in their first line that they are long, and else none of these.
// What needs a component that this machine lacks is skipped by name; with --complete it fails instead.
// --jobs is how many run at once, besides one on a cluster, whose ticks are missed where all CPUs are taken: if it is not given,
// one less than there are CPUs, four at most.
// --dir is where test files are, for the test of this program.
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root, setUp } from './setup.mjs';
import { coverageTo, reportCoverage } from './test/coverage.mjs';
import { filesIn } from './test/files.mjs';
import { runFile } from './test/run-file.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    coverage: { type: 'boolean' },
    complete: { type: 'boolean' },
    long: { type: 'boolean', default: false },
    fuzz: { type: 'string' },
    jobs: { type: 'string', default: String(Math.max(1, Math.min(4, availableParallelism() - 1))) },
    dir: { type: 'string', default: path.join(root, 'test') },
  },
});
const [pattern = ''] = positionals;
const { onCluster, others } = filesIn(values.dir, new RegExp(pattern, 'i'), values.long);
setUp();
// Not before: a fresh clone has no esbuild.
const { compile } = await import('./test/compile.mjs');
await compile();

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => interrupted.abort(signal));
const scratch = mkdtempSync(path.join(tmpdir(), 'rankstat-test-'));
const coverage = path.join(scratch, 'coverage');
const env = {
  ...process.env,
  ...(process.stdout.isTTY && { FORCE_COLOR: '1' }),
  ...(values.complete && { RANKSTAT_TEST_COMPLETE: '1' }),
  ...(values.fuzz !== undefined && { RANKSTAT_FUZZ_RUNS: values.fuzz }),
  ...(values.coverage && coverageTo(coverage)),
};

// Most of the time a cluster and its jobs wait. Lanes that share a queue take from it what comes next.
const queue = others.values();
const lanes = [onCluster.values(), ...Array(Number(values.jobs)).fill(queue)];
const results = (await Promise.all(lanes.map(runLane))).flat();
const { aborted, reason } = interrupted.signal;
const isReported = aborted || !values.coverage || reportCoverage(coverage);
rmSync(scratch, { recursive: true });
for (const { name, failed } of results) if (failed > 0) process.stdout.write(`failed: ${name}\n`);
const sum = (count) => results.reduce((total, result) => total + count(result), 0);
const passed = sum((result) => result.passed);
const failed = sum((result) => result.failed);
const skipped = sum((result) => result.skipped.length);
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
process.exitCode = isReported && passed > 0 && failed === 0 ? 0 : 1;
if (aborted) process.kill(process.pid, reason);

async function runLane(files, lane) {
  const done = [];
  for (const { name, file, limitMs } of files) {
    if (interrupted.signal.aborted) break;
    const result = await runFile({
      file,
      limitMs: values.fuzz === undefined ? limitMs : Infinity,
      env,
      outputFile: path.join(scratch, `${lane}-${done.length}`),
      signal: interrupted.signal,
    });
    process.stdout.write(told(name, result));
    done.push({ name, ...result });
  }
  return done;
}

/** One line for a file, and names of what it skips; all that it printed if something failed. */
function told(name, { passed, failed, skipped, says, troubles, seconds, cpu, waited, output }) {
  const others = waited >= 1 ? `, ${waited.toFixed(1)} s for another's cluster` : '';
  const lines = [
    `${failed > 0 ? '✘' : '✔'} ${name}  ${passed}/${passed + failed}  ${seconds.toFixed(1)} s, CPU ${cpu.toFixed(1)} s${others}`,
    ...says.map((text) => `    ${text}`),
    ...skipped.map((title) => `    skipped: ${title}`),
    ...troubles.map((trouble) => `    ${trouble}`),
  ];
  if (failed > 0) lines.push(output.trimEnd());
  return `${lines.join('\n')}\n`;
}
