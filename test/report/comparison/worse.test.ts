import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Comparison } from '../../../src/report/comparison/comparison.ts';
import type { Throughput } from '../../../src/report/comparison/throughput.ts';
import { worseThan } from '../../../src/report/comparison/worse.ts';

const SIDE = {
  hosts: 4,
  sampled: 4,
  complete: 4,
  window: 'benchmark',
  phasesFrom: null,
  exitCode: 0,
} as const;

interface Made {
  readonly phases: readonly (readonly [
    label: string,
    before: number,
    after: number,
    ...moved: Throughput[],
  ])[];
  readonly more?: Partial<Comparison>;
}

function comparison({ phases, more }: Made): Comparison {
  return {
    ...{ before: SIDE, after: SIDE, commonHosts: 4, facts: [], onlyBefore: [], onlyAfter: [] },
    findings: { verdict: [], verdictOf: [], findings: [] },
    phases: phases.map(([label, beforeSeconds, afterSeconds, ...throughput]) => ({
      ...{ label, beforeSeconds, afterSeconds, throughput, metrics: [] },
      ...{ beforeLimit: null, afterLimit: null },
    })),
    ...more,
  };
}

function rate(before: number, after: number, more: Partial<Throughput> = {}): Throughput {
  const amounts = { movedBefore: 0, movedAfter: 0, hostsBefore: 4, hostsAfter: 4 };
  return { direction: 'written', of: 'hosts', by: 'disks', before, after, ...amounts, ...more };
}

function worse(percent: number, ...phases: Made['phases']): readonly string[] {
  return worseThan(comparison({ phases }), percent).worse;
}

test('how long the run and its phases took, by more than is allowed, the worst first', () => {
  const phases = [
    ['whole run', 3600, 3934],
    ['write', 1080, 1414],
    ['read', 1200, 1190],
  ] as const;
  assert.equal(worse(9, ...phases), [
    'write: +31 % time (18:00 → 23:34)',
    'whole run: +9.3 % time (1:00:00 → 1:05:34)',
  ]);
  assert.equal(worse(10, ...phases), ['write: +31 % time (18:00 → 23:34)']);
  assert.equal(worse(31, ...phases), []);
  assert.equal(worse(10, ['whole run', 100, 110]), []);
  assert.equal(worse(10, ['whole run', 100, 110.1]).length, 1);
});

test('a phase of less than a hundredth of the run does not matter, unless it has become longer than that', () => {
  assert.equal(worse(10, ['whole run', 1000, 1000], ['mark', 1, 9]), []);
  assert.equal(worse(10, ['whole run', 1000, 1000], ['mark', 1, 11]).length, 1);
});

test('what was moved a second, by the hosts and by the benchmark itself; little is nothing', () => {
  assert.equal(
    worse(10, ['whole run', 100, 100, rate(4000, 3000), rate(4100, 3100, { of: 'benchmark', by: 'IOR' })]),
    ['whole run: disks written −25 % (4 → 3 GB/s)', 'whole run: IOR says written −24 % (4.1 → 3.1 GB/s)'],
  );
  assert.equal(worse(10, ['whole run', 100, 100, rate(4000, 5000)]), []);
  assert.equal(worse(10, ['whole run', 100, 100, rate(19, 1)]), []); // Below 5 MB/s a host.
  assert.equal(worse(10, ['whole run', 100, 100, rate(21, 1)]).length, 1);
});

test('with another number of hosts it is the part of each', () => {
  assert.equal(worse(10, ['whole run', 100, 100, rate(4000, 2000, { hostsAfter: 2 })]), []);
  assert.equal(worse(10, ['whole run', 100, 100, rate(4000, 4000, { hostsAfter: 8 })]), [
    'whole run: disks written −50 % (1 → 0.5 GB/s a host)',
  ]);
});

test('a benchmark that fails now is worse; one that failed before, too, is as it was', () => {
  const phases = [['whole run', 100, 50]] as const;
  const ended = (before: number | null, after: number | null) =>
    worseThan(
      comparison({
        phases,
        more: { before: { ...SIDE, exitCode: before }, after: { ...SIDE, exitCode: after } },
      }),
      10,
    ).worse;
  assert.equal(ended(0, 137), ['the benchmark ended with 137, 0 before']);
  assert.equal([ended(1, 137), ended(0, null), ended(0, 0)], [[], [], []]);
});

test('what the other run does not have cannot be told', () => {
  const unknown = (more: Partial<Comparison>, seconds = 100) =>
    worseThan(comparison({ phases: [['whole run', seconds, 100]], more }), 10).unknown;
  assert.equal(unknown({}), []);
  assert.equal(unknown({ onlyBefore: ['read'] }), ['phase read is not in both']);
  assert.equal(unknown({ onlyAfter: ['read'] }), []);
  assert.equal(unknown({ after: { ...SIDE, sampled: 0 } }), ['a run has no samples']);
  assert.equal(unknown({}, 0), ['how long a run took']);
});

test.run();
