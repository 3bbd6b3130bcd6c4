import { counterDelta, isKernelNumber } from '../../series/counters.ts';

/** How far a counter has come in a second; null where that is not known. */
export function perSecond(before: unknown, after: unknown, seconds: number): number | null {
  const delta = counterDelta(before, after);
  return delta === null ? null : delta / seconds;
}

/** A number of a kernel; null for anything else. */
export function kernelNumber(value: unknown): number | null {
  return isKernelNumber(value) ? Number(value) : null;
}

/** One divided by another; null where either is not known or the second is 0. */
export function dividedBy(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || whole === 0 ? null : part / whole;
}

/** The sum; null where one of them is not known. */
export function sumOfAll(values: readonly (number | null)[]): number | null {
  return values.reduce((sum, value) => (sum === null || value === null ? null : sum + value), 0);
}
