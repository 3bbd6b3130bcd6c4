import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ratesBetween } from '../../../src/series/rates.ts';
import type { Sample } from '../../../src/series/schema.ts';
import { exampleInfo, noonPlus } from '../example.ts';

const test = suite('events of memory');

function sampleOf(seconds: number, more: Partial<Sample>): Sample {
  return { timestamp: noonPlus(seconds), hostname: 'node1', tick: 0, ...more };
}

/** Over ten seconds. */
function rates(before: Record<string, number>, after: Record<string, number>, info = exampleInfo()) {
  return ratesBetween(sampleOf(0, { vmstat: before }), sampleOf(10, { vmstat: after }), info);
}

test('swap is counted in pages of the host, faults one by one', () => {
  const before = { pswpin: 1000, pswpout: 500, pgmajfault: 10 };
  const after = { pswpin: 3500, pswpout: 25_500, pgmajfault: 260 };
  const found = rates(before, after);
  assert.is(found.swap_in_mb_per_s, 1.024); // 2500 × 4096 B in 10 s
  assert.is(found.swap_out_mb_per_s, 10.24);
  assert.is(found.major_faults_per_s, 25);
  const large = rates(before, after, exampleInfo({ page_size_bytes: 65_536 }));
  assert.is(large.swap_in_mb_per_s, 16.384);
  assert.is(rates(before, after, exampleInfo({ page_size_bytes: null })).swap_in_mb_per_s, 1.024);
});

test('direct reclaim, of old kernels by zones, never both', () => {
  assert.is(rates({ pgsteal_direct: 0 }, { pgsteal_direct: 2500 }).direct_reclaim_mb_per_s, 1.024);
  const before = { pgsteal_direct_dma: 0, pgsteal_direct_dma32: 5, pgsteal_direct_normal: 100 };
  const after = { pgsteal_direct_dma: 0, pgsteal_direct_dma32: 505, pgsteal_direct_normal: 2100 };
  // What kswapd freed is another's time, and the rest are parts or sums of these.
  const others = { pgsteal_kswapd: 9e6, pgsteal_kswapd_normal: 9e6, pgsteal_anon: 9e6, pgsteal_file: 9e6 };
  assert.is(rates(before, { ...after, ...others }).direct_reclaim_mb_per_s, 1.024);
  assert.is(rates({ pgsteal_normal: 0 }, { pgsteal_normal: 9 }).direct_reclaim_mb_per_s, null);
});

const IN_JOB = exampleInfo({ job_cgroup: { version: 2, level: 'job', path: '/job_7' } });

function kills(vmstat: [number, number] | undefined, job: [number, number], info = IN_JOB) {
  const at = (nth: 0 | 1) =>
    sampleOf(10 * nth, {
      ...(vmstat === undefined ? {} : { vmstat: { oom_kill: vmstat[nth] } }),
      cgroup: { memory: { events: { oom_kill: job[nth] } } },
    });
  return ratesBetween(at(0), at(1), info).oom_kills_per_s;
}

test('a process that was killed in the job is one of the host: it is not counted twice', () => {
  assert.is(kills([7, 8], [0, 1]), 0.1);
  assert.is(kills([7, 9], [0, 1]), 0.2);
  assert.is(kills([7, 7], [0, 0]), 0);
});

test('where vmstat is not read, those of the job are known', () => {
  assert.is(kills(undefined, [0, 1]), 0.1);
  // It is read, but not in this interval.
  assert.is(kills(undefined, [0, 1], { ...IN_JOB, sources: { vmstat: 'ok' } }), null);
});

test('counters that fell have begun anew', () => {
  const found = rates({ pswpin: 9, pgmajfault: 9 }, { pswpin: 1, pgmajfault: 1 });
  assert.equal([found.swap_in_mb_per_s, found.major_faults_per_s], [null, null]);
});

test.run();
