import { NumberList } from '../../src/merge/lists.ts';
import type { Replay } from '../../src/merge/replay.ts';
import { lastTick, type Track } from '../../src/merge/track.ts';
import { AnyVersion } from '../../src/wire/journal/any-version.ts';
import { type HelloRecord, type JobRecord, PROTOCOL, type Schedule } from '../../src/wire/records.ts';
import { JOB, NOON } from '../gather/scribe.ts';

/** What a rank said first. */
export function helloOf(rank: number, hostname: string, more: Partial<HelloRecord> = {}): HelloRecord {
  return {
    type: 'hello',
    rank,
    id: 'abc123',
    seq: 1,
    time: NOON - 1000,
    protocol: PROTOCOL,
    hostname,
    node: null,
    utc_offset_minutes: 60,
    required: [],
    ...more,
  };
}

/** What rank 0 says of its job. */
export function jobOf(more: Partial<JobRecord> = {}): JobRecord {
  return {
    type: 'job',
    nth: 1,
    protocol: PROTOCOL,
    time: NOON - 1500,
    ...JOB,
    expected: 1,
    hosts: ['node1'],
    ...more,
  };
}

/** Tick 0 at noon, one a second. */
export function scheduleOf(more: Partial<Schedule> = {}): Schedule {
  return { start: NOON, interval_ms: 1000, max_samples: 3600, on_full: 'thin', ...more };
}

export interface MadeTrack extends Partial<Omit<Track, 'tick' | 'time' | 'lateMs' | 'set'>> {
  /** Of each sample; null at a baseline or final one. */
  readonly ticks?: readonly (number | null)[];
  /** Of each sample, seconds after noon; its tick if not given, a second before noon without one. */
  readonly seconds?: readonly number[];
  /** Of each sample; NaN without a tick. 0 if not given. */
  readonly lateMs?: readonly number[];
  /** Of each sample which of `sets` it has; the first if not given. */
  readonly set?: readonly number[];
}

/** A process on node1 that has sampled and said bye. */
export function trackOf({ ticks = [], seconds, lateMs, set, ...more }: MadeTrack = {}): Track {
  const list = (values: readonly number[]) => {
    const made = new NumberList();
    for (const value of values) made.push(value);
    return made;
  };
  return {
    hello: helloOf(0, 'node1'),
    seq: 100,
    info: undefined,
    file: list(ticks.map(() => 0)),
    offset: list(ticks.map((_, nth) => nth * 100)),
    length: list(ticks.map(() => 100)),
    time: list((seconds ?? ticks.map((tick) => tick ?? -1)).map((second) => NOON + second * 1000)),
    tick: list(ticks.map((tick) => tick ?? -1)),
    lateMs: list(lateMs ?? ticks.map((tick) => (tick === null ? Number.NaN : 0))),
    set: list(set ?? ticks.map(() => 0)),
    sets: [{ sources: ['meminfo'], lost: [] }],
    steps: new Map(),
    dropped: new Map(),
    holes: new Map(),
    errors: new Map(),
    unreadTicks: new Map(),
    stride: 1,
    isSure: true,
    clock: undefined,
    bye: { time: NOON + 10_000, reason: 'the benchmark has ended' },
    overhead: undefined,
    ...more,
  };
}

/** A stop so many seconds after tick 0. */
export function stopOf(second: number): NonNullable<Replay['stop']> {
  const reason = 'the benchmark has ended';
  return { type: 'stop', nth: 9, time: NOON + second * 1000, since_start_ms: second * 1000, reason };
}

/** What journals say in which these processes are, and nothing is wrong. */
export function replayOf(tracks: readonly Track[], more: Partial<Replay> = {}): Replay {
  return {
    files: [],
    templateOf: () => undefined,
    layoutOf: () => undefined,
    layouts: [],
    versions: new AnyVersion(),
    job: jobOf(),
    schedule: scheduleOf(),
    benchmark: undefined,
    marks: [],
    stop: undefined,
    absent: [],
    tracks,
    lastTick: tracks.reduce((most, { tick }) => Math.max(most, lastTick(tick)), -1),
    damage: [],
    ...more,
  };
}
