import type { MergedHost } from '../merge/hosts.ts';
import type { Status } from '../wire/control.ts';
import type { LiveHost } from './live/live-host.ts';
import type { LiveJob } from './live/live-job.ts';
import { hostState, type TopHost, type TopMark, type TopState, type TopVerdict } from './state.ts';

/** What was heard of a job last. */
export interface LastHeard {
  readonly status: Status;
  /** When that was, by rank 0's wall clock and by our monotonic one, ms. */
  readonly time: number;
  readonly mono: number;
}

/** What tells what stands out, of hosts in the order of the live job. */
export type VerdictOf = (live: LiveJob, hosts: readonly TopHost[]) => TopVerdict | null;

/** What is shown of a job. @param trouble what is wrong on our side, if anything */
export function topState(
  live: LiveJob,
  heard: LastHeard,
  trouble: string | null,
  verdict: VerdictOf = () => null,
): TopState {
  const { status, time, mono } = heard;
  const hosts = live.hosts.map((host) => topHost(host, live, status, mono));
  const there = live.hosts.flatMap(({ tracks }) => tracks);
  const stride = there.reduce((most, host) => Math.max(most, host.stride), 1);
  const seen = hosts.flatMap(({ state }, nth) =>
    state.kind === 'sampling' || state.kind === 'late' ? [live.hosts[nth]!.tracks.at(-1)!.tick] : [],
  );
  const last = there.reduce((most, { tick }) => Math.max(most, tick), -1);
  return {
    benchmark: live.job?.benchmark_type ?? 'benchmark',
    command: live.benchmark?.command ?? [],
    phase: status.phase,
    ready: status.ready,
    expected: status.expected,
    samples: status.samples,
    interval_ms: status.interval_ms,
    elapsed_ms: time - status.started,
    problem: trouble ?? status.problem ?? misunderstanding(live),
    mark: markOf(live, time),
    verdict: verdict(live, hosts),
    // Of the newest tick some samples can still be on their way, but one that is far behind holds nobody up.
    tick: Math.max(last - 2 * stride, Math.min(last, ...seen)),
    stride,
    least_stride: there.reduce((least, host) => Math.min(least, host.stride), stride),
    hosts,
  };
}

function markOf({ mark }: LiveJob, now: number): TopMark | null {
  return mark === undefined ? null : { label: mark.label, for_ms: Math.max(0, now - mark.time) };
}

function misunderstanding({ unknown }: LiveJob): string | null {
  if (unknown === 0) return null;
  return `${unknown} records are not understood: the job may be of another version of rankstat`;
}

function topHost(
  { key, tracks }: MergedHost<LiveHost>,
  { schedule }: LiveJob,
  { phase, interval_ms }: Status,
  now: number,
): TopHost {
  const host = tracks.at(-1);
  if (host === undefined) {
    const nothing = { rates: null, lately: null, memory_total_kb: null, points: [] };
    return { name: key, state: { kind: 'missing' }, ...nothing };
  }
  const { ended, tick, heard, lateMs, stride, rates, recent, info, points } = host;
  const facts = {
    ended,
    tick,
    heard_ms_ago: now - heard,
    late_ms: lateMs,
    step_ms: interval_ms * stride,
    // Two samples are no ticks.
    may_be_full: schedule?.on_full === 'stop' && tick + 1 >= schedule.max_samples - 2,
  };
  const state = hostState(facts, phase === 'waiting' ? 'waiting' : 'begun');
  const isNow = state.kind === 'sampling' || state.kind === 'late';
  const memory = info?.memory_total_kb ?? null;
  return {
    ...{ name: key, state, points },
    rates: isNow ? (rates ?? null) : null,
    lately: isNow ? recent.lately : null,
    memory_total_kb: memory === null ? null : Number(memory),
  };
}
