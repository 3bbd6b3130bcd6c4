import { counterDelta, isKernelNumber, type SeriesNumber } from '../counters.ts';
import type { Sample } from '../schema.ts';
import { isPlainObject, type Members } from '../schema-parts.ts';

/** What of the benchmark's processes is summed: bytes that they asked for, and bytes of storage. */
export const PROCESS_BYTES = ['rchar_bytes', 'wchar_bytes', 'read_bytes', 'write_bytes'] as const;

/** What the benchmark's processes on a host did from one sample to the next. */
export interface ProcessTotals {
  /** In the order of `PROCESS_BYTES`. Null where it is not known. */
  readonly bytes: readonly (number | null)[];
  /** Of how many processes what they read and write was not to be seen, at the later sample: it is not in the bytes. */
  readonly withoutIo: number;
}

/**
 * The sums over all rows: of those that go on, those that have begun, those that have ended. A process can go from one row
 * into another, so single rows are no differences; the sum never falls but where another collector has begun to count on this
 * host, and then nothing is known.
 * @returns null where one of the samples has no processes
 */
export function processTotals(
  { processes: before }: Sample,
  { processes: after }: Sample,
): ProcessTotals | null {
  if (before === undefined || after === undefined) return null;
  const [then, now] = [sumsOf(before), sumsOf(after)];
  const deltas = PROCESS_BYTES.map((_, at) => counterDelta(then[at], now[at]));
  // Each counts all that the same processes have done: of a count that begins anew none is a difference.
  const bytes = deltas.includes(null) ? deltas.map(() => null) : deltas;
  return { bytes, withoutIo: withoutIoOf(after) };
}

function sumsOf(rows: Members): readonly SeriesNumber[] {
  return PROCESS_BYTES.map((field) => {
    let sum = 0;
    let exact: bigint | undefined;
    for (const value of valuesOf(rows, field)) {
      if (exact === undefined && typeof value === 'number' && Number.isSafeInteger(sum + value)) sum += value;
      else exact = (exact ?? BigInt(sum)) + BigInt(value);
    }
    return exact ?? sum;
  });
}

function valuesOf(rows: Members, field: string): (number | bigint)[] {
  return Object.values(rows).flatMap((row) => {
    const value = isPlainObject(row) ? row[field] : undefined;
    return isKernelNumber(value) && (typeof value === 'bigint' || Number.isInteger(value)) ? value : [];
  });
}

/** Of a process with a row of its own that is seen by what the row does not have. */
function withoutIoOf(rows: Members): number {
  const own = Object.entries(rows).filter(
    ([name, row]) => name.includes('/') && isPlainObject(row) && !('rchar_bytes' in row),
  );
  return valuesOf(rows, 'without_io').reduce<number>((sum, count) => sum + Number(count), own.length);
}
