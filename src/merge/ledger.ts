import { quantile } from '../exact/quantile.ts';
import type { Gap, HostStatus } from '../series/schema.ts';
import { isoTime, roundToMicroseconds } from '../system/clock.ts';
import { wordsOf } from '../wire/absent-hosts.ts';
import { type Coverage, coverageOf } from './coverage.ts';
import { type Expected, expectedTicks } from './expected-ticks.ts';
import type { MergedHost } from './hosts.ts';
import type { Replay } from './replay.ts';
import { selectionFor, strideOf } from './selection.ts';
import { type SourcesCoverage, sourcesCoverage } from './source-status.ts';
import type { Track } from './track.ts';

/** Why the last ticks are missing. */
const ENDED = 'its collector had ended';

/** The coverage ledger's line about a host: what was expected of it, what came, and why not more. */
export function hostStatus(host: MergedHost, replay: Replay): HostStatus {
  const last = host.tracks.at(-1);
  if (last === undefined) return missingStatus(host, replay);
  const stride = strideOf(host.tracks);
  const coverage = coverageOf(host.tracks, selectionFor(host.tracks, replay.schedule));
  const { ticks, times, lateMs, steps } = coverage;
  const expected = expectedTicks(replay, host.tracks, { ...coverage, stride });
  const gaps = gapsOf(coverage, expected, { stride, atEnd: whyEnded(last, replay) });
  const sampled = ticks.filter(({ problem }) => problem === undefined).length;
  const counted = { ticks_expected: expected.count, ticks_sampled: sampled };
  const sources = sourcesCoverage(host.tracks, coverage, counted);
  const reason = whyPartial({ coverage, counted, gaps, sources, last, replay });
  return {
    status: times.length === 0 ? 'missing' : reason === null ? 'complete' : 'partial',
    reason,
    rank: host.rank,
    first_sample: timeOrNull(times[0]),
    last_sample: timeOrNull(times.at(-1)),
    samples: times.length,
    ...counted,
    ticks_missed: expected.count - sampled,
    gaps,
    sources: sources.status,
    clock_offset_ms: last.clock?.offset_ms ?? null,
    clock_error_ms: last.clock?.error_ms ?? null,
    clock_steps: steps,
    utc_offset_minutes: last.hello.utc_offset_minutes,
    late_ms: percentiles(lateMs),
  };
}

function missingStatus({ key, rank }: MergedHost, replay: Replay): HostStatus {
  const said = wordsOf(replay.absent)(key);
  const never = `its collector never reached rank 0${hasDamage(replay) ? ', or its records are damaged' : ''}`;
  return {
    status: 'missing',
    reason: said === undefined ? never : `its collector could not start: ${said}`,
    rank,
    first_sample: null,
    last_sample: null,
    samples: 0,
    ticks_expected: 0,
    ticks_sampled: 0,
    ticks_missed: 0,
    gaps: [],
    sources: {},
    clock_offset_ms: null,
    clock_error_ms: null,
    clock_steps: [],
    utc_offset_minutes: null,
    late_ms: null,
  };
}

/** Ticks that follow one another and are missing for one reason are one gap. */
function gapsOf(
  { ticks, before }: Coverage,
  { first, last }: Expected,
  { stride, atEnd }: { readonly stride: number; readonly atEnd: string },
): Gap[] {
  const gaps: Gap[] = [];
  const add = (from: number, to: number, reason: string) => {
    const previous = gaps.at(-1);
    if (from > to) return;
    if (previous?.reason === reason && previous.to_tick === from - stride) previous.to_tick = to;
    else gaps.push({ from_tick: from, to_tick: to, reason });
  };
  let next = first;
  for (const [nth, { tick, problem }] of ticks.entries()) {
    const otherwise = nth === 0 ? 'its collector was not there yet' : 'its collector did not run';
    add(next, tick - stride, before.get(nth) ?? otherwise);
    if (problem !== undefined) add(tick, tick, problem);
    next = tick + stride;
  }
  add(next, last, before.get(ticks.length) ?? atEnd);
  return gaps;
}

/** Of one that has not said bye more can have been there. */
function whyEnded({ bye }: Track, replay: Replay): string {
  return bye === undefined && hasDamage(replay) ? `${ENDED}, or its records are damaged` : ENDED;
}

function whyPartial(host: {
  readonly coverage: Coverage;
  readonly counted: Pick<HostStatus, 'ticks_expected' | 'ticks_sampled'>;
  readonly gaps: readonly Gap[];
  readonly sources: SourcesCoverage;
  readonly last: Track;
  readonly replay: Replay;
}): string | null {
  const { coverage, counted, gaps, sources, last, replay } = host;
  const { times, good, dropped, holes } = coverage;
  const { ticks_expected, ticks_sampled } = counted;
  const reasons: string[] = [];
  if (last.bye === undefined) {
    const end = times.at(-1);
    reasons.push(end === undefined ? 'it sent no sample' : noWord(end, replay));
  } else if (replay.stop === undefined) {
    reasons.push(`it ended without a stop of the job: ${last.bye.reason}`);
  } else if (gaps.at(-1)?.reason === ENDED) {
    reasons.push(`it ended before the stop: ${last.bye.reason}`);
  }
  if (times.length > 0 && good === 0) {
    reasons.push(`no source could be read: ${last.errors.values().next().value ?? 'none is there'}`);
  }
  const missed = ticks_expected - ticks_sampled;
  if (missed > 0) reasons.push(`${missed} of ${ticks_expected} ticks missing`);
  if (dropped > 0) reasons.push(`${dropped} samples dropped: the outbox was full`);
  if (holes > 0) reasons.push(`${holes} of its records ${whereLost(replay)}`);
  if (good > 0) reasons.push(...sources.reasons);
  return reasons.length === 0 ? null : reasons.join('; ');
}

/** Whether there can have been more in the journals. What a kill tears off nobody has acknowledged. */
function hasDamage({ damage }: Replay): boolean {
  return damage.some(({ kind }) => kind !== 'torn end' && kind !== 'empty');
}

function noWord(end: number, replay: Replay): string {
  const known = hasDamage(replay) ? ', or damaged in the journal' : '';
  return `no word from it after ${isoTime(end)}: killed or cut off${known}`;
}

/** A journal that a rank has kept has only what rank 0 has not got for certain. */
function whereLost(replay: Replay): string {
  return hasDamage(replay) ? 'are damaged or lost in the journal' : 'are not in the journals that were read';
}

function percentiles(lateMs: readonly number[]): HostStatus['late_ms'] {
  const sorted = lateMs.filter((ms) => !Number.isNaN(ms)).sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const at = (share: number) => roundToMicroseconds(quantile(sorted, share));
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
}

function timeOrNull(wallMs: number | undefined): string | null {
  return wallMs === undefined ? null : isoTime(wallMs);
}
