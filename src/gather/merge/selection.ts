import type { Schedule } from '../../wire/records.ts';
import type { Track } from './replay.ts';

/**
 * Which samples of a rank go into the series file: whether the sample at an index of a track does. Baseline and
 * final samples always do.
 */
export type Selection = (track: Track, index: number) => boolean;

/**
 * Applies the bound on samples that the ranks kept to, to what came before they reached it: at `thin` every
 * `stride`-th tick of the whole run, at `ring` the last ones.
 */
export function selectionFor(tracks: readonly Track[], schedule: Schedule | undefined): Selection {
  if (schedule?.on_full === 'ring') {
    const first = firstOfLast(tracks, Math.max(1, schedule.max_samples - 2));
    return (track, index) => track.tick.at(index) < 0 || track.tick.at(index) >= first;
  }
  const stride = strideOf(tracks);
  return (track, index) => track.tick.at(index) < 0 || track.tick.at(index) % stride === 0;
}

/** Every how-manieth tick counts for the whole run. */
export function strideOf(tracks: readonly Track[]): number {
  return Math.max(1, ...tracks.map(({ stride }) => stride));
}

/** The tick from which on there are `count` ticks. */
function firstOfLast(tracks: readonly Track[], count: number): number {
  const ticks = tracks.flatMap(({ tick }) => Array.from({ length: tick.length }, (_, at) => tick.at(at)));
  const scheduled = ticks.filter((tick) => tick >= 0);
  return scheduled[Math.max(0, scheduled.length - count)] ?? 0;
}
