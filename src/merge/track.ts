import type { HostInfo, Overhead } from '../series/schema.ts';
import type { HelloRecord } from '../wire/records.ts';
import type { NumberList } from './lists.ts';

/** In `Track.set`: the sample cannot be unpacked, for what it depends on is damaged; or it cannot be what it says. */
export const CUT = -1;
export const REFUSED = -2;

/** Which sources samples have. */
export interface SourceSet {
  /** Those with numbers. */
  readonly sources: readonly string[];
  /** Those whose names are lost, or that this version does not know. */
  readonly lost: readonly string[];
}

/** What one process of a rank sent, in the order of its records' numbers, but for what was read: only where that lies. */
export interface Track {
  readonly hello: HelloRecord;
  /** Number of its last record. */
  readonly seq: number;
  readonly info: HostInfo | undefined;
  /** Of each sample: which journal its record lies in, the offset there, the record's length, bytes. */
  readonly file: NumberList;
  readonly offset: NumberList;
  readonly length: NumberList;
  /** Of each sample: wall ms; the tick (-1: none); how late, ms; which of `sets` (or `CUT`, `REFUSED`). */
  readonly time: NumberList;
  readonly tick: NumberList;
  readonly lateMs: NumberList;
  readonly set: NumberList;
  readonly sets: readonly SourceSet[];
  /** By how much the clock was set, ms, by which sample saw it. */
  readonly steps: ReadonlyMap<number, number>;
  /** By how many samples had come before: how many were dropped for want of room, how many records are not there. */
  readonly dropped: ReadonlyMap<number, number>;
  readonly holes: ReadonlyMap<number, number>;
  /** What was wrong last with each source that had anything: of what could not be read, that. */
  readonly errors: ReadonlyMap<string, string>;
  /** By source that is not read at each tick: at which it was its turn, and it could not be read. */
  readonly unreadTicks: ReadonlyMap<string, ReadonlySet<number>>;
  /** Every how-manieth tick was sampled at the end. */
  readonly stride: number;
  /** Whether it is known that all samples can be unpacked; else that is seen when it is done. */
  readonly isSure: boolean;
  readonly clock: { readonly offset_ms: number; readonly error_ms: number } | undefined;
  readonly bye: { readonly time: number; readonly reason: string } | undefined;
  readonly overhead: Overhead | undefined;
}

/** The last tick of a list in which -1 is none; -1 if there is none. */
export function lastTick(tick: NumberList): number {
  for (let at = tick.length - 1; at >= 0; at--) if (tick.at(at) >= 0) return tick.at(at);
  return -1;
}

/** Whether an error says that a source, or a file of it, could not be read, not only that a line makes no sense: see `Outcome`. */
export function isUnread(error: string): boolean {
  return /^(denied|failed): /.test(error);
}
