import type { Rates, Sample, SeriesFile } from './index.d.ts';

/** A number as the kernel prints it: a bigint if it is an integer beyond 2^53, else a number. `JSON.parse` makes numbers of all. */
export type KernelNumber = number | bigint;

/** All of a series file but its samples. */
export type SeriesHeader = Omit<SeriesFile, 'samples_by_host'>;

/** A sample of a series file that is being read. */
export interface ReadSample {
  readonly host: string;
  /** Integers beyond 2^53 are bigints. That its sources are as declared is checked by `rankstat validate`, not here. */
  readonly sample: Sample;
  /** Its place in the file, for messages: `line 12`. */
  readonly where: string;
}

/** A series file that is being read. */
export interface Series {
  /** Who has written it: rankstat, or the suite of MLPerf Storage itself, of which what it does not have is empty or null. */
  readonly kind: 'rankstat' | 'mlpstorage';
  readonly header: SeriesHeader;
  /** Its samples, host by host, each host's in order of time. To be gone through once; the file is closed when they end or are left. */
  readonly samples: AsyncIterable<ReadSample>;
}

/**
 * Reads a series file piece by piece, never the whole of it, in any layout of its JSON; unpacked if its name ends in `.gz`.
 * @throws Error that names the file and the place if it is no series file, while its samples are read, too; an error of the
 *   file system has its `code`
 */
export function readSeries(path: string): Promise<Series>;

/** What a host did between two of its samples. */
export interface HostRates extends Rates {
  readonly host: string;
  /** When the two samples were read, ms since 1970, by rank 0's clock. */
  readonly start: number;
  readonly end: number;
  /** The tick of the later one; null if it is a baseline or a final sample. */
  readonly tick: number | null;
}

/**
 * What each host did from sample to sample, as reports have it: host by host, in the order of the file.
 * @param of the path of a series file, of which only that is read of which rates are made, twice as fast; or one that
 *   is being read, whose samples are taken
 * @throws Error as `readSeries`
 */
export function rates(of: string | Pick<Series, 'header' | 'samples'>): AsyncGenerator<HostRates>;
