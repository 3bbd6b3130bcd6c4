// Runs one test file in a process of its own, and sees to it that nothing of it is left.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { root } from '../setup.mjs';
import { Countdown } from './countdown.mjs';
import { kill, killAll, leftBy, marked } from './processes.mjs';
import { REPORT_FD } from './report.mjs';

const IN_PROCESS = fileURLToPath(new URL('in-process.mjs', import.meta.url));
/** How long a process may live on when its tests are over, and what it has started when it has ended. */
const LINGER_MS = 5000;
/** Between SIGTERM, for which a cluster is taken away, and SIGKILL. */
const FAREWELL_MS = 15_000;

/**
 * @param file path of a test file
 * @param limitMs how long it may take
 * @param env its environment
 * @param outputFile where to put what it prints
 * @param signal an AbortSignal that ends it
 * @returns `passed` and `failed`: how many tests; `skipped`: names of tests; `says`: lines to show; `troubles`: what is
 *   wrong with the file as a whole, each of which counts as a failed test; `seconds`, and `waited`, how many of these were
 *   spent waiting for what other processes have; `cpu`: seconds of CPU, 0 if it did not come to its end; `output`
 */
export async function runFile({ file, limitMs, env, outputFile, signal }) {
  const began = performance.now();
  const lingerMs = Math.min(LINGER_MS, limitMs);
  const mark = randomUUID();
  const child = start(file, lingerMs, marked(env, mark), outputFile);
  const family = { group: child.pid, mark };
  const exited = once(child, 'exit');
  const course = follow(child, { limitMs, lingerMs, signal });
  const [code, killedBy] = await exited;
  const left = await leftBy({ ...family, waitMs: course.stopped() ? 0 : lingerMs });
  await killAll(family);
  const { stopped, ended, at, skipped, says, cpu, waitedMs } = await course.end();

  const troubles = [];
  const how = killedBy === null ? `exit code ${code}` : `killed by ${killedBy}`;
  if (stopped !== undefined) troubles.push(stopped);
  else if (ended === undefined) troubles.push(`${how}, in: ${at}`);
  else if (code !== 0) troubles.push(`${how}, after its tests`);
  else if (ended.total === 0 && skipped.length === 0) troubles.push('no tests in it; is run() missing?');
  if (stopped === undefined && left.length > 0) {
    troubles.push(`left behind: ${left.map(({ pid, command }) => `${command} (${pid})`).join(', ')}`);
  }
  const { passed, total } = ended ?? { passed: 0, total: 0 };
  return {
    passed,
    failed: total - passed + troubles.length,
    skipped,
    says,
    troubles,
    cpu,
    seconds: (performance.now() - began) / 1000,
    waited: waitedMs / 1000,
    output: readFileSync(outputFile, 'utf8'),
  };
}

function start(file, lingerMs, env, outputFile) {
  // A file takes what is printed also from a process that dies, and has no end that a grandchild could keep open.
  const output = openSync(outputFile, 'a');
  const args = [
    '--import',
    './scripts/test/typescript.mjs',
    '--import',
    './test/setup.ts',
    IN_PROCESS,
    file,
    `${lingerMs / 1000}`,
  ];
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', output, output, 'pipe'],
    env,
    detached: true, // a group of its own, out of reach of the terminal's Ctrl-C: the runner passes it on
  });
  closeSync(output);
  return child;
}

/** Listens to what a process reports, and stops it when it takes too long. */
function follow(child, { limitMs, lingerMs, signal }) {
  const seen = {
    at: 'its start',
    skipped: [],
    says: [],
    cpu: 0,
    ended: undefined,
    stopped: undefined,
    waitedMs: 0,
  };
  const stop = (why) => {
    seen.stopped ??= why;
    kill(child.pid, 'SIGTERM');
    farewell.start();
  };
  const farewell = new Countdown(FAREWELL_MS, () => kill(child.pid));
  const limit = new Countdown(limitMs, () => stop(`not over within ${limitMs / 1000} s, in: ${seen.at}`));
  const lives = (open) => stop(`its tests are over, but it does not end; open: ${open}`);
  // The process itself says after half of this what is open, if it can.
  const linger = new Countdown(2 * lingerMs, () => lives('it does not say'));
  const interrupt = () => stop(`interrupted, in: ${seen.at}`);
  signal.addEventListener('abort', interrupt);

  const reports = createInterface({ input: child.stdio[REPORT_FD] });
  const closed = once(reports, 'close');
  let exited = false;
  let waitsSince = 0;
  const wait = (begins) => {
    if (begins) waitsSince = performance.now();
    else seen.waitedMs += performance.now() - waitsSince;
    limit[begins ? 'stop' : 'start']();
  };
  reports.on('line', (line) => {
    const { at, skipped, says, waits, cpu, ended, open } = JSON.parse(line);
    if (at !== undefined) seen.at = at;
    if (skipped !== undefined) seen.skipped.push(skipped);
    if (says !== undefined) seen.says.push(says);
    if (cpu !== undefined) seen.cpu = cpu;
    if (ended !== undefined) seen.ended = ended;
    if (exited) return; // what it said last can come later than its end
    if (waits !== undefined) wait(waits);
    if (ended !== undefined) {
      limit.stop();
      linger.start();
    }
    if (open !== undefined) lives(open.join(', '));
  });
  limit.start();
  child.once('exit', () => {
    exited = true;
    for (const countdown of [limit, linger, farewell]) countdown.stop();
    signal.removeEventListener('abort', interrupt);
  });
  return { stopped: () => seen.stopped !== undefined, end: () => closed.then(() => seen) };
}
