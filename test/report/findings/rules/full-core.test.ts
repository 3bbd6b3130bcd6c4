import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fullCore } from '../../../../src/report/findings/rules/full-core.ts';
import { foundBy, textsBy, third } from './rules-on.ts';

/** The busiest core of the third host and of the others; all CPUs of a host together. */
const does = (own: number, others: number, all = 30) => ({
  cpu_busiest_percent: third(own, others),
  cpu_busy_percent: all,
});

test('a host with a full core, among others with time left', () => {
  const [first, ...more] = foundBy(fullCore, { hosts: 8, does: does(99, 60) });
  assert.equal(more, []);
  assert.is(first?.text, 'One core of node3 was full: 99 % busy, the busiest of the other 7 hosts 60 %.');
  assert.equal([first?.cause, first?.hosts, first?.normal], ['full core', ['node3'], 60]);
  assert.equal(first?.evidence, ['all CPUs of node3 together 30 % busy']);
});

test('88 % are full, 8 points more than the others', () => {
  assert.is(foundBy(fullCore, { hosts: 8, does: does(88, 80) }).length, 1);
  assert.equal(foundBy(fullCore, { hosts: 8, does: does(87.9, 60) }), []);
  assert.equal(foundBy(fullCore, { hosts: 8, does: does(88, 80.1) }), []);
});

test('of two or three hosts 15 points, and nobody is sure', () => {
  assert.equal(textsBy(fullCore, { hosts: 3, does: does(90, 75) }), [
    'One core of node3 was full: 90 % busy, the busiest of the other 2 hosts 75 %: too few hosts to be sure.',
  ]);
  assert.equal(foundBy(fullCore, { hosts: 3, does: does(90, 75.1) }), []);
});

test('where all CPUs are busy one of them says nothing', () => {
  assert.is(foundBy(fullCore, { hosts: 8, does: does(99, 60, 80) }).length, 1);
  assert.equal(foundBy(fullCore, { hosts: 8, does: does(99, 60, 80.1) }), []);
  assert.equal(foundBy(fullCore, { hosts: 8, does: { cpu_busiest_percent: third(99, 60) } }), []);
});

test('others that differ by much are no measure', () => {
  // Half of the others 50, half 80: spread 1.4826 · 15, and one is never 9 of them away.
  const busiest = (host: number) => (host === 2 ? 99 : host % 2 === 0 ? 50 : 80);
  assert.equal(foundBy(fullCore, { hosts: 9, does: { ...does(0, 0), cpu_busiest_percent: busiest } }), []);
});

test('hosts of another kind are no others; one alone has none', () => {
  const made = {
    hosts: 9,
    does: {
      cpu_busiest_percent: (host: number) => (host < 4 ? 40 : host === 8 ? 99 : 60),
      cpu_busy_percent: 30,
    },
    info: (host: number) => ({ cpu_count: host < 4 ? 8 : 4 }),
  };
  assert.equal(textsBy(fullCore, made), [
    'One core of node9 was full: 99 % busy, the busiest of the other 4 hosts of its kind 60 %.',
  ]);
  assert.equal(foundBy(fullCore, { hosts: 1, does: does(99, 99) }), []);
});

test.run();
