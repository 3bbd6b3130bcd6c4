import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ClockSteps } from '../../src/rank/clock-steps.ts';
import type { Clock } from '../../src/system/clock.ts';
import { ManualClock } from '../manual-clock.ts';

const NOON = Date.UTC(2026, 10, 25, 12);

test('a clock that is set by an hour, forward and back, is noticed once each time', () => {
  const clock = new ManualClock(NOON);
  const steps = new ClockSteps(clock);
  assert.equal(steps.now(), { time: NOON, step: undefined });
  clock.advance(1000);
  assert.is(steps.now().step, undefined);
  clock.set(clock.wall() + 3_600_000);
  assert.equal(steps.now(), { time: NOON + 3_601_000, step: 3_600_000 });
  assert.is(steps.now().step, undefined);
  clock.advance(1000);
  clock.set(clock.wall() - 3_600_000);
  assert.is(steps.now().step, -3_600_000);
});

test('less than 20 ms is none, but many of them add up to one', () => {
  const clock = new ManualClock(NOON);
  const steps = new ClockSteps(clock);
  steps.now();
  clock.set(clock.wall() + 15);
  assert.is(steps.now().step, undefined);
  clock.set(clock.wall() + 15);
  assert.is(steps.now().step, 30);
});

test('20 ms is one', () => {
  const clock = new ManualClock(NOON);
  const steps = new ClockSteps(clock);
  steps.now();
  clock.set(clock.wall() + 20);
  assert.is(steps.now().step, 20);
  clock.set(clock.wall() - 20);
  assert.is(steps.now().step, -20);
});

/** The moment that is read where so much time passes before and after the wall clock is, ms; and how often it is read. */
function reading(waitMs: number) {
  const clock = new ManualClock(NOON);
  let reads = 0;
  const busy: Clock = {
    wall: () => {
      if (++reads > 10) throw new Error('it reads on and on');
      clock.suspend(waitMs);
      const wall = clock.wall();
      clock.suspend(waitMs);
      return wall;
    },
    mono: () => clock.mono(),
    after: (ms, action) => clock.after(ms, action),
  };
  return { moment: new ClockSteps(busy).now(), reads };
}

test('both clocks are read once if that takes a millisecond at most, else three times at most', () => {
  assert.equal(reading(0), { moment: { time: NOON, step: undefined }, reads: 1 });
  assert.equal(reading(0.5), { moment: { time: NOON + 0.5, step: undefined }, reads: 1 });
  // The third begins after 40 ms.
  assert.equal(reading(10), { moment: { time: NOON + 50, step: undefined }, reads: 3 });
});

test('a process that has to wait between the two clocks reads them once more', () => {
  const clock = new ManualClock(NOON);
  let waits = 0;
  const busy: Clock = {
    wall: () => {
      const wall = clock.wall();
      if (waits-- > 0) clock.suspend(50);
      return wall;
    },
    mono: () => clock.mono(),
    after: (ms, action) => clock.after(ms, action),
  };
  const steps = new ClockSteps(busy);
  steps.now();
  waits = 2;
  assert.equal(steps.now(), { time: NOON + 100, step: undefined });
});

test.run();
