import type { Schedule } from '../wire/records.ts';
import { lastTick, type Track } from './track.ts';

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
  const firsts = firstTicks(tracks);
  if (schedule?.on_full === 'ring') {
    const first = firstOfLast(tracks, Math.max(1, schedule.max_samples - 2));
    return wherever((track, tick) => tick >= Math.max(first, firsts.get(track) ?? 0));
  }
  const stride = strideOf(tracks);
  return wherever((track, tick) => tick % stride === 0 && tick >= (firsts.get(track) ?? 0));
}

/** Applies to samples at ticks; all others are selected. */
function wherever(isWanted: (track: Track, tick: number) => boolean): Selection {
  return (track, index) => track.tick.at(index) < 0 || isWanted(track, track.tick.at(index));
}

/** From which tick on each process counts: none is sampled twice, also if one follows another in the middle of it. */
function firstTicks(tracks: readonly Track[]): ReadonlyMap<Track, number> {
  let next = 0;
  const firsts = tracks.map((track) => {
    const first = next;
    next = Math.max(next, lastTick(track.tick) + 1);
    return [track, first] as const;
  });
  return new Map(firsts);
}

/** Every how-manieth tick counts for the whole run. */
export function strideOf(tracks: readonly Track[]): number {
  return tracks.reduce((most, { stride }) => Math.max(most, stride), 1);
}

/** The tick from which on there are `count` ticks. */
function firstOfLast(tracks: readonly Track[], count: number): number {
  const ticks = tracks.flatMap(({ tick }) => Array.from({ length: tick.length }, (_, at) => tick.at(at)));
  const scheduled = ticks.filter((tick) => tick >= 0);
  return scheduled[Math.max(0, scheduled.length - count)] ?? 0;
}
