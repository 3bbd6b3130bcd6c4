import type { SeriesHeader } from '../../series/schema.ts';
import type { End, HostRows } from './host-rows.ts';

/** The columns of a report: all hosts on one axis of time. */
export interface Timeline {
  /** When each column ends, rising, ms since 1970, rank 0's clock. */
  readonly times: Float64Array;
  /** By host: the column of each of its intervals. */
  readonly columns: readonly (readonly number[])[];
  readonly timeOfTick: (tick: number) => number;
}

/**
 * Puts the intervals of all hosts into columns: one for each tick that anybody has sampled, and between two ticks one
 * for all that ended there (baseline and final samples).
 */
export function timeline(
  header: SeriesHeader,
  hosts: readonly string[],
  rows: readonly HostRows[],
): Timeline {
  const intervalMs = header.collection_interval_seconds * 1000;
  const zero = tickZero(header, hosts, rows);
  const timeOfTick = (tick: number) => Math.round(zero + tick * intervalMs);
  const placeOf = ({ tick, position, time }: End, host: string) => {
    if (tick !== null) return { key: tick, time: timeOfTick(tick) };
    const then = position === null ? time - offsetOf(header, host) : zero + position * intervalMs;
    return { key: Math.floor((then - zero) / intervalMs) + 0.5, time: then };
  };
  const places = rows.map(({ ends }, at) => ends.map((end) => placeOf(end, hosts[at] ?? '')));
  const latest = new Map<number, number>();
  for (const { key, time } of places.flat()) {
    latest.set(key, Math.max(time, latest.get(key) ?? Number.NEGATIVE_INFINITY));
  }
  const keys = [...latest.keys()].sort((a, b) => a - b);
  const columnOf = new Map(keys.map((key, column) => [key, column]));
  return {
    times: Float64Array.from(keys, (key) => latest.get(key) ?? 0),
    columns: places.map((own) => own.map(({ key }) => columnOf.get(key) ?? 0)),
    timeOfTick,
  };
}

/**
 * When tick 0 was by rank 0's clock: as rank 0's host has it, else another whose clock was compared. Of a run without
 * ticks its start.
 */
function tickZero(header: SeriesHeader, hosts: readonly string[], rows: readonly HostRows[]): number {
  const known = rows.flatMap((row, at) => {
    const host = hosts[at] ?? '';
    return row.tickZero === undefined ? [] : [{ host, zero: row.tickZero - offsetOf(header, host) }];
  });
  const rankZero = known.find(({ host }) => header.host_status[host]?.rank === 0);
  const compared = known.find(({ host }) => header.host_status[host]?.clock_offset_ms !== null);
  return (rankZero ?? compared ?? known[0])?.zero ?? Date.parse(header.start_time);
}

function offsetOf(header: SeriesHeader, host: string): number {
  return header.host_status[host]?.clock_offset_ms ?? 0;
}
