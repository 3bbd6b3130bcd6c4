import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { oddHosts } from '../../src/top/odd.ts';
import type { TopHost } from '../../src/top/state.ts';
import { exampleHost, exampleRates } from './view/example.ts';

/** Hosts whose CPUs are so busy. */
const hosts = (...busy: (number | null)[]): TopHost[] =>
  busy.map((cpu_busy_percent, at) => exampleHost(`n${at}`, { rates: exampleRates({ cpu_busy_percent }) }));
const oddOf = (all: readonly TopHost[]) =>
  [...oddHosts(all)].map(([name, { metrics }]) => [name, [...metrics]]);

test('one of six is unlike the others, which are nearly alike', () => {
  assert.equal(oddOf(hosts(50, 51, 49, 50, 20, 50)), [['n4', ['cpu_busy_percent']]]);
  // The spread is the floor: of 5 points, which are nobody's trouble, a third, or 3 % of 50: 30 points are 18 of them.
  assert.is(oddHosts(hosts(50, 51, 49, 50, 20, 50)).get('n4')?.score, 18);
});

test('nobody is where the hosts differ anyway, the difference is nobody’s trouble, or there are few', () => {
  assert.equal(oddOf(hosts(10, 30, 50, 70, 90, 20)), []);
  assert.equal(oddOf(hosts(50, 50, 50, 50, 50, 54)), []);
  assert.equal(oddOf(hosts(50, 50, 50, 0)), []);
  assert.equal(oddOf(hosts(50, 50, 50, null, null, 0)), []);
});

test('the last seconds count, not the last sample; who is silent is not odd', () => {
  const lately = (cpu_busy_percent: number) => ({ lately: { cpu_busy_percent } });
  const calm = hosts(50, 50, 50, 50, 50).map((host) => ({ ...host, ...lately(50) }));
  assert.equal(
    oddOf([...calm, exampleHost('x', { rates: exampleRates({ cpu_busy_percent: 0 }), ...lately(50) })]),
    [],
  );
  assert.equal(oddOf([...calm, exampleHost('x', { rates: null, ...lately(0) })]), []);
  assert.equal(oddOf([...calm, exampleHost('x', lately(0))]), [['x', ['cpu_busy_percent']]]);
});

test('what only a wide terminal shows counts, too', () => {
  const all = hosts(50, 50, 50, 50, 50, 50).map((host, at) => ({
    ...host,
    rates: { ...host.rates, cpu_steal_percent: at === 2 ? 34 : 0 },
  }));
  assert.equal(oddOf(all), [['n2', ['cpu_steal_percent']]]);
});

test.run();
