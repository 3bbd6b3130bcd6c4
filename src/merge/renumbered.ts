import { roundToMicroseconds } from '../system/clock.ts';
import type { Schedule } from '../wire/records.ts';
import { NumberList } from './lists.ts';
import { lastTick, type Track } from './track.ts';

/** Starts are multiples of the interval, which need not be an integer: so much is a matter of digits, ms. */
const NOTHING_MS = 0.001;

/**
 * A track whose ticks count from another start, that of a rank which never found rank 0, by the schedule of the job: of one
 * number are the samples that were taken at one time. What it has thinned out stays thinned: where the two are no multiple
 * of its stride apart, its samples are so much later than their ticks. Those before tick 0 are at none.
 * @param start tick 0 of the track, wall ms
 * @param mostTick the last that there can be: if one would be beyond it, all stay as they are
 */
export function renumbered(
  track: Track,
  start: number,
  schedule: Pick<Schedule, 'start' | 'interval_ms'>,
  mostTick: number,
): Track {
  const { interval_ms } = schedule;
  const strideMs = track.stride * interval_ms;
  const apartMs = start - schedule.start;
  const strides = Math.floor((apartMs + NOTHING_MS) / strideMs);
  const shift = strides * track.stride;
  const restMs = apartMs - strides * strideMs;
  const lateMs = restMs <= NOTHING_MS ? 0 : restMs;
  if ((shift === 0 && lateMs === 0) || lastTick(track.tick) + shift > mostTick) return track;
  const made = { tick: new NumberList(), lateMs: new NumberList() };
  for (let at = 0; at < track.tick.length; at++) {
    const tick = track.tick.at(at);
    const isOne = tick >= 0 && tick + shift >= 0;
    made.tick.push(isOne ? tick + shift : -1);
    made.lateMs.push(isOne ? roundToMicroseconds(track.lateMs.at(at) + lateMs) : Number.NaN);
  }
  return { ...track, ...made };
}
