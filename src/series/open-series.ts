import type { Series } from './reading/series.ts';

/**
 * Whether a number of a sample is wanted, by its source, and its row and field as in `procfs`. Sources and devices are there
 * in any case: that something was read counts, too.
 */
export type IsWanted = (source: string, row: string, field: string) => boolean;

/**
 * Opens what is read as a series file: one, or what has the same in it. What is not wanted can be missing in its samples.
 * @throws Error as `readSeries` does
 */
export type OpenSeries = (path: string, isWanted?: IsWanted) => Promise<Series>;
