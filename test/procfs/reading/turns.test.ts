import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Turns } from '../../../src/procfs/reading/turns.ts';

const CPU = { name: 'cpu' };
const NUMA = { name: 'numa', leastSeconds: 10 };

/** At which of these ticks it is the turn of a source that is read once in ten seconds. */
function turnsAt(ticks: readonly number[], intervalMs: number): number[] {
  const turns = new Turns([CPU, NUMA]);
  return ticks.filter((tick) => turns.isTurn(NUMA, { tick, intervalMs }));
}
const upTo = (count: number) => Array.from({ length: count }, (_, tick) => tick);

test('it is the first tick of each piece of so many seconds, on each host the same', () => {
  assert.equal(turnsAt(upTo(35), 1000), [0, 10, 20, 30]);
  assert.equal(turnsAt(upTo(12), 3000), [0, 4, 7, 10]); // 0, 12, 21, 30 s
  assert.equal(turnsAt(upTo(101), 100), [0, 100]);
  // One that comes later, and one that was suspended.
  assert.equal(turnsAt([13, 14, 19, 20, 21], 1000), [13, 20]);
  assert.equal(turnsAt([0, 1, 42, 43, 49, 50], 1000), [0, 42, 50]);
  // Of which every fourth is sampled.
  assert.equal(turnsAt([0, 4, 8, 12, 16, 20, 24, 28, 32], 1000), [0, 12, 20, 32]);
});

test('where ticks are as far apart or further it is every tick', () => {
  assert.equal(turnsAt(upTo(4), 10_000), [0, 1, 2, 3]);
  assert.equal(turnsAt(upTo(4), 3_600_000), [0, 1, 2, 3]);
});

test('each source has its own turns; one without seconds always', () => {
  const other = { name: 'other', leastSeconds: 5 };
  const turns = new Turns([CPU, NUMA, other]);
  const read = upTo(12).map(
    (tick) => [CPU, NUMA, other].filter((source) => turns.isTurn(source, { tick, intervalMs: 1000 })).length,
  );
  assert.equal(read, [3, 1, 1, 1, 1, 2, 1, 1, 1, 1, 3, 1]);
});

test('where nothing else is read it is always their turn', () => {
  const turns = new Turns([NUMA]);
  assert.equal(
    upTo(3).map((tick) => turns.isTurn(NUMA, { tick, intervalMs: 1000 })),
    [true, true, true],
  );
});

test.run();
