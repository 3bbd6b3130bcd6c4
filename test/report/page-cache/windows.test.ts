import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type CacheWindow,
  sumOfBounds,
  WindowLevel,
  WindowSum,
} from '../../../src/report/page-cache/windows.ts';

const RUN: CacheWindow = { label: 'run', start: 1000, end: 5000, edges: 'within' };
const PHASE: CacheWindow = { ...RUN, edges: 'unsure' };

/** Over intervals of two seconds, from 0 s on. */
function bounds(window: CacheWindow, deltas: readonly (number | null)[], slackMs = 0) {
  const sum = new WindowSum();
  for (const [nth, delta] of deltas.entries()) sum.add(window, nth * 2000, (nth + 1) * 2000, delta);
  return sum.boundsIn(window, slackMs);
}

test('what reaches over an edge is of the run, and of a phase all of it or none', () => {
  assert.equal(bounds(RUN, [10, 20, 40, 80]), { least: 70, most: 70 });
  assert.equal(bounds(PHASE, [10, 20, 40, 80]), { least: 20, most: 70 });
});

test('what is missing at an edge, or in between, leaves nothing that is known', () => {
  assert.is(bounds(RUN, [10, 20]), null);
  assert.is(bounds(RUN, [10, null, 40]), null);
  assert.is(bounds(RUN, []), null);
  const late = new WindowSum();
  late.add(RUN, 2000, 6000, 5);
  assert.is(late.boundsIn(RUN, 999), null);
  assert.equal(late.boundsIn(RUN, 1000), { least: 5, most: 5 });
});

test('all samples are a window without edges', () => {
  const all: CacheWindow = { ...RUN, start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY };
  assert.equal(bounds(all, [10, 20]), { least: 30, most: 30 });
});

test('a level: before the start, behind the end', () => {
  const level = new WindowLevel();
  for (const [time, value] of [
    [0, 1],
    [900, 2],
    [1100, 3],
    [4900, 4],
    [5100, 5],
    [9000, 6],
  ] as const)
    level.see(RUN, time, value);
  assert.is(level.atEnd, 5);
  assert.is(level.grown, 3);
  assert.is(new WindowLevel().grown, null);
});

test('a sum of which a part is not known is none', () => {
  assert.equal(
    sumOfBounds([
      { least: 1, most: 2 },
      { least: 10, most: 20 },
    ]),
    { least: 11, most: 22 },
  );
  assert.is(sumOfBounds([{ least: 1, most: 2 }, null]), null);
  assert.is(sumOfBounds([]), null);
});

test.run();
