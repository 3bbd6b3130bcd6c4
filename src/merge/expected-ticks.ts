import type { Schedule } from '../wire/records.ts';
import type { Coverage } from './coverage.ts';
import type { Replay } from './replay.ts';
import type { Track } from './track.ts';

/** A tick that is due so shortly before a stop need not have been sampled, ms. */
const STOP_MARGIN_MS = 250;

/** Every `stride`-th tick from the first to the last; how many there are is never counted up: a tick can be any number. */
export interface Expected {
  readonly first: number;
  readonly last: number;
  /** At least as many as were sampled. */
  readonly count: number;
}

/**
 * The ticks from the start of the schedule to the stop; without a stop, to the last one that any rank sampled; without a
 * schedule, from the host's first to its last. With `--on-full` a host need not have all of them.
 */
export function expectedTicks(
  { schedule, stop, lastTick }: Pick<Replay, 'schedule' | 'stop' | 'lastTick'>,
  tracks: readonly Track[],
  { ticks, before, stride }: Pick<Coverage, 'ticks' | 'before'> & { readonly stride: number },
): Expected {
  const { length } = ticks;
  const first = ticks[0]?.tick ?? 0;
  const own = ticks.at(-1)?.tick ?? -1;
  if (schedule === undefined) {
    return { first, last: own, count: length === 0 ? 0 : Math.floor((own - first) / stride) + 1 };
  }
  const ran = stop === undefined ? null : (stop.since_start_ms ?? stop.time - schedule.start);
  const margin = Math.min(STOP_MARGIN_MS, schedule.interval_ms);
  const due = ran === null ? lastTick : Math.floor((ran - margin) / schedule.interval_ms);
  const isRing = schedule.on_full === 'ring' && length >= schedule.max_samples - 2;
  const end = schedule.on_full === 'stop' ? Math.min(due, boundOf(schedule, tracks, before)) : due;
  const from = Math.ceil((isRing ? first : 0) / stride) * stride;
  const to = Math.floor(Math.max(end, own) / stride) * stride;
  return { first: from, last: to, count: Math.max(length, Math.floor((to - from) / stride) + 1) };
}

/**
 * The tick at which its last process had as many as it may have: counted are the ticks since its first, whether it came to
 * all of them or not. What was lost before that one can only have been earlier.
 */
function boundOf({ max_samples }: Schedule, tracks: readonly Track[], before: Coverage['before']): number {
  const { tick } = tracks.at(-1)!;
  let at = 0;
  while (at < tick.length && tick.at(at) < 0) at++;
  const isKnown = at < tick.length && (tracks.length > 1 || !before.has(0));
  return (isKnown ? tick.at(at) : 0) + Math.max(2, max_samples - 2) - 1;
}
