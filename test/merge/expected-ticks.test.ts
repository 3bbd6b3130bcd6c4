import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { expectedTicks } from '../../src/merge/expected-ticks.ts';
import type { Track } from '../../src/merge/track.ts';
import { scheduleOf, stopOf, trackOf } from './example.ts';

/** Of a host that sampled these ticks. */
function expected(
  replay: Partial<Parameters<typeof expectedTicks>[0]>,
  {
    sampled = [] as readonly number[],
    stride = 1,
    tracks = [trackOf()] as readonly Track[],
    lostAtStart = false,
  } = {},
) {
  const before = new Map(lostAtStart ? [[0, 'lost']] : []);
  const ticks = sampled.map((tick) => ({ tick, problem: undefined }));
  const job = { schedule: undefined, stop: undefined, lastTick: -1, ...replay };
  const { first, last, count } = expectedTicks(job, tracks, { ticks, before, stride });
  return [first, last, count];
}

test('without a schedule those from the first to the last that it sampled', () => {
  assert.equal(expected({}), [0, -1, 0]);
  assert.equal(expected({}, { sampled: [3, 5, 7], stride: 2 }), [3, 7, 3]);
  assert.equal(expected({}, { sampled: [3, 8], stride: 2 }), [3, 8, 3]);
  assert.equal(expected({ lastTick: 9 }, { sampled: [4] }), [4, 4, 1]);
});

test('from tick 0 to the stop; one that is due within a quarter of a second of it need not be', () => {
  const schedule = scheduleOf();
  assert.equal(expected({ schedule, stop: stopOf(10) }), [0, 9, 10]);
  assert.equal(expected({ schedule, stop: stopOf(10.25) }), [0, 10, 11]);
  assert.equal(expected({ schedule, stop: stopOf(0.25) }), [0, 0, 1]);
  assert.equal(expected({ schedule, stop: stopOf(0.2) }), [0, -1, 0]);
  assert.equal(expected({ schedule, stop: { ...stopOf(10.5), since_start_ms: null } }), [0, 10, 11]);
  assert.equal(expected({ schedule, stop: { ...stopOf(99), since_start_ms: 10_500 } }), [0, 10, 11]);
  // At most one interval.
  assert.equal(expected({ schedule: scheduleOf({ interval_ms: 100 }), stop: stopOf(1) }), [0, 9, 10]);
});

test('without a stop to the last tick of any rank; what was sampled is expected in any case', () => {
  const schedule = scheduleOf();
  assert.equal(expected({ schedule, lastTick: 7 }, { sampled: [0, 1] }), [0, 7, 8]);
  assert.equal(expected({ schedule, stop: stopOf(5), lastTick: 9 }, { sampled: [4, 6] }), [0, 6, 7]);
});

test('every stride-th', () => {
  const schedule = scheduleOf();
  assert.equal(expected({ schedule, lastTick: 9 }, { stride: 4 }), [0, 8, 3]);
  assert.equal(expected({ schedule, lastTick: 9 }, { stride: 4, sampled: [0, 1, 2, 4, 8] }), [0, 8, 5]);
});

test('ring: from the first that is still there, if it is full', () => {
  const schedule = scheduleOf({ on_full: 'ring', max_samples: 5 });
  assert.equal(expected({ schedule, lastTick: 9 }, { sampled: [7, 8, 9] }), [7, 9, 3]);
  assert.equal(expected({ schedule, lastTick: 9 }, { sampled: [8, 9] }), [0, 9, 10]);
  assert.equal(expected({ schedule, lastTick: 11 }, { sampled: [7, 9, 11], stride: 2 }), [8, 10, 3]);
  assert.equal(
    expected({ schedule: { ...schedule, on_full: 'thin' }, lastTick: 9 }, { sampled: [7, 8, 9] }),
    [0, 9, 10],
  );
});

test('stop: as many as fit since the first of its last process', () => {
  const schedule = scheduleOf({ on_full: 'stop', max_samples: 5 });
  const late = trackOf({ ticks: [null, 2, 3, 4] });
  const of = (more: object, at = schedule) =>
    expected({ schedule: at, lastTick: 9 }, { tracks: [late], ...more });
  assert.equal(of({}), [0, 4, 5]);
  assert.equal(of({}, { ...schedule, max_samples: 3 }), [0, 3, 4]);
  assert.equal(of({}, { ...schedule, on_full: 'thin' }), [0, 9, 10]);
  assert.equal(of({ sampled: [2, 3, 4, 5] }), [0, 5, 6]);
  assert.equal(of({ tracks: [trackOf({ ticks: [0, 1] }), late], lostAtStart: true }), [0, 4, 5]);
  assert.equal(of({ tracks: [trackOf({ ticks: [0, 1] })] }), [0, 2, 3]);
  // What was lost before may have been its first.
  assert.equal(of({ lostAtStart: true }), [0, 2, 3]);
  assert.equal(of({ tracks: [trackOf({ ticks: [null] })] }), [0, 2, 3]);
  assert.equal(expected({ schedule, stop: stopOf(2) }, { tracks: [late] }), [0, 1, 2]);
});

test.run();
