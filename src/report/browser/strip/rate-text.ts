import { number } from '../format.ts';

const KILO = 1000;
/** Below so many MB/s kB/s are read more easily. */
const LEAST_MB = 0.1;

/** A rate in MB/s, or kB/s, GB/s or TB/s (powers of ten). */
export function rate(megabytes: number): string {
  if (megabytes >= KILO ** 2) return `${number(megabytes / KILO ** 2)} TB/s`;
  if (megabytes >= KILO) return `${number(megabytes / KILO)} GB/s`;
  if (megabytes > 0 && megabytes < LEAST_MB) return `${number(megabytes * KILO)} kB/s`;
  return `${number(megabytes)} MB/s`;
}
