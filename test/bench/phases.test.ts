import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { intervalAt, nextAt, phasesOf } from '../../bench/lib/phases.ts';

const one = { room: 1, phase: 'any' } as const;
const two = { room: 2, phase: 'any' } as const;
const whole = { room: 1, phase: 'whole' } as const;

test('each has a phase of its own, and what drifts has more room', () => {
  assert.equal(phasesOf([one, two, one], 1000, 0), [0, 250, 750]);
});

test('from turn to turn the last becomes the first', () => {
  assert.equal(phasesOf([one, two, one], 1000, 1), [250, 500, 0]);
  assert.equal(phasesOf([one, two, one], 1000, 2), [750, 0, 500]);
  assert.equal(phasesOf([one, two, one], 1000, 3), [0, 250, 750]);
});

test('what ticks at whole intervals anyway has that phase in every turn', () => {
  assert.equal(phasesOf([two, one, whole], 1000, 0), [250, 750, 0]);
  assert.equal(phasesOf([two, one, whole], 1000, 1), [500, 250, 0]);
});

test('multiples of the interval are at the phase, two minutes later, too', () => {
  const now = Date.UTC(2026, 10, 26, 6, 0, 0, 123);
  for (const [intervalS, phaseMs] of [
    [1, 0],
    [1, 250],
    [10, 9000],
    [0.1, 66.6],
  ] as const) {
    const interval = intervalAt(intervalS, phaseMs, now) * 1000;
    for (const later of [0, 135_000]) {
      const tick = Math.ceil((now + later) / interval) * interval;
      const off = (tick - phaseMs) % (intervalS * 1000);
      const apart = Math.min(off, intervalS * 1000 - off);
      assert.ok(apart < 0.01, `${apart} ms off ${phaseMs} of ${intervalS} s`);
    }
  }
});

test('the next time at a phase', () => {
  assert.is(nextAt(250, 1000, 5000), 5250);
  assert.is(nextAt(250, 1000, 5250), 5250);
  assert.is(nextAt(250, 1000, 5251), 6250);
});

test.run();
