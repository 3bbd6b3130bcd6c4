import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  asPhase,
  secondsOf,
  shortness,
  type TimeWindow,
  windowsOf,
  windowTime,
} from '../../../../src/report/findings/engine/windows.ts';
import { noonPlus } from '../../../series/example.ts';
import { madeObserved } from '../made-observed.ts';

const pieces = (from: number, to: number): TimeWindow => ({ phase: null, from, to });
const at = (seconds: number) => Date.parse(noonPlus(seconds));

test('the run, its phases, and windows that overlap by half', () => {
  const observed = madeObserved({ hosts: 1, minutes: 8, phases: { write: [2, 5] } });
  assert.equal(windowsOf(observed), [
    { phase: 0, from: 0, to: 8 },
    { phase: 1, from: 2, to: 5 },
    // Of four pieces, then of two; one is not compared.
    ...[0, 2, 4].map((from) => pieces(from, from + 4)),
    ...[0, 1, 2, 3, 4, 5, 6].map((from) => pieces(from, from + 2)),
  ]);
});

test('the shortest is a 64th of a run', () => {
  const lengths = new Set(
    windowsOf(madeObserved({ hosts: 1, minutes: 480 })).map(({ from, to }) => to - from),
  );
  // ⌈480 / 64⌉ = 8: 7 would be shorter.
  assert.equal([...lengths], [480, 240, 120, 60, 30, 15]);
});

test('of a run of one piece there is no window but itself', () => {
  assert.equal(windowsOf(madeObserved({ hosts: 1, minutes: 1 })), [{ phase: 0, from: 0, to: 1 }]);
  assert.equal(windowsOf(madeObserved({ hosts: 0, minutes: 0 })), [{ phase: 0, from: 0, to: 0 }]);
});

test('how long, and when', () => {
  const observed = madeObserved({ hosts: 1, minutes: 10, phases: { write: [2, 5] } });
  const [run, write] = windowsOf(observed);
  assert.is(secondsOf(observed, run!), 600);
  assert.is(windowTime(observed, run!), null);
  assert.is(secondsOf(observed, write!), 180);
  assert.equal(windowTime(observed, write!), { start: at(120), end: at(300) });
  assert.is(secondsOf(observed, pieces(3, 5)), 120);
  assert.equal(windowTime(observed, pieces(3, 5)), { start: at(180), end: at(300) });
});

test('a window that has eight tenths in common with a phase is that phase', () => {
  const observed = madeObserved({ hosts: 1, minutes: 60, phases: { load: [0, 20], write: [20, 40] } });
  // 16 minutes of 20; 18 of 22 in either; 15 of 20.
  assert.equal(asPhase(observed, pieces(24, 40)), { phase: 2, from: 20, to: 40 });
  assert.equal(asPhase(observed, pieces(22, 42)), { phase: 2, from: 20, to: 40 });
  assert.equal(asPhase(observed, pieces(25, 40)), pieces(25, 40));
  // And about all of the run is the run.
  assert.is(asPhase(observed, pieces(5, 60)).phase, 0);
});

test('in a short window a host must be further away', () => {
  const of = (hosts: number, minutes: number) =>
    shortness(madeObserved({ hosts, minutes: 60 }), pieces(0, minutes));
  const rounded = (value: number) => Number(value.toFixed(3));
  assert.equal([of(40, 60), of(40, 30)], [1, 1]);
  // 30 / 7.5 minutes: four times as short. Of forty the root, of a thousand in full, of two or three to the 0.8th.
  assert.equal([of(40, 7.5), of(8, 7.5), of(1000, 7.5), of(3, 7.5)].map(rounded), [2, 2, 4, 3.031]);
  // Between forty and a thousand by how many times as many: √(40 · 1000) = 200 is half of the way.
  assert.is(rounded(of(200, 7.5)), 2.828);
});

test.run();
