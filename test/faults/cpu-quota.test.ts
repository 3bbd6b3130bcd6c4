import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SourceReader } from '../../src/procfs/reading/reader.ts';
import { cgroup } from '../../src/procfs/sources/cgroup.ts';
import { jobTotals } from '../../src/series/totals/job.ts';
import { jsonOf } from '../procfs/parse.ts';
import { exampleInfo, noonPlus } from '../series/example.ts';
import { removed, testWith } from './own-cgroups.ts';

// A cgroup of the kernel's own, with a quota of CPU time that a process in it would exceed.
const test = suite('a job with a quota of CPU time');

const ROOT = '/sys/fs/cgroup';
const CONTROLLERS = ['cpu', 'cpuacct'];
const PERIOD_US = 20_000;
const QUOTA_US = 4000;
/** A process has to wait in each period; these are two tenths of a second. */
const LEAST_THROTTLED = 10;

const missing = [
  ...(process.getuid?.() === 0 ? [] : ['root']),
  ...(existsSync(`${ROOT}/cpuacct/cpuacct.usage`) && existsSync(`${ROOT}/cpu/cpu.cfs_quota_us`)
    ? []
    : ['CPU cgroups (version 1)']),
];
const check = testWith(test, missing);

check('the periods in which it had to wait, and its CPU time, are what the kernel says', async () => {
  const top = `rankstat-test-${process.pid}`;
  const made = CONTROLLERS.flatMap((one) =>
    [`${top}`, `${top}/job_7`, `${top}/job_7/step_0`].map((below) => path.join(ROOT, one, below)),
  );
  const procfs = mkdtempSync(path.join(tmpdir(), 'rankstat-quota-'));
  const numbers = (controller: string, file: string) =>
    readFileSync(path.join(ROOT, controller, top, 'job_7', file), 'utf8');
  const stat = (key: string) =>
    Number(new RegExp(`^${key} (\\d+)$`, 'm').exec(numbers('cpu', 'cpu.stat'))?.[1]);
  for (const folder of made) mkdirSync(folder);
  const child = spawn('sh', ['-c', 'read go; while :; do :; done'], { stdio: ['pipe', 'ignore', 'inherit'] });
  const exit = once(child, 'exit');
  try {
    writeFileSync(path.join(ROOT, 'cpu', top, 'job_7/cpu.cfs_period_us'), String(PERIOD_US));
    writeFileSync(path.join(ROOT, 'cpu', top, 'job_7/cpu.cfs_quota_us'), String(QUOTA_US));
    for (const one of CONTROLLERS)
      writeFileSync(path.join(ROOT, one, top, 'job_7/step_0/cgroup.procs'), String(child.pid));
    mkdirSync(path.join(procfs, 'self'));
    writeFileSync(
      path.join(procfs, 'self/cgroup'),
      CONTROLLERS.map((one, nth) => `${nth + 2}:${one}:/${top}/job_7/step_0\n`).join(''),
    );
    writeFileSync(path.join(procfs, 'self/mountinfo'), readFileSync('/proc/self/mountinfo'));
    // By default: it is a job's.
    const reader = new SourceReader(cgroup, { procfs, sysfs: '/sys' });
    const sample = () => {
      assert.equal([reader.read(), reader.error], ['ok', undefined]);
      return { timestamp: noonPlus(0), hostname: 'a', tick: null, cgroup: JSON.parse(jsonOf(reader)) };
    };
    const before = sample();
    assert.is(before.cgroup.cpu.nr_throttled, 0);
    child.stdin.write('go\n');
    while (stat('nr_throttled') < LEAST_THROTTLED) await pause(20);
    child.kill('SIGKILL');
    await exit;

    const kernel = ['nr_periods', 'nr_throttled', 'throttled_time'].map(stat);
    const after = sample();
    const { nr_periods, nr_throttled, throttled_time_ns } = after.cgroup.cpu;
    assert.equal([nr_periods, nr_throttled, throttled_time_ns], kernel);
    assert.is(after.cgroup.cpuacct.usage_ns, Number(numbers('cpuacct', 'cpuacct.usage')));
    const job = jobTotals(
      before,
      after,
      exampleInfo({ job_cgroup: { version: 1, level: 'job', path: '/' } }),
    );
    assert.is(job?.throttledPercent, (100 * nr_throttled) / (nr_periods - before.cgroup.cpu.nr_periods));
    // It had its quota in each period, and on each CPU a slice of 5 ms more.
    const most = ((kernel[0]! + 1) * QUOTA_US + 50_000) / 1e6;
    const seconds = job?.cpuSeconds ?? 0;
    assert.ok(seconds > 0 && seconds < most, `${seconds} s of CPU time in ${kernel[0]} periods`);
    reader.close();
  } finally {
    child.kill('SIGKILL');
    await exit;
    for (const folder of made.reverse()) await removed(folder);
    rmSync(procfs, { recursive: true });
  }
});

test.run();
