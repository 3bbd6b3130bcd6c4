import { number } from '../format.ts';

const KILO = 1000;
/** Below so many MB/s kB/s are read more easily. */
const LEAST_MB = 0.1;

/** A rate in MB/s, or GB/s, or kB/s (powers of ten). */
export function rate(megabytes: number): string {
  if (megabytes >= KILO) return `${number(megabytes / KILO)} GB/s`;
  if (megabytes > 0 && megabytes < LEAST_MB) return `${number(megabytes * KILO)} kB/s`;
  return `${number(megabytes)} MB/s`;
}
