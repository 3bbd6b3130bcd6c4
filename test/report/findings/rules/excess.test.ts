import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Excess, excesses } from '../../../../src/report/findings/rules/excess.ts';
import type { Rule } from '../../../../src/report/findings/rules/rule.ts';
import type { Does } from '../made-observed.ts';
import { foundBy, textsBy } from './rules-on.ts';

/** Of a metric that none of the rules has, with round numbers. */
const EXCESS: Excess = {
  cause: 'steal',
  metrics: ['cpu_steal_percent'],
  ...{ unit: '%', least: 1, leastInBurst: 4, severe: 20, spread: 0.1, word: 'steal' },
  say: ({ who, its, mean }) => `${who} lost ${mean.toFixed(1)} of ${its} time`,
};
const rule: Rule = (look) => excesses(look, EXCESS);
const does = (steal: Does) => ({ cpu_steal_percent: steal });

/** Some percent in these minutes, nothing else. */
const burst =
  (size: number, from: number, to: number): Does =>
  (host, piece) =>
    host === 2 && piece >= from && piece < to ? size : 0;

test('a burst in a short window must be larger', () => {
  // Windows of an hour are 30, 15, 7 and 3 minutes. Two minutes with 3.4 % are in 3: 2.27, less than a burst's 4; in 7:
  // 0.97, less than 1. With 3.6 % they are 1.03 in 7.
  assert.equal(textsBy(rule, { hosts: 8, does: does(burst(3.4, 30, 32)) }), []);
  assert.equal(textsBy(rule, { hosts: 8, does: does(burst(3.6, 30, 32)) }), [
    'node3 lost 3.6 of its time from 30:00 to 32:00: steal 3.6 %, the other 7 hosts 0.',
  ]);
});

test('a window that is about a phase is called so', () => {
  const phases = { load: [0, 20], write: [20, 40], read: [40, 60] } as const;
  const [first] = foundBy(rule, { hosts: 8, does: does(burst(12, 21, 40)), phases });
  // 19 of 20 minutes: the mean of the phase is 11.4.
  assert.is(first?.text, 'node3 lost 11.4 of its time in write: steal 11 %, the other 7 hosts 0.');
  assert.is(first?.phase, 'write');
});

test('up to three hosts have a sentence each, the worst first; four have one together', () => {
  const of = (count: number) => does((host) => (host < count ? 10 + host : 0));
  assert.equal(
    textsBy(rule, { hosts: 12, does: of(3) }).map((text) => text.slice(0, 5)),
    ['node3', 'node2', 'node1'],
  );
  const [first, ...more] = foundBy(rule, { hosts: 12, does: of(4) });
  assert.equal(more, []);
  assert.is(first?.text, 'Node4, node3 and 2 more hosts lost 13.0 of their time: steal up to 13 % (node4).');
  assert.equal(first?.hosts, ['node4', 'node3', 'node2', 'node1']);
});

test('of two hosts that both have it none is the odd one', () => {
  const both = does((host) => 10 + host);
  assert.equal(
    textsBy(rule, { hosts: 2, does: both }).map((text) => text.slice(0, 5)),
    ['node2', 'node1'],
  );
  assert.equal(textsBy(rule, { hosts: 3, does: both }), [
    'All 3 hosts lost 12.0 of their time: steal up to 12 % (node3).',
  ]);
});

test('who has more than what all have is not told apart from them', () => {
  // Half of the hosts and more have it: the median is no longer what is healthy.
  const [first] = foundBy(rule, { hosts: 8, does: does((host) => (host < 5 ? 10 : 0)) });
  assert.equal(first?.hosts.length, 5);
  assert.equal(first?.time, null);
});

test('what all have a bit of is normal', () => {
  // All have 0.9, one 1.7: 0.9 + 8.98 · 0.1 = 1.798 would be too much.
  const of = (own: number) => does((host) => (host === 2 ? own : 0.9));
  assert.equal(textsBy(rule, { hosts: 8, does: of(1.79) }), []);
  assert.equal(textsBy(rule, { hosts: 8, does: of(1.8) }), [
    'node3 lost 1.8 of its time: steal 1.8 %, the other 7 hosts 0.9 %.',
  ]);
});

test('a host alone is measured by itself', () => {
  assert.equal(textsBy(rule, { hosts: 1, does: does(() => 0.9) }), []);
  assert.equal(textsBy(rule, { hosts: 1, does: does(() => 5) }), ['node1 lost 5.0 of its time: steal 5 %.']);
});

test.run();
