import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { busiestCpuPercent, cpuShares } from '../../../src/series/rates/cpu.ts';
import type { Sample } from '../../../src/series/schema.ts';
import { noonPlus } from '../example.ts';

const test = suite('CPU time');

type Cells = Record<string, number>;

function sampleOf(cpu: Sample['cpu']): Sample {
  return { timestamp: noonPlus(0), hostname: 'node1', tick: 0, ...(cpu === undefined ? {} : { cpu }) };
}

const ZERO = { user: 0, nice: 0, system: 0, idle: 0, iowait: 0, irq: 0, softirq: 0, steal: 0 };

/** Of single CPUs: `[before, after]` of each. */
function busiest(cpus: Record<string, [before: Cells | undefined, after: Cells | undefined]>): number | null {
  const at = (nth: 0 | 1) => {
    const lines = Object.entries(cpus).map(([id, both]) => [id, both[nth]] as const);
    return sampleOf({ per_cpu: Object.fromEntries(lines.filter(([, line]) => line !== undefined)) });
  };
  return busiestCpuPercent(at(0), at(1));
}

test('what busy is made of: programs, kernel, interrupts, and what was stolen', () => {
  // 1000 ticks, as mpstat has them: usr 20 + nice 5, sys 10, irq 1 + soft 2, steal 12, iowait 10, idle 40.
  const after = { ...ZERO, user: 200, nice: 50, system: 100, irq: 10, softirq: 20, steal: 120 };
  const shares = cpuShares(
    sampleOf({ total: ZERO }),
    sampleOf({ total: { ...after, iowait: 100, idle: 400, guest: 150, guest_nice: 40 } }),
  );
  assert.equal(shares, { busy: 50, iowait: 10, user: 25, system: 10, irq: 3, steal: 12 });
});

test('an old kernel tells of no interrupts and no steal: it had none', () => {
  const four = { user: 0, nice: 0, system: 0, idle: 0 };
  const shares = cpuShares(sampleOf({ total: four }), sampleOf({ total: { ...four, user: 1, idle: 3 } }));
  assert.equal(shares, { busy: 25, iowait: 0, user: 25, system: 0, irq: 0, steal: 0 });
});

test('the busiest CPU is one of them, not their mean', () => {
  const idle = { ...ZERO, idle: 100 };
  assert.is(busiest({ 0: [ZERO, idle], 1: [ZERO, { ...ZERO, user: 60, softirq: 35, idle: 5 }] }), 95);
  assert.is(busiest({ 0: [ZERO, idle], 1: [ZERO, { ...ZERO, iowait: 100 }] }), 0);
});

test('of a CPU half of which was stolen, the other half can be all busy', () => {
  assert.is(busiest({ 0: [ZERO, { ...ZERO, user: 40, nice: 5, system: 5, steal: 50 }] }), 100);
  assert.is(busiest({ 0: [ZERO, { ...ZERO, steal: 100 }] }), null);
});

test('a CPU that came, went or began anew is left out', () => {
  const half = { ...ZERO, user: 50, idle: 50 };
  const full = { ...ZERO, user: 100 };
  const began = { ...ZERO, user: 10, idle: 9000 };
  assert.is(busiest({ 0: [ZERO, half], 1: [undefined, full], 2: [full, undefined], 3: [began, full] }), 50);
  assert.is(busiest({ 1: [undefined, full] }), null);
});

test('idle and iowait that run back a little are 0', () => {
  const before = { ...ZERO, idle: 50, iowait: 40 };
  assert.is(busiest({ 0: [before, { ...before, user: 30, system: 10, idle: 60, iowait: 37 }] }), 80);
});

test('where single CPUs were not read, none was busiest', () => {
  assert.is(busiestCpuPercent(sampleOf({ total: ZERO }), sampleOf({ total: ZERO })), null);
  assert.is(busiestCpuPercent(sampleOf(undefined), sampleOf({ per_cpu: { 0: ZERO } })), null);
});

test.run();
