import { number } from '../format.ts';

const MB_PER_GB = 1000;

/** A rate in MB/s, or GB/s (powers of ten). */
export function rate(megabytes: number): string {
  return megabytes >= MB_PER_GB ? `${number(megabytes / MB_PER_GB)} GB/s` : `${number(megabytes)} MB/s`;
}
