import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { newProblems } from '../../../../src/report/comparison/changes/new-problems.ts';
import type { Finding } from '../../../../src/report/findings/finding.ts';
import { type Does, madeObserved, PIECE_S } from '../../findings/made-observed.ts';

function finding(more: Partial<Finding> = {}): Finding {
  const nothing = { phase: null, time: null, evidence: [], value: null, normal: null };
  const chart = { metric: 'cpu_steal_percent', hosts: ['node2'], time: null } as const;
  return { cause: 'steal', severity: 'severe', hosts: ['node2'], text: 'Steal.', chart, ...nothing, ...more };
}

/** A run of six hosts that do this, and what was found in it. */
function examined(steal: Does, ...findings: Finding[]) {
  const observed = madeObserved({ hosts: 6, does: { cpu_steal_percent: steal } });
  return { observed, findings: { verdict: [], verdictOf: [], findings, limits: [] } };
}

const none: Does = () => 0;
/** node2 loses so much. */
const lost =
  (percent: number): Does =>
  (host) =>
    host === 1 ? percent : 0;

function causes(...of: Parameters<typeof newProblems>) {
  const { come, gone } = newProblems(...of);
  return [come.map(({ cause }) => cause), gone.map(({ cause }) => cause)];
}

test('what is in one run only is new, or gone; notes are nothing', () => {
  assert.equal(causes(examined(none), examined(lost(34), finding())), [['steal'], []]);
  assert.equal(causes(examined(lost(34), finding()), examined(none)), [[], ['steal']]);
  assert.equal(causes(examined(none), examined(lost(34), finding({ severity: 'note' }))), [[], []]);
});

test('what is in both is no change, though it was just missed in one; what has become twice as strong is one', () => {
  assert.equal(causes(examined(lost(30), finding()), examined(lost(34), finding())), [[], []]);
  assert.equal(causes(examined(lost(21)), examined(lost(34), finding())), [[], []]);
  assert.equal(causes(examined(lost(17), finding()), examined(lost(34), finding())), [['steal'], []]);
});

test('the same of another host is new, and that of the first is gone', () => {
  const other = finding({ hosts: ['node4'], chart: { metric: 'cpu_steal_percent', hosts: [], time: null } });
  const lostBy4: Does = (host) => (host === 3 ? 34 : 0);
  assert.equal(causes(examined(lost(34), finding()), examined(lostBy4, other)), [['steal'], ['steal']]);
});

test('without a chart the same cause of the same hosts is the same', () => {
  const clock = finding({ cause: 'clock', chart: null });
  assert.equal(causes(examined(none, clock), examined(none, clock)), [[], []]);
  const other = { ...clock, hosts: ['node3'] };
  assert.equal(causes(examined(none, clock), examined(none, other)), [['clock'], ['clock']]);
  assert.equal(causes(examined(none, clock), examined(none, { ...clock, hosts: [] })), [[], []]);
});

test('for a while hosts may be apart as much as any host of the other run was; more than that is new', () => {
  const start = Date.parse('2026-11-25T12:10:00.000Z');
  const time = { start, end: start + 5 * PIECE_S * 1000 };
  const chart = { metric: 'cpu_steal_percent', hosts: ['node2'], time } as const;
  const burst =
    (host: number, percent: number): Does =>
    (one, piece) =>
      one === host && piece >= 10 && piece < 15 ? percent : 0;
  const after = examined(burst(1, 20), finding({ cause: 'busy', time, chart }));
  assert.equal(causes(examined(none), after), [['busy'], []]);
  assert.equal(causes(examined(burst(4, 15)), after), [['busy'], []]); // 20 is more than 1.3 × 15.
  assert.equal(causes(examined(burst(4, 16)), after), [[], []]);
  // One that is so all the time is no measure of what happens for a while.
  assert.equal(
    causes(
      examined((host) => (host === 4 ? 30 : 0)),
      after,
    ),
    [['busy'], []],
  );
  // Nor is there any of what does not happen by chance.
  const stolen = examined(burst(1, 20), finding({ time, chart }));
  assert.equal(causes(examined(burst(4, 16)), stolen), [['steal'], []]);
});

test('hosts of other names: the same cause is the same', () => {
  const renamed = examined(lost(34), finding({ hosts: ['other2'], chart: null }));
  const observed = { ...renamed.observed, hosts: renamed.observed.hosts.map((_, at) => `other${at + 1}`) };
  assert.equal(causes(examined(lost(34), finding({ chart: null })), { ...renamed, observed }), [[], []]);
});

test.run();
