import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { FlushTimes } from '../../src/rank/flush-times.ts';
import { type Moment, Sampler } from '../../src/rank/sampler.ts';
import { Sender } from '../../src/rank/sender.ts';
import type { Schedule } from '../../src/wire/records.ts';
import { ManualClock } from '../manual-clock.ts';
import { StubReader } from './stub-reader.ts';

/** At one second, flushed every four. */
const SCHEDULE: Schedule = { start: 0, interval_ms: 1000, max_samples: 1000, on_full: 'thin' };

const tickAt = (tick: number): Moment => ({ kind: 'tick', tick, intervalMs: 1000, lateMs: 0, stride: 1 });

/** Flush times of a sampler whose readings take so long each, what that reads, and how often it has told that it is warm. */
function timing({ schedule = SCHEDULE, flushMs = 4000, readMs = 0 } = {}) {
  const clock = new ManualClock(0);
  const reader = new StubReader();
  reader.onRead = () => {
    if (readMs > 0) clock.advance(readMs);
  };
  const sampler = new Sampler([reader], clock, new Sender(0));
  let warm = 0;
  const times = new FlushTimes({ clock, sampler, flushMs, onWarm: () => warm++ });
  const tick = (nth: number) => {
    const moment = tickAt(nth);
    sampler.capture(moment);
    times.captured(moment);
    times.ticked(schedule);
    const isDue = times.isDue(schedule, nth, 1);
    if (isDue) sampler.flush(() => true);
    return isDue;
  };
  return { clock, reader, sampler, times, tick, warmed: () => warm };
}

/** At which of the first ticks it is due. */
function dueOf(tick: (nth: number) => boolean, count: number): number[] {
  return [...Array(count).keys()].filter((nth) => tick(nth));
}

test('every four seconds, by the first sample that waits', () => {
  const { tick } = timing();
  assert.equal(dueOf(tick, 9), [3, 7]);
  const late = timing();
  assert.equal([late.tick(2), late.tick(5), late.tick(6)], [false, true, false]); // What has waited since tick 2 was due at 3.
});

test('while the code is cold at each tick, with intervals below a quarter of a second', () => {
  const fast = timing({ schedule: { ...SCHEDULE, interval_ms: 249 }, flushMs: 7 * 249 });
  const due = dueOf(fast.tick, 120);
  assert.equal(due, [...Array(100).keys(), 104, 111, 118]);
  const slower = timing({ schedule: { ...SCHEDULE, interval_ms: 250 }, flushMs: 2500 });
  assert.equal(dueOf(slower.tick, 20), [9, 19]);
});

test('a clock that was set is told at once; so is what has no room for more', () => {
  const { clock, tick } = timing({ flushMs: 1e6 });
  assert.equal([tick(0), tick(1)], [false, false]);
  clock.set(-5000);
  assert.equal([tick(2), tick(3)], [true, false]);
  assert.equal(dueOf(timing({ flushMs: 1e6 }).tick, 17), [15]);
});

test('it warms up two hundred times, for 50 ms, in a quarter of the time until the first tick, at a second and more', () => {
  const reads = (due: number, readMs: number, interval_ms = 1000) => {
    const { reader, times, clock } = timing({ readMs });
    times.warmUp({ ...SCHEDULE, interval_ms }, clock.mono() + due);
    return reader.reads;
  };
  assert.equal([reads(1000, 0.1), reads(1000, 1), reads(100, 1), reads(0, 1)], [200, 50, 25, 0]);
  assert.equal([reads(1000, 1, 999), reads(1000, 1, 5000)], [0, 50]);
});

test('it is warm after two hundred readings of whatever kind, and says so once', () => {
  const { times, tick, warmed, clock } = timing({ readMs: 1 });
  times.warmUp(SCHEDULE, clock.mono() + 1000);
  dueOf(tick, 149);
  assert.is(warmed(), 0);
  dueOf(tick, 100);
  assert.is(warmed(), 1);
  const schedule = { ...SCHEDULE, interval_ms: 999 };
  const fast = timing({ schedule });
  dueOf(fast.tick, 300);
  assert.is(fast.warmed(), 0);
});

test.run();
