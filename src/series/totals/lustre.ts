import { USUAL_STATES } from '../../procfs/lustre/import-states.ts';
import { counterDelta, isNumber } from '../counters.ts';
import type { Sample } from '../schema.ts';
import { isPlainObject, type Members } from '../schema-parts.ts';

/** Bytes of Lustre file systems. Null where nothing is known. */
export interface LustreTotals {
  /** What clients had from their servers, and sent to them. */
  readonly read: number | null;
  readonly written: number | null;
  /** What applications read and wrote by read() and write(), whatever of it was in memory. */
  readonly appRead: number | null;
  readonly appWritten: number | null;
}

const DIRECTIONS = ['read', 'write'] as const;

/**
 * What all Lustre file systems did from one sample to the next, bytes: what was counted, else what was derived and estimated
 * of the number and the size of RPCs. A file system is left out for an interval in which it came or went, its targets became
 * more or fewer, or its counters began anew. The rule is in `docs/file-format.md`.
 */
export function lustreTotals({ lustre: before }: Sample, { lustre: after }: Sample): LustreTotals {
  const [read, written] = DIRECTIONS.map((direction) =>
    sumOf(before, after, (then, now) => (isAnew(then, now) ? null : carried(then, now, direction))),
  );
  const [appRead, appWritten] = DIRECTIONS.map((direction) =>
    sumOf(before, after, (then, now) => called(then, now, direction)),
  );
  return {
    read: read ?? null,
    written: written ?? null,
    appRead: appRead ?? null,
    appWritten: appWritten ?? null,
  };
}

/** Targets of a file system that are in a state in which nobody wants them. */
export interface UnusualState {
  readonly fileSystem: string;
  readonly targets: 'OSTs' | 'MDTs';
  readonly state: string;
}

const STATES = [
  ['ost_states', 'OSTs'],
  ['mdt_states', 'MDTs'],
] as const;

/** Whether this number of a sample, by its source and the keys that lead to it, is a count of targets in a state. */
export function isLustreState(source: string, [, key]: readonly string[]): boolean {
  return source === 'lustre' && STATES.some(([states]) => states === key);
}

/** The states of targets in a sample that are worth a word: all but in use (`full`) and left alone (`idle`). */
export function unusualStates({ lustre }: Sample): UnusualState[] {
  return Object.entries(lustre ?? {}).flatMap(([fileSystem, members]) =>
    STATES.flatMap(([key, targets]) => {
      const counts = Object.entries(isPlainObject(members) ? membersOf(members, key) : {});
      const unusual = counts.filter(
        ([state, count]) => isNumber(count) && count > 0 && !USUAL_STATES.has(state),
      );
      return unusual.map(([state]) => ({ fileSystem, targets, state }));
    }),
  );
}

function sumOf(
  before: Sample['lustre'],
  after: Sample['lustre'],
  delta: (then: Members, now: Members) => number | null,
): number | null {
  let sum: number | null = null;
  for (const [name, now] of Object.entries(after ?? {})) {
    const then = before?.[name];
    const one = isPlainObject(then) && isPlainObject(now) ? delta(then, now) : null;
    if (one !== null) sum = (sum ?? 0) + one;
  }
  return sum;
}

/** Whether the sums are of other targets, or of another life of the same: how far they have come is no difference then. */
function isAnew(then: Members, now: Members): boolean {
  if (membersOf(then, 'osts').summed !== membersOf(now, 'osts').summed) return true;
  const [rpcsThen, rpcsNow] = [membersOf(then, 'rpcs'), membersOf(now, 'rpcs')];
  return DIRECTIONS.some((direction) => {
    const field = `${direction}_rpcs`;
    return field in rpcsThen && field in rpcsNow && counterDelta(rpcsThen[field], rpcsNow[field]) === null;
  });
}

function carried(then: Members, now: Members, direction: string): number | null {
  const [wireThen, wireNow] = [membersOf(then, 'wire'), membersOf(now, 'wire')];
  const counted = `${direction}_bytes`;
  if (counted in wireThen && counted in wireNow) return counterDelta(wireThen[counted], wireNow[counted]);
  const [bytesThen, bytesNow] = [membersOf(then, 'bytes'), membersOf(now, 'bytes')];
  const parts = ['derived', 'estimated'].map((how) => `${direction}_bytes_${how}`);
  const [derived = null, estimated = null] = parts.map((part) =>
    counterDelta(bytesThen[part], bytesNow[part]),
  );
  return derived === null || estimated === null ? null : derived + estimated;
}

function called(then: Members, now: Members, direction: string): number | null {
  const bytes = (fileSystem: Members) =>
    membersOf(membersOf(fileSystem, 'llite'), `${direction}_bytes`).bytes;
  return counterDelta(bytes(then), bytes(now));
}

function membersOf(parent: Members, key: string): Members {
  const members = parent[key];
  return isPlainObject(members) ? members : {};
}
