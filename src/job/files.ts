import { join } from 'node:path';
import { isCode } from '../system/errors.ts';
import { exists, makeDirectory, tablesBeside } from '../system/files/paths.ts';
import { RollingJournal } from '../wire/journal/rolling.ts';

/** The files of one job. */
export interface OutputPaths {
  readonly series: string;
  readonly journal: string;
  /** The directory of the Parquet data set; not there if none is wanted. */
  readonly tables?: string;
}

export interface OutputOptions {
  readonly resultsDir: string;
  /** Where the journal goes if not beside the series file. */
  readonly journalDir: string | undefined;
  /** Benchmark type, the first part of the file names. */
  readonly benchmark: string;
  /** When the job began. */
  readonly start: Date;
  /** Of the series file. */
  readonly compression: 'gzip' | 'none';
  /** Whether a Parquet data set is made, too. */
  readonly tables?: 'wanted' | 'unwanted';
}

/** So many jobs can begin in one directory within a second. */
const MAX_NAMES = 1000;

/**
 * Chooses names that no other job has and creates the journal, which reserves them.
 * `{results-dir}/{benchmark}_{YYYYMMDD_HHMMSS}_timeseries.json`, local time as the suite it drops into; `.gz` behind
 * it if it is compressed.
 * @throws Error of the file system, with its `code`
 */
export async function createOutput(
  options: OutputOptions,
): Promise<{ paths: OutputPaths; journal: RollingJournal }> {
  const { resultsDir, journalDir = resultsDir, compression, tables: wanted = 'unwanted' } = options;
  const extension = compression === 'gzip' ? 'json.gz' : 'json';
  await makeDirectory(resultsDir);
  await makeDirectory(journalDir);
  for (let nth = 1; nth <= MAX_NAMES; nth++) {
    const name = `${named(options.benchmark, options.start, nth)}_timeseries`;
    const series = join(resultsDir, `${name}.${extension}`);
    const tables = wanted === 'wanted' ? { tables: tablesBeside(series) } : {};
    const paths: OutputPaths = { series, journal: join(journalDir, `${name}.journal`), ...tables };
    if (await exists(paths.series)) continue;
    if (paths.tables !== undefined && (await exists(paths.tables))) continue;
    try {
      return { paths, journal: await RollingJournal.create(paths.journal) };
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error;
    }
  }
  throw new Error(`${resultsDir} already has ${MAX_NAMES} files of this second`);
}

/** Whose journal it is. */
export interface OwnJournalName {
  readonly directory: string;
  readonly benchmark: string;
  readonly start: Date;
  readonly rank: number;
  readonly hostname: string;
}

/**
 * Creates the journal in which a rank keeps what never reached rank 0: named after itself, so that no two of a job have
 * the same; another name if somebody else has that.
 * @throws Error of the file system, with its `code`
 */
export async function createOwnJournal(options: OwnJournalName): Promise<RollingJournal> {
  const { directory, benchmark, start, rank, hostname } = options;
  await makeDirectory(directory); // Where it is not shared, rank 0 has made its own only.
  for (let nth = 1; nth <= MAX_NAMES; nth++) {
    const name = `${named(benchmark, start, nth)}_rank${rank}_${fileSafe(hostname)}_timeseries.journal`;
    try {
      return await RollingJournal.create(join(directory, name));
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error;
    }
  }
  throw new Error(`${directory} already has ${MAX_NAMES} journals of this second`);
}

/** The first part of a name; `nth` from 1, where there are others. */
function named(benchmark: string, start: Date, nth: number): string {
  return `${fileSafe(benchmark)}_${stamp(start)}${nth > 1 ? `-${nth}` : ''}`;
}

/**
 * What the journals of a job are called that ranks keep for themselves, as a pattern for a shell.
 * @param hostname the host if it is one whose name is known
 */
export function ownJournalsPattern(
  { directory, benchmark }: Pick<OwnJournalName, 'directory' | 'benchmark'>,
  hostname: string | undefined,
): string {
  // A launcher's name of a node can have no domain where the host's own has one, or the other way round.
  const short = hostname === undefined ? '*' : `*_${fileSafe(hostname.split('.', 1)[0] ?? '')}*`;
  return join(directory, `${fileSafe(benchmark)}_*_rank${short}_timeseries.journal`);
}

/** Whether a file can be the journal that a rank keeps for itself in a job of this type, by its name. */
export function isOwnJournal(name: string, benchmark: string): boolean {
  return name.startsWith(`${fileSafe(benchmark)}_`) && /_rank\d+_.*_timeseries\.journal$/.test(name);
}

/** A name that cannot leave its directory and has no characters that a shell or a terminal minds. */
export function fileSafe(name: string): string {
  return name.replace(/[^A-Za-z0-9._-]/g, '_').replace(/^[.-]/, '_') || '_';
}

/** `YYYYMMDD_HHMMSS`, local time. */
export function stamp(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}`;
  return `${day}_${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`;
}
