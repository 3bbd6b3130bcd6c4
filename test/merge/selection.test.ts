import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { selectionFor, strideOf } from '../../src/merge/selection.ts';
import type { Track } from '../../src/merge/track.ts';
import type { Schedule } from '../../src/wire/records.ts';
import { scheduleOf, trackOf } from './example.ts';

/** Process by process the ticks that are selected, null for a baseline or final sample. */
function selected(tracks: readonly Track[], schedule: Schedule | undefined): (number | null)[][] {
  const select = selectionFor(tracks, schedule);
  return tracks.map((track) => {
    const at = Array.from({ length: track.time.length }, (_, index) => index);
    return at
      .filter((index) => select(track, index))
      .map((index) => (track.tick.at(index) < 0 ? null : track.tick.at(index)));
  });
}

test('without a stride everything is selected', () => {
  assert.equal(selected([trackOf({ ticks: [null, 0, 1, 2, null] })], scheduleOf()), [[null, 0, 1, 2, null]]);
  assert.equal(selected([trackOf({ ticks: [null, 5, 6] })], undefined), [[null, 5, 6]]);
});

test('what came before the stride is thinned to it; baseline and final samples stay', () => {
  const track = trackOf({ ticks: [null, 0, 1, 2, 3, 4, 5, 6, 8, 12, null], stride: 4 });
  assert.equal(selected([track], scheduleOf()), [[null, 0, 4, 8, 12, null]]);
});

test('a rank can have been started as often as a hostile journal says', () => {
  const one = trackOf({ ticks: [], stride: 2 });
  assert.is(strideOf(new Array<Track>(300_000).fill(one)), 2);
});

test('the greatest stride of its processes is that of the rank', () => {
  const tracks = [trackOf({ ticks: [0, 1, 2, 3], stride: 1 }), trackOf({ ticks: [4, 6, 8], stride: 2 })];
  assert.is(strideOf(tracks), 2);
  assert.equal(selected(tracks, scheduleOf()), [
    [0, 2],
    [4, 6, 8],
  ]);
  assert.is(strideOf([]), 1);
});

test('no tick is selected of two processes: the first that sampled it has it', () => {
  const tracks = [
    trackOf({ ticks: [null, 0, 1, 2] }),
    trackOf({ ticks: [null, 1, 2, 3] }),
    trackOf({ ticks: [null] }),
    trackOf({ ticks: [3, 4] }),
  ];
  assert.equal(selected(tracks, scheduleOf()), [[null, 0, 1, 2], [null, 3], [null], [4]]);
});

test('ring: the last ticks that fit beside a baseline and a final sample', () => {
  const ring = scheduleOf({ on_full: 'ring', max_samples: 5 });
  assert.equal(selected([trackOf({ ticks: [null, 0, 1, 2, 3, 4, null] })], ring), [[null, 2, 3, 4, null]]);
  // Fewer than fit.
  assert.equal(selected([trackOf({ ticks: [0, 1] })], ring), [[0, 1]]);
  // A gap: they are counted, not their numbers.
  assert.equal(selected([trackOf({ ticks: [0, 1, 7, 9] })], ring), [[1, 7, 9]]);
});

test('ring: of at least one tick, and over all processes of the rank', () => {
  const ring = (max_samples: number) => scheduleOf({ on_full: 'ring', max_samples });
  assert.equal(selected([trackOf({ ticks: [0, 1, 2] })], ring(2)), [[2]]);
  assert.equal(selected([trackOf({ ticks: [0, 1, 2] }), trackOf({ ticks: [3, 4] })], ring(5)), [[2], [3, 4]]);
  assert.equal(selected([trackOf({ ticks: [null] })], ring(5)), [[null]]);
});

test('ring: no tick is selected of two processes either', () => {
  const tracks = [trackOf({ ticks: [0, 1, 2] }), trackOf({ ticks: [2, 3] })];
  assert.equal(selected(tracks, scheduleOf({ on_full: 'ring', max_samples: 6 })), [[1, 2], [3]]);
});

test('stop: nothing is left out', () => {
  const stop = scheduleOf({ on_full: 'stop', max_samples: 4 });
  assert.equal(selected([trackOf({ ticks: [null, 0, 1, null] })], stop), [[null, 0, 1, null]]);
});

test.run();
