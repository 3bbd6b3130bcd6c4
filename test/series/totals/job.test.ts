import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isRated, isRatedMember } from '../../../src/series/rated.ts';
import { ratesBetween } from '../../../src/series/rates.ts';
import type { Sample } from '../../../src/series/schema.ts';
import { jobTotals } from '../../../src/series/totals/job.ts';
import { exampleInfo, noonPlus } from '../example.ts';

const IN_JOB = exampleInfo({ job_cgroup: { version: 2, level: 'job', path: '/job_7' } });

function sample(seconds: number, cgroup?: Record<string, unknown>): Sample {
  return {
    timestamp: noonPlus(seconds),
    hostname: 'a',
    tick: seconds,
    ...(cgroup === undefined ? {} : { cgroup }),
  };
}

/** Version 2: CPU time in µs, periods of the quota and those that were not enough, and what it has of memory, MiB. */
const two = (usage_usec: number, nr_periods: number, nr_throttled: number, mib: number, oom_kill = 0) => ({
  cpu: { usage_usec, nr_periods, nr_throttled },
  memory: {
    current_bytes: mib * 2 ** 20,
    events: { oom_kill },
    stat: { anon_bytes: 1, file_bytes: mib * 2 ** 19, file_dirty_bytes: mib * 2 ** 10 },
  },
});

test('version 2: what the job did between two readings, and what it had at the later one', () => {
  const [before, after] = [sample(0, two(5e6, 100, 10, 9)), sample(10, two(45e6, 200, 35, 64, 2))];
  assert.equal(jobTotals(before, after, IN_JOB), {
    cpuSeconds: 40,
    throttledPercent: 25,
    memoryBytes: 64 * 2 ** 20,
    cachedBytes: 32 * 2 ** 20,
    dirtyBytes: 64 * 2 ** 10,
    oomKills: 2,
  });
  const rates = ratesBetween(before, after, IN_JOB);
  assert.equal([rates.job_cpus_busy, rates.job_throttled_percent, rates.job_memory_bytes], [4, 25, 2 ** 26]);
});

test('version 1: nanoseconds, the totals with what is below the cgroup', () => {
  const one = (usage_ns: bigint) => ({
    cpuacct: { usage_ns, user_ticks: 5 },
    cpu: { nr_periods: 0, nr_throttled: 0, throttled_time_ns: 0 },
    memory: {
      ...{ usage_in_bytes: 700, oom_kill: 1 },
      stat: { total_cache_bytes: 300, total_dirty_bytes: 20, total_rss_bytes: 400 },
    },
  });
  const before = sample(0, one(2n ** 63n));
  assert.equal(jobTotals(before, sample(10, one(2n ** 63n + 30_000_000_000n)), IN_JOB), {
    cpuSeconds: 30,
    throttledPercent: null, // There is no quota.
    ...{ memoryBytes: 700, cachedBytes: 300, dirtyBytes: 20, oomKills: 0 },
  });
});

test('what one of the two samples does not have is not known, its memory neither: it would count for one tick', () => {
  const some = two(5e6, 0, 0, 9);
  assert.is(jobTotals(sample(0), sample(1, some), IN_JOB), undefined);
  assert.is(jobTotals(sample(0, some), sample(1), IN_JOB), undefined);
  const totals = jobTotals(sample(0, some), sample(1, { pids: { current: 1 } }), IN_JOB);
  assert.equal([totals?.cpuSeconds, totals?.memoryBytes], [null, null]);
});

test('what is not of the job is not shown as such', () => {
  const samples = [sample(0, two(1, 0, 0, 1)), sample(1, two(2, 0, 0, 1))] as const;
  for (const level of ['own', 'hidden', 'node'] as const) {
    const info = exampleInfo({ job_cgroup: { version: 2, level, path: '/' } });
    assert.is(jobTotals(...samples, info), undefined);
  }
  assert.is(jobTotals(...samples, undefined), undefined);
  assert.is(jobTotals(...samples, exampleInfo()), undefined);
});

test('a counter that has fallen has no difference', () => {
  const totals = jobTotals(sample(0, two(9, 9, 1, 1, 5)), sample(1, two(8, 10, 0, 1, 4)), IN_JOB);
  assert.equal([totals?.cpuSeconds, totals?.throttledPercent, totals?.oomKills], [null, null, null]);
});

test('which of its numbers rates are made of', () => {
  assert.ok(isRated('cgroup', 'cpu usage_usec', ''));
  assert.ok(isRatedMember('cgroup', ['cpu', 'usage_usec']));
  assert.ok(isRatedMember('cgroup', ['memory', 'stat', 'file_bytes']));
  assert.not(isRatedMember('cgroup', ['memory', 'stat', 'anon_bytes']));
  assert.not(isRatedMember('cgroup', ['io', '8:0', 'rbytes']));
});

test.run();
