// Runs one test file in this process: `in-process.mjs FILE SECONDS`, where the process may live that long after its
// tests. What uvu prints goes to stdout, what the runner has to know through a pipe (report.mjs).
import { subscribe } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import { register } from 'node:module';
import { pathToFileURL } from 'node:url';
import { tell } from './report.mjs';

/** `USER_HZ` of Linux, on all architectures that Node.js runs on. */
const TICKS_PER_SECOND = 100;
const [, , file, lingerSeconds] = process.argv;
register('./uvu-hook.mjs', import.meta.url);
// So does uvu's own command: suites queue up here instead of running by themselves.
globalThis.UVU_DEFER = 1;
globalThis.UVU_QUEUE = [[]];
subscribe('rankstat-test:waits', (waits) => tell({ waits }));
subscribe('rankstat-test:says', (says) => tell({ says }));

tell({ at: 'loading the file' });
await import(pathToFileURL(file).href);
const counts = { passed: 0, total: 0 };
for (const runSuite of globalThis.UVU_QUEUE[0]) {
  const [errors, passed, , total] = await runSuite();
  if (typeof errors === 'string') process.stdout.write(`\n${errors}\n`);
  counts.passed += passed;
  counts.total += total;
}
tell({ cpu: cpuSeconds() });
tell({ ended: counts });
setTimeout(() => {
  const open = process.getActiveResourcesInfo();
  // Node.js knows of nothing, but its loop goes on: the binding of ZeroMQ now and then misses the end of a socket's events,
  // and waits for it although the socket is closed. Programs of ours end by process.exit.
  if (open.length === 0) process.exit();
  tell({ open });
}, Number(lingerSeconds) * 1000).unref();

/** Of this process, and of those that it has started and waited for. */
function cpuSeconds() {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  // proc_pid_stat(5): utime, stime, cutime, cstime, 14th to 17th; the name, the second, can have blanks.
  const ticks = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 15);
  return ticks.reduce((sum, value) => sum + Number(value), 0) / TICKS_PER_SECOND;
}
