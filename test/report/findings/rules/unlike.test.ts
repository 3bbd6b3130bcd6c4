import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Rule } from '../../../../src/report/findings/rules/rule.ts';
import { type Unlike, unlikes } from '../../../../src/report/findings/rules/unlike.ts';
import { foundBy, textsBy, third } from './rules-on.ts';

/** Of nothing that the table has, with round numbers. */
const MORE: Unlike = {
  cause: 'busy',
  metrics: ['cpu_user_percent'],
  ...{ unit: '%', side: 'more', least: 5, leastShare: 0.1, spread: 0.5, spreadShare: 0.01, severe: 25 },
  say: (who) => `${who} did more`,
  word: 'busy',
};
const more: Rule = (look) => unlikes(look, MORE);
const LESS: Unlike = { ...MORE, side: 'less', say: (who) => `${who} did less` };
const less: Rule = (look) => unlikes(look, LESS);

test('of two hosts one must be 1.4 times as far away as of many', () => {
  // Of 60 a tenth is 6 points, 1.4 times that 8.4.
  const of = (own: number) => ({ hosts: 2, does: { cpu_user_percent: (host: number) => [60, own][host] } });
  assert.equal(textsBy(more, of(68.3)), []);
  assert.equal(textsBy(more, of(68.5)), [
    'node2 did more: busy 69 %, the other host 60 %: too few hosts to be sure.',
  ]);
});

test('of three hosts the two others must be alike', () => {
  // 50 and 58: their median is 54, their spread 1.4826 · 4 = 5.93, and 2.5 of them 14.8.
  const of = (own: number) => ({
    hosts: 3,
    does: { cpu_user_percent: (host: number) => [50, 58, own][host] },
  });
  assert.equal(textsBy(more, of(68.7)), []);
  assert.equal(textsBy(more, of(69)), [
    'node3 did more: busy 69 %, the other 2 hosts 54 %: too few hosts to be sure.',
  ]);
});

test('hosts are compared with those of their kind', () => {
  // Four with 8 CPUs do 20, five with 4 do 60, one of which 90.
  const made = {
    hosts: 9,
    does: { cpu_user_percent: (host: number) => (host < 4 ? 20 : host === 8 ? 90 : 60) },
    info: (host: number) => ({ cpu_count: host < 4 ? 8 : 4 }),
  };
  assert.equal(textsBy(more, made), ['node9 did more: busy 90 %, the other 4 hosts of its kind 60 %.']);
});

test('where hosts are hardly active, who does less is not compared', () => {
  const phases = { write: [0, 50], rest: [50, 60] } as const;
  // From the 30th minute on all do 20 of the 80 that they do at most, less than 0.3 of it; at last one does nothing.
  const does = (usual: number) => ({
    cpu_user_percent: (host: number, piece: number) =>
      host === 2 && piece >= 50 ? 0 : piece < 30 ? 80 : usual,
  });
  assert.equal(textsBy(less, { hosts: 8, phases, does: does(20) }), []);
  const [first] = foundBy(less, { hosts: 8, phases, does: does(70) });
  assert.is(first?.text, 'node3 did less in rest: busy 0, the other 7 hosts 70 %.');
  assert.is(first?.phase, 'rest');
});

test('in a short window one must be further away', () => {
  // 3 of 60 minutes: √(0.5 · 60 / 3) = 3.16 times the least of 6 points: 19.0, and the spread 8.98 · 0.6.
  const of = (size: number) => ({
    hosts: 8,
    does: { cpu_user_percent: (host: number, piece: number) => (host === 2 && piece < 3 ? 60 + size : 60) },
  });
  assert.equal(textsBy(more, of(18.9)), []);
  assert.equal(textsBy(more, of(19.1)), [
    'node3 did more from 0:00 to 3:00: busy 79 %, the other 7 hosts 60 %.',
  ]);
});

test('one host has nobody to be unlike', () => {
  assert.equal(textsBy(more, { hosts: 1, does: { cpu_user_percent: 90 } }), []);
});

test('how many others there are is how many it is known of', () => {
  // Of the eight hosts five tell it.
  const does = { cpu_user_percent: (host: number) => (host > 4 ? undefined : third(90, 60)(host)) };
  assert.equal(textsBy(more, { hosts: 8, does }), ['node3 did more: busy 90 %, the other 4 hosts 60 %.']);
});

test.run();
