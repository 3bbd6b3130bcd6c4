import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { renumbered } from '../../src/merge/renumbered.ts';
import type { Track } from '../../src/merge/track.ts';
import { NOON } from '../gather/scribe.ts';
import { scheduleOf, trackOf } from './example.ts';

const MOST = 2 ** 40;
const LATE = [Number.NaN, 0.25, 0.5, 0.125, Number.NaN];

/** Tick and lateness of each sample, by a schedule of one a second from noon on. */
function told(track: Track, secondsAfterNoon: number, mostTick = MOST): (readonly [number, number])[] {
  const { tick, lateMs } = renumbered(track, NOON + secondsAfterNoon * 1000, scheduleOf(), mostTick);
  return Array.from({ length: tick.length }, (_, at) => [tick.at(at), lateMs.at(at)] as const);
}

test('ticks from a later start have the numbers that they have from the first', () => {
  const track = trackOf({ ticks: [null, 0, 1, 3, null], lateMs: LATE });
  const none = [-1, Number.NaN] as const;
  assert.equal(told(track, 7), [none, [7, 0.25], [8, 0.5], [10, 0.125], none]);
  assert.equal(told(track, 0), told(track, 1e300)); // Beyond all dates: as they are.
  assert.equal(told(track, 7, 9), told(track, 0));
});

test('what has the schedule of the job, or cannot be told by it, is the same track', () => {
  const track = trackOf({ ticks: [0, 1], lateMs: [0.25, 0.5] });
  assert.is(renumbered(track, NOON, scheduleOf(), MOST), track);
  assert.is(renumbered(track, NOON + 7000, scheduleOf(), 7), track);
});

test('the last tick that there can be is one', () => {
  const track = trackOf({ ticks: [0, 3], lateMs: [0.25, 0.5] });
  assert.equal(told(track, 7, 10), [
    [7, 0.25],
    [10, 0.5],
  ]);
});

test('less than a microsecond apart are digits of a double, no time', () => {
  const track = trackOf({ ticks: [0], lateMs: [0.25] });
  // Doubles of today are 2^-12 ms apart: three of these.
  assert.equal(told(track, 7 + 3 * 2 ** -12 * 0.001), [[7, 0.25]]);
  assert.equal(told(track, 7 - 3 * 2 ** -12 * 0.001), [[7, 0.25]]);
  assert.equal(told(track, 7.002), [[7, 2.25]]);
});

test('those before the first tick of the job are at none', () => {
  const track = trackOf({ ticks: [null, 0, 1, 3, null], lateMs: LATE });
  const none = [-1, Number.NaN] as const;
  assert.equal(told(track, -2), [none, none, none, [1, 0.125], none]);
});

test('what is thinned out stays thinned out: its samples are later', () => {
  const track = trackOf({ ticks: [null, 0, 4, 8, null], lateMs: LATE, stride: 4 });
  const none = [-1, Number.NaN] as const;
  assert.equal(told(track, 8), [none, [8, 0.25], [12, 0.5], [16, 0.125], none]);
  assert.equal(told(track, 2), [none, [0, 2000.25], [4, 2000.5], [8, 2000.125], none]);
  assert.equal(told(track, 6), [none, [4, 2000.25], [8, 2000.5], [12, 2000.125], none]);
  assert.equal(told(track, -1), [none, none, [0, 3000.5], [4, 3000.125], none]);
});

test('an interval without an end in binary is one', () => {
  const interval_ms = 100 / 3;
  const track = trackOf({ ticks: [0], lateMs: [0] });
  for (let nth = 1; nth < 200; nth++) {
    const start = Math.ceil(NOON / interval_ms) * interval_ms;
    const own = (Math.ceil(NOON / interval_ms) + nth) * interval_ms;
    const { tick, lateMs } = renumbered(track, own, { start, interval_ms }, MOST);
    assert.equal([tick.at(0), lateMs.at(0)], [nth, 0]);
  }
});

test.run();
