import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFlushDue } from '../../src/rank/flush-due.ts';

/** The ticks at which is parsed, of the first 20 or of those that are given. */
function dueAt(
  flushMs: number,
  intervalMs: number,
  ticks: readonly number[] = [...Array(20).keys()],
  stride = 1,
) {
  const due: number[] = [];
  let first: number | undefined;
  for (const tick of ticks) {
    first ??= tick;
    if (!isFlushDue({ flushMs, intervalMs, first, tick, stride })) continue;
    due.push(tick);
    first = undefined;
  }
  return due;
}

test('the last tick of every two, or five, seconds', () => {
  assert.equal(dueAt(2000, 1000), [1, 3, 5, 7, 9, 11, 13, 15, 17, 19]);
  assert.equal(dueAt(5000, 1000), [4, 9, 14, 19]);
  assert.equal(dueAt(2000, 100, [...Array(60).keys()]), [19, 39, 59]);
});

test('each tick where they are as far apart, or nothing may wait', () => {
  for (const [flushMs, intervalMs] of [
    [0, 1],
    [2000, 2000],
    [2000, 10_000],
  ] as const) {
    assert.is(dueAt(flushMs, intervalMs).length, 20);
  }
  // Also the one that thins them out, with which the next comes sooner than those after it.
  assert.is(isFlushDue({ flushMs: 1500, intervalMs: 1000, first: 3, tick: 3, stride: 2 }), true);
});

test('an interval that does not divide it: nothing waits longer', () => {
  // 0, 1.5, 3, 4.5, 6 s, …
  assert.equal(dueAt(2000, 1500, [0, 1, 2, 3, 4, 5, 6, 7]), [1, 2, 3, 5, 6, 7]);
});

test('ticks that were missed do not let those before them wait for more', () => {
  assert.equal(dueAt(5000, 1000, [0, 1, 2, 6, 7, 8, 9]), [6, 9]);
});

test('thinned out, the ticks count as far apart as they are', () => {
  assert.equal(dueAt(5000, 1000, [0, 2, 4, 6, 8, 10, 12], 2), [4, 8]);
  assert.is(dueAt(2000, 1000, [0, 2, 4], 2).length, 3);
});

test('the last tick of all', () => {
  assert.is(isFlushDue({ flushMs: 5000, intervalMs: 1000, first: 0, tick: 1, stride: 0 }), true);
});

test.run();
