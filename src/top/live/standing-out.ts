import type { HostCoverage } from '../../report/data/coverage.ts';
import { findingsOf } from '../../report/findings/findings.ts';
import { OBSERVED, Observing } from '../../report/observed/observing.ts';
import { type Rates, ratesBetween } from '../../series/rates.ts';
import type { HostStatus, Sample, SeriesHeader } from '../../series/schema.ts';
import { isoTime } from '../../system/clock.ts';
import { VERSION } from '../../system/version.ts';
import type { TopHost, TopVerdict } from '../state.ts';
import type { LiveHost } from './live-host.ts';
import type { LiveJob } from './live-job.ts';
import { MOST_PIECES, PIECE_MS, type SomeSeconds } from './recent.ts';

/** Of less nothing can be said. */
const LEAST_PIECES = 3;
/** So many sentences are shown. */
const MOST_SENTENCES = 2;
/** It takes this part of our time at most, is made no more often than so, and no longer at a time than so, ms. */
const MOST_OF_TIME = 1 / 20;
const LEAST_APART_MS = 5000;
const MOST_AT_ONCE_MS = 50;
/** So many hosts are gone through before the clock is looked at. */
const HOSTS_AT_ONCE = 20;

/** What stands out in the last minutes of a job: what a report would say if the run had been these minutes. */
export class StandingOut {
  readonly #mono: () => number;
  #verdict: TopVerdict | null = null;
  #newest = Number.NEGATIVE_INFINITY;
  #notBefore = Number.NEGATIVE_INFINITY;
  /** What is not yet done, and how long it has taken so far. */
  #work: Generator<void, TopVerdict | null> | undefined;
  #took = 0;

  /** @param mono a clock that nobody can set, ms */
  constructor(mono: () => number) {
    this.#mono = mono;
  }

