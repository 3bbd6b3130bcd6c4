import type { Gap, HostStatus } from '../series/schema.ts';
import { isoTime, roundToMicroseconds } from '../system/clock.ts';
import { wordsOf } from '../wire/absent-hosts.ts';
import type { MergedHost } from './hosts.ts';
import type { Replay } from './replay.ts';
import { type Selection, selectionFor, strideOf } from './selection.ts';
import type { Track } from './track.ts';

/** A tick that is due so shortly before a stop need not have been sampled, ms. */
const STOP_MARGIN_MS = 250;

interface Sampled {
  readonly ticks: readonly number[];
  readonly times: readonly number[];
  readonly lateMs: readonly number[];
  /** Indices into `ticks` before which samples were dropped for want of room. */
  readonly lostBefore: ReadonlySet<number>;
  readonly lost: number;
}

/** The coverage ledger's line about a host: what was expected of it, what came, and why not more. */
export function hostStatus(host: MergedHost, replay: Replay): HostStatus {
  const last = host.tracks.at(-1);
  if (last === undefined) return missingStatus(host, replay);
  const stride = strideOf(host.tracks);
  const sampled = sampledBy(host.tracks, selectionFor(host.tracks, replay.schedule));
  const expected = expectedTicks(replay, sampled, stride);
  const gaps = gapsOf(sampled, expected, stride);
  const missed = expected.count - sampled.ticks.length;
  const reason = whyPartial({ sampled, missed, gaps, last, replay });
  return {
    status: sampled.times.length === 0 ? 'missing' : reason === null ? 'complete' : 'partial',
    reason,
    rank: host.rank,
    first_sample: timeOrNull(sampled.times[0]),
    last_sample: timeOrNull(sampled.times.at(-1)),
    samples: sampled.times.length,
    ticks_expected: expected.count,
    ticks_sampled: sampled.ticks.length,
    ticks_missed: missed,
    gaps,
    clock_offset_ms: last.clock?.offset_ms ?? null,
    clock_error_ms: last.clock?.error_ms ?? null,
    utc_offset_minutes: last.hello.utc_offset_minutes,
    late_ms: percentiles(sampled.lateMs),
  };
}

function missingStatus({ key, rank }: MergedHost, { absent }: Replay): HostStatus {
  const said = wordsOf(absent)(key);
  return {
    status: 'missing',
    reason:
      said === undefined ? 'its collector never reached rank 0' : `its collector could not start: ${said}`,
    rank,
    first_sample: null,
    last_sample: null,
    samples: 0,
    ticks_expected: 0,
    ticks_sampled: 0,
    ticks_missed: 0,
    gaps: [],
    clock_offset_ms: null,
    clock_error_ms: null,
    utc_offset_minutes: null,
    late_ms: null,
  };
}

function sampledBy(tracks: readonly Track[], selected: Selection): Sampled {
  const ticks: number[] = [];
  const times: number[] = [];
  const lateMs: number[] = [];
  const lostBefore = new Set<number>();
  let lost = 0;
  for (const track of tracks) {
    for (let index = 0; index <= track.time.length; index++) {
      const dropped = track.lost.get(index) ?? 0;
      lost += dropped;
      if (dropped > 0) lostBefore.add(ticks.length);
      if (index === track.time.length || !selected(track, index)) continue;
      times.push(track.time.at(index));
      if (track.tick.at(index) < 0) continue;
      ticks.push(track.tick.at(index));
      lateMs.push(track.lateMs.at(index));
    }
  }
  return { ticks, times, lateMs, lostBefore, lost };
}

/** Every `stride`-th tick from the first to the last; how many there are is never counted up: a tick can be any number. */
interface Expected {
  readonly first: number;
  readonly last: number;
  /** At least as many as were sampled. */
  readonly count: number;
}

/** The ticks from the start of the schedule to the stop; without a stop, to the last one that any rank sampled. */
function expectedTicks({ schedule, stop, lastTick }: Replay, sampled: Sampled, stride: number): Expected {
  const { length } = sampled.ticks;
  if (schedule === undefined) return { first: 0, last: -1, count: length };
  const own = sampled.ticks.at(-1) ?? -1;
  const ran = stop === undefined ? null : (stop.since_start_ms ?? stop.time - schedule.start);
  const margin = Math.min(STOP_MARGIN_MS, schedule.interval_ms);
  const due = ran === null ? lastTick : Math.floor((ran - margin) / schedule.interval_ms);
  const full = schedule.on_full !== 'thin' && length >= schedule.max_samples - 2;
  const first = Math.ceil((full ? (sampled.ticks[0] ?? 0) : 0) / stride) * stride;
  const last = Math.floor((full ? own : Math.max(due, own)) / stride) * stride;
  return { first, last, count: Math.max(length, Math.floor((last - first) / stride) + 1) };
}

function gapsOf(sampled: Sampled, { first, last }: Expected, stride: number): Gap[] {
  const gaps: Gap[] = [];
  const { ticks, lostBefore } = sampled;
  const add = (from: number, to: number, reason: string) => {
    if (from <= to) gaps.push({ from_tick: from, to_tick: to, reason });
  };
  if (first > last) return gaps;
  let next = first;
  for (const [at, tick] of ticks.entries()) {
    const before = at === 0 ? 'its collector was not there yet' : 'its collector did not run';
    add(next, tick - stride, lostBefore.has(at) ? 'dropped: the outbox was full' : before);
    next = tick + stride;
  }
  add(next, last, lostBefore.has(ticks.length) ? 'dropped: the outbox was full' : 'its collector had ended');
  return gaps;
}

function whyPartial(host: {
  sampled: Sampled;
  missed: number;
  gaps: readonly Gap[];
  last: Track;
  replay: Replay;
}): string | null {
  const { sampled, missed, gaps, last, replay } = host;
  const reasons: string[] = [];
  if (last.bye === undefined) {
    const end = sampled.times.at(-1);
    reasons.push(
      end === undefined ? 'it sent no sample' : `no word from it after ${isoTime(end)}: killed or cut off`,
    );
  } else if (replay.stop === undefined) {
    reasons.push(`it ended without a stop of the job: ${last.bye.reason}`);
  } else if (gaps.at(-1)?.reason === 'its collector had ended') {
    reasons.push(`it ended before the stop: ${last.bye.reason}`);
  }
  if (sampled.times.length > 0 && last.good === 0) {
    const unread = `no source could be read: ${Object.values(last.errors ?? {})[0] ?? 'none is there'}`;
    reasons.push(last.cut > 0 ? 'what its samples depend on is lost' : unread);
  }
  if (missed > 0) reasons.push(`${missed} of ${missed + sampled.ticks.length} ticks missing`);
  if (sampled.lost > 0) reasons.push(`${sampled.lost} samples dropped: the outbox was full`);
  return reasons.length === 0 ? null : reasons.join('; ');
}

function percentiles(lateMs: readonly number[]): HostStatus['late_ms'] {
  const sorted = lateMs.filter((ms) => !Number.isNaN(ms)).sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const rank = (share: number) => roundToMicroseconds(sorted[Math.ceil(share * sorted.length) - 1]!);
  return { p50: rank(0.5), p90: rank(0.9), p99: rank(0.99), max: rank(1) };
}

function timeOrNull(wallMs: number | undefined): string | null {
  return wallMs === undefined ? null : isoTime(wallMs);
}
