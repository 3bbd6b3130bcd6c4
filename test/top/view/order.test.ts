import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Direction, ordered, SORT_KEYS, SORTS, type SortKey } from '../../../src/top/view/order.ts';
import { exampleHost, exampleRates } from './example.ts';

const HOSTS = [
  exampleHost('node10', { rates: exampleRates({ cpu_busy_percent: 5, disk_read_mb_per_s: 1 }) }),
  exampleHost('node9', { rates: null, state: { kind: 'silent', ms: 9000 } }),
  exampleHost('node1', { rates: exampleRates({ cpu_busy_percent: 90, net_rx_mb_per_s: null }) }),
  exampleHost('node2', {
    rates: exampleRates({ cpu_busy_percent: 5, disk_write_mb_per_s: 3, net_tx_mb_per_s: 1 }),
    state: { kind: 'late', ms: 200 },
  }),
];
const names = (by: SortKey, direction: Direction = 'usual') =>
  ordered(HOSTS, by, direction).map(({ name }) => name);

test('a key for each, in the order in which they are shown', () => {
  assert.equal(
    SORT_KEYS.map((key) => `${key} ${SORTS[key]}`),
    ['n name', 'c CPU', 'i iow', 'm mem', 'd disk', 't net', 's state', 'o odd'],
  );
});

test('names by the value of their numbers', () => {
  assert.equal(names('n'), ['node1', 'node2', 'node9', 'node10']);
  assert.equal(names('n', 'reversed'), ['node10', 'node9', 'node2', 'node1']);
});

test('rates from the greatest on, those without one last either way', () => {
  assert.equal(names('c'), ['node1', 'node2', 'node10', 'node9']);
  assert.equal(names('c', 'reversed'), ['node2', 'node10', 'node1', 'node9']);
  assert.equal(names('d'), ['node2', 'node10', 'node1', 'node9']);
  assert.equal(names('t'), ['node2', 'node1', 'node10', 'node9']);
});

test('states from the worst on', () => {
  assert.equal(names('s'), ['node9', 'node2', 'node1', 'node10']);
});

test('the oddest first, then those like the others by name, then those without rates', () => {
  const odd = new Map([
    ['node10', { score: 7, metrics: new Set<never>() }],
    ['node2', { score: 9, metrics: new Set<never>() }],
  ]);
  const oddest = (direction: Direction) => ordered(HOSTS, 'o', direction, odd).map(({ name }) => name);
  assert.equal(oddest('usual'), ['node2', 'node10', 'node1', 'node9']);
  assert.equal(oddest('reversed'), ['node1', 'node10', 'node2', 'node9']);
});

test.run();
