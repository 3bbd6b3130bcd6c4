/** A number of the series file: a bigint beyond 2^53. */
export type SeriesNumber = number | bigint;

/**
 * How far a counter has come. Exact also beyond 2^53.
 * @returns null if it is missing on either side or is no number of a kernel, or has fallen: it was reset, and how far it
 *   had come before is not known
 */
export function counterDelta(before: unknown, after: unknown): number | null {
  if (!isKernelNumber(before) || !isKernelNumber(after)) return null;
  const delta = difference(before, after);
  return delta < 0 ? null : delta;
}

/** Ticks up to this many are what idle and iowait can run backwards by, without a reset: one second or so. */
const BACKWARDS_TICKS = 100;

/**
 * As `counterDelta`, for the time counters of a CPU: idle and iowait can go back a little, which counts as 0.
 * @see https://docs.kernel.org/filesystems/proc.html (1.7, iowait)
 */
export function cpuTicksDelta(before: unknown, after: unknown): number | null {
  if (!isKernelNumber(before) || !isKernelNumber(after)) return null;
  const delta = difference(before, after);
  if (delta >= 0) return delta;
  return delta >= -BACKWARDS_TICKS ? 0 : null;
}

/** Whether this is a number of the series file. */
export function isNumber(value: unknown): value is SeriesNumber {
  return typeof value === 'bigint' || (typeof value === 'number' && Number.isFinite(value));
}

const U64_END = 2n ** 64n;
const I64_BEGIN = -(2n ** 63n);

/** Whether this is a number that a kernel can have printed: one of 64 bits, with a sign or without. */
export function isKernelNumber(value: unknown): value is SeriesNumber {
  // NaN is neither.
  if (typeof value === 'number') return value < 2 ** 64 && value >= -(2 ** 63);
  return typeof value === 'bigint' && value < U64_END && value >= I64_BEGIN;
}

function difference(before: SeriesNumber, after: SeriesNumber): number {
  if (typeof before === 'number' && typeof after === 'number') return after - before;
  // A fraction, which no counter has, is no bigint.
  if (!isInteger(before) || !isInteger(after)) return Number(after) - Number(before);
  return Number(BigInt(after) - BigInt(before));
}

function isInteger(value: SeriesNumber): boolean {
  return typeof value === 'bigint' || Number.isInteger(value);
}
