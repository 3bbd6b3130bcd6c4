import { counterDelta, isKernelNumber } from '../counters.ts';
import type { HostInfo, Sample } from '../schema.ts';
import { isPlainObject } from '../schema-parts.ts';

/** What the job's cgroup did between two samples, and what it had at the later one; null where it is not known. */
export interface JobTotals {
  readonly cpuSeconds: number | null;
  /** Of the periods of its CPU quota, those in which processes had to wait for the next. */
  readonly throttledPercent: number | null;
  readonly memoryBytes: number | null;
  readonly cachedBytes: number | null;
  readonly dirtyBytes: number | null;
  /** Processes that were killed because its memory was full. */
  readonly oomKills: number | null;
}

/** A row of the source, of version 2 or 1 of cgroups, and how many of it are one in the unit of the total. */
type Places = readonly (readonly [row: string, perUnit: number])[];

const CPU: Places = [
  ['cpu usage_usec', 1e6],
  ['cpuacct usage_ns', 1e9],
];
const PERIODS: Places = [['cpu nr_periods', 1]];
const THROTTLED: Places = [['cpu nr_throttled', 1]];
const MEMORY: Places = [
  ['memory current_bytes', 1],
  ['memory usage_in_bytes', 1],
];
const CACHED: Places = [
  ['memory stat file_bytes', 1],
  ['memory stat total_cache_bytes', 1],
];
const DIRTY: Places = [
  ['memory stat file_dirty_bytes', 1],
  ['memory stat total_dirty_bytes', 1],
];
const KILLS: Places = [
  ['memory events oom_kill', 1],
  ['memory oom_kill', 1],
];

/** The rows of the source that these are made of. */
export const JOB_ROWS: ReadonlySet<string> = new Set(
  [CPU, PERIODS, THROTTLED, MEMORY, CACHED, DIRTY, KILLS].flat().map(([row]) => row),
);

/**
 * What the job of a host did from one sample to the next, and what it had then. Undefined if one of the two has no cgroup, for
 * it is not read at each tick, or if that is not known to be the job's.
 */
export function jobTotals(before: Sample, after: Sample, info: HostInfo | undefined): JobTotals | undefined {
  if (before.cgroup === undefined || after.cgroup === undefined) return undefined;
  if (info?.job_cgroup?.level !== 'job') return undefined;
  const change = (places: Places) => firstOf(places, (row) => counterDelta(at(before, row), at(after, row)));
  const level = (places: Places) => firstOf(places, (row) => numberOrNull(at(after, row)));
  const periods = change(PERIODS);
  const throttled = change(THROTTLED);
  // Where there is no quota there are no periods.
  const isThrottling = periods !== null && throttled !== null && periods > 0;
  return {
    cpuSeconds: change(CPU),
    throttledPercent: isThrottling ? Math.min(100, (100 * throttled) / periods) : null,
    memoryBytes: level(MEMORY),
    cachedBytes: level(CACHED),
    dirtyBytes: level(DIRTY),
    oomKills: change(KILLS),
  };
}

function firstOf(places: Places, of: (row: string) => number | null): number | null {
  for (const [row, perUnit] of places) {
    const value = of(row);
    if (value !== null) return value / perUnit;
  }
  return null;
}

function at({ cgroup }: Sample, row: string): unknown {
  let found: unknown = cgroup;
  for (const key of row.split(' ')) found = isPlainObject(found) ? found[key] : undefined;
  return found;
}

function numberOrNull(value: unknown): number | null {
  return isKernelNumber(value) ? Number(value) : null;
}