  /**
   * Null while too little was seen. It is made anew when a piece is over, not too often, and with many hosts in parts, one
   * each time it is asked for: who types does not wait for it.
   */
  verdict(live: LiveJob, hosts: readonly TopHost[]): TopVerdict | null {
    const begun = this.#mono();
    if (this.#work === undefined) {
      const newest = newestPiece(live);
      if (begun < this.#notBefore || newest === this.#newest) return this.#verdict;
      this.#newest = newest;
      this.#work = verdictInParts(live, hosts);
      this.#took = 0;
    }
    for (;;) {
      const step = this.#work.next();
      const now = this.#mono();
      if (step.done === true) {
        this.#verdict = step.value;
        this.#work = undefined;
        this.#notBefore = now + Math.max(LEAST_APART_MS, (this.#took + now - begun) / MOST_OF_TIME);
        return this.#verdict;
      }
      if (now - begun >= MOST_AT_ONCE_MS) {
        this.#took += now - begun;
        return this.#verdict;
      }
    }
  }
}

/** When the newest piece of all hosts ends, ms since tick 0. */
function newestPiece({ hosts }: LiveJob): number {
  const ends = hosts.map(({ tracks }) => tracks.at(-1)?.recent.pieces.at(-1)?.end);
  return ends.reduce<number>((most, end) => Math.max(most, end ?? most), Number.NEGATIVE_INFINITY);
}

interface Seen {
  readonly name: string;
  readonly host: TopHost;
  readonly live: LiveHost | undefined;
  readonly pieces: readonly SomeSeconds[];
}

/** What stands out. @param hosts as they are shown: in the order of the live job */
export function verdictLately(live: LiveJob, hosts: readonly TopHost[]): TopVerdict | null {
  const parts = verdictInParts(live, hosts);
  for (;;) {
    const step = parts.next();
    if (step.done === true) return step.value;
  }
}

function* verdictInParts(live: LiveJob, hosts: readonly TopHost[]): Generator<void, TopVerdict | null> {
  const zero = live.schedule?.start;
  if (zero === undefined) return null;
  const newest = newestPiece(live);
  // Of one that has been silent for an hour, what it did then is not news.
  const oldest = newest - MOST_PIECES * Math.max(PIECE_MS, live.schedule?.interval_ms ?? 0);
  const seen = live.hosts.flatMap(({ key, tracks }, at): Seen[] => {
    const host = hosts[at];
    const track = tracks.at(-1);
    const pieces = (track?.recent.pieces ?? []).filter(({ start }) => start >= oldest);
    return host === undefined ? [] : [{ name: key, host, live: track, pieces }];
  });
  const most = seen.reduce((count, { pieces }) => Math.max(count, pieces.length), 0);
  if (most < LEAST_PIECES) return null;
  const all = seen.flatMap(({ pieces }) => [pieces[0], pieces.at(-1)]).filter((one) => one !== undefined);
  const start = all.reduce((least, piece) => Math.min(least, piece.start), Number.POSITIVE_INFINITY);
  const end = all.reduce((last, piece) => Math.max(last, piece.end), 0);
  const header = headerOf(live, seen, { start: zero + start, end: zero + end });
  const observing = new Observing(header, []);
  for (const [at, { name, pieces }] of seen.entries()) {
    if (at % HOSTS_AT_ONCE === 0) yield;
    for (const piece of pieces) {
      const { before, after, means } = piece;
      observing.add({
        ...{ host: name, before, after, rates: ratesOf(piece, means) },
        ...{ start: zero + piece.start, end: zero + piece.end },
      });
    }
  }
  yield;
  const coverage = new Map(seen.map((one) => [one.name, coverageOf(one, zero)]));
  const { verdict, findings } = findingsOf(observing.observed(coverage, () => false));
  return {
    over_ms: end - start,
    sentences: verdict.slice(0, MOST_SENTENCES),
    isAllWell: findings.every(({ severity }) => severity === 'note'),
  };
}

/** As far as it is known while the job runs; the run is these minutes. */
function headerOf(live: LiveJob, seen: readonly Seen[], time: { start: number; end: number }): SeriesHeader {
  const { job, benchmark } = live;
  const there = seen.filter(({ pieces }) => pieces.length > 0);
  const statuses = seen.map((one) => [one.name, statusOf(one, live.schedule?.start ?? 0)] as const);
  const infos = seen.flatMap(({ name, live }) =>
    live?.info === undefined ? [] : [[name, live.info] as const],
  );
  return {
    schema_version: 1,
    generator: { name: 'rankstat', version: VERSION },
    collection_interval_seconds: Math.max(PIECE_MS, job?.interval_ms ?? 0) / 1000,
    start_time: isoTime(time.start),
    end_time: isoTime(time.end),
    num_samples: there.reduce((sum, { pieces }) => sum + pieces.length, 0),
    collection_method: job?.method ?? 'mpi',
    hosts_requested: seen.map(({ name }) => name),
    hosts_collected: there.map(({ name }) => name),
    benchmark: {
      type: job?.benchmark_type ?? 'benchmark',
      command: benchmark?.command ?? null,
      ...{ start_time: null, end_time: null, exit_code: null },
      launcher: job?.launcher ?? 'none',
      job_id: job?.job_id ?? null,
      step_id: job?.step_id ?? null,
    },
    marks: [],
    host_status: Object.fromEntries(statuses),
    host_info: Object.fromEntries(infos),
    overhead: {},
  };
}

function coverageOf(seen: Seen, zero: number): HostCoverage {
  return statusOf(seen, zero);
}

function statusOf({ host, live, pieces }: Seen, zero: number): HostStatus {
  const { kind } = host.state;
  const [first, last] = [pieces[0], pieces.at(-1)];
  const clock = live?.clock;
  const timeOf = (ms: number) => isoTime(zero + ms + (clock?.offset_ms ?? 0));
  const isWell = kind !== 'silent' && kind !== 'late';
  const status = last === undefined ? 'missing' : isWell ? 'complete' : 'partial';
  return {
    status,
    reason: status === 'missing' ? 'not seen yet' : status === 'partial' ? kind : null,
    rank: live?.hello.rank ?? null,
    first_sample: first === undefined ? null : timeOf(first.start),
    last_sample: last === undefined ? null : timeOf(last.end),
    samples: pieces.length,
    ticks_expected: pieces.length,
    ticks_sampled: pieces.length,
    ticks_missed: 0,
    gaps: [],
    clock_offset_ms: clock?.offset_ms ?? null,
    clock_error_ms: clock?.error_ms ?? null,
    utc_offset_minutes: null,
    late_ms: null,
  };
}

type Changing<T> = { -readonly [K in keyof T]: T[K] };
const NOTHING: Sample = { timestamp: '', hostname: '', tick: null };
/** Of samples that have nothing. */
const UNKNOWN = ratesBetween(NOTHING, NOTHING, undefined, 1);

/** Means of a piece, as rates. */
function ratesOf({ start, end }: SomeSeconds, means: Float32Array): Rates {
  const rates: Changing<Rates> = { ...UNKNOWN, seconds: (end - start) / 1000 };
  for (const [at, metric] of OBSERVED.entries()) {
    const mean = means[at] ?? Number.NaN;
    if (!Number.isNaN(mean)) rates[metric] = mean;
  }
  return rates;
}
