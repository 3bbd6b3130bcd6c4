import { offsetAtStart } from '../../series/clock-offsets.ts';
import type { SeriesHeader } from '../../series/schema.ts';
import type { HostRows } from './host-rows.ts';

/** The columns of a report: all hosts on one axis of time. */
export interface Timeline {
  /** When each column ends, rising, ms since 1970, rank 0's clock. */
  readonly times: Float64Array;
  /** By host: the column of each of its intervals. */
  readonly columns: readonly Int32Array[];
  readonly timeOfTick: (tick: number) => number;
}

/** Where an interval ends. */
interface Place {
  /** What orders columns: a tick, or between two of them the first and a half. */
  readonly key: number;
  /** When, in ticks and on rank 0's clock. */
  readonly position: number;
}

/** Read later than this part of the time between ticks, a sample can be nearer to the next tick. */
const LATE = 0.5;

/**
 * Puts the intervals of all hosts into columns: one for each tick that anybody has sampled, and between two ticks one
 * for all that ended there (baseline and final samples). What was read late stands at the tick next to when it was read.
 */
export function timeline(
  header: SeriesHeader,
  hosts: readonly string[],
  rows: readonly HostRows[],
): Timeline {
  const intervalMs = header.collection_interval_seconds * 1000;
  const zero = tickZero(header, hosts, rows);
  const timeAt = (position: number) => Math.round(zero + position * intervalMs);
  const owns = rows.map((row, host) =>
    row.tickZero === undefined ? zero : row.tickZero - offsetAtStart(header, hosts[host] ?? ''),
  );
  // Made anew each time that they are looked at: of large runs there are millions.
  const placeOf = (row: HostRows, own: number, at: number): Place => {
    const position = (row.end(at) - own) / intervalMs;
    return { key: row.tick(at) ?? Math.floor(position) + 0.5, position };
  };
  const onTime = onTimeTicks(rows, (row, host, at) => placeOf(row, owns[host] ?? zero, at));
  const ends = new Map<number, number>();
  const keys = rows.map((row, host) => {
    const own = owns[host] ?? zero;
    const keys = new Float64Array(row.count);
    for (let at = 0; at < row.count; at++) {
      const place = placeOf(row, own, at);
      const { position } = place;
      const key = isLate(place.key, position) ? nearest(onTime, place) : place.key;
      const end = ends.get(key) ?? position;
      // Between two ticks a column ends with the last of it; at a tick as early as anybody has read it.
      ends.set(key, Number.isInteger(key) ? Math.max(key, Math.min(position, end)) : Math.max(position, end));
      keys[at] = key;
    }
    return keys;
  });
  const rising = [...ends.keys()].sort((a, b) => a - b);
  const columnOf = new Map(rising.map((key, column) => [key, column]));
  return {
    times: Float64Array.from(rising, (key) => timeAt(ends.get(key) ?? key)),
    columns: keys.map((own) => Int32Array.from(own, (key) => columnOf.get(key) ?? 0)),
    timeOfTick: timeAt,
  };
}

/** The ticks that somebody has read on time, rising. */
function onTimeTicks(
  rows: readonly HostRows[],
  placeOf: (row: HostRows, host: number, at: number) => Place,
): number[] {
  const ticks = new Set<number>();
  for (const [host, row] of rows.entries()) {
    for (let at = 0; at < row.count; at++) {
      const { key, position } = placeOf(row, host, at);
      if (Number.isInteger(key) && !isLate(key, position)) ticks.add(key);
    }
  }
  return [...ticks].sort((a, b) => a - b);
}

function isLate(key: number, position: number): boolean {
  return Number.isInteger(key) && position - key >= LATE;
}

/** The column of a late sample: that of its tick, or of the tick after it at which others were on time, if that is nearer. */
function nearest(rising: readonly number[], { key, position }: Place): number {
  let low = 0;
  let high = rising.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rising[middle] ?? 0) < position) low = middle + 1;
    else high = middle;
  }
  return rising
    .slice(Math.max(0, low - 1), low + 1)
    .reduce((best, one) => (Math.abs(one - position) < Math.abs(best - position) ? one : best), key);
}

/**
 * When tick 0 was by rank 0's clock: as rank 0's host has it, else another whose clock was compared. Of a run without
 * ticks its start.
 */
function tickZero(header: SeriesHeader, hosts: readonly string[], rows: readonly HostRows[]): number {
  const known = rows.flatMap((row, at) => {
    const host = hosts[at] ?? '';
    return row.tickZero === undefined ? [] : [{ host, zero: row.tickZero - offsetAtStart(header, host) }];
  });
  const rankZero = known.find(({ host }) => header.host_status[host]?.rank === 0);
  const compared = known.find(({ host }) => header.host_status[host]?.clock_offset_ms !== null);
  return (rankZero ?? compared ?? known[0])?.zero ?? Date.parse(header.start_time);
}
