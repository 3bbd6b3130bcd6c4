import { stat } from 'node:fs/promises';
import { isCode, messageOf } from '../system/errors.ts';
import { type FoundResult, findResults, type ResultSearch } from './find-results.ts';
import { readResultFile } from './result-file.ts';

/** Which results of a run are wanted. */
export interface WantedResults extends Pick<ResultSearch, 'folders' | 'since'> {
  /** That were named, each of which must be one. */
  readonly files: readonly string[];
}

/** What a benchmark says of itself at the end of its run. */
export interface RunResults {
  readonly results: readonly Pick<FoundResult, 'file' | 'result'>[];
  /** Why a file that was named is none of this run. */
  readonly problems: readonly string[];
  /** Whether there was more in the folders than is looked at. */
  readonly isCutShort: boolean;
}

/**
 * Reads the results that were named, and looks for others in folders. One that was named and was written before the run is
 * left out, too: of a benchmark that has failed it would be the figures of another run. Never throws.
 */
export async function resultsOfRun(
  { files, folders, since }: WantedResults,
  more: Omit<ResultSearch, 'folders' | 'since'>,
): Promise<RunResults> {
  const results: RunResults['results'][number][] = [];
  /** A file counts once, by whatever names it is known: twice it would have been moved twice. */
  const seen = new Set<string>();
  const problems: string[] = [];
  for (const file of files) {
    try {
      const { mtimeMs, dev, ino } = await stat(file);
      if (seen.has(`${dev}:${ino}`)) continue;
      seen.add(`${dev}:${ino}`);
      if (mtimeMs > since) results.push({ file, result: await readResultFile(file, more) });
      else problems.push(`${file} was written before the benchmark began, and is left out`);
    } catch (error) {
      problems.push(isCode(error, 'ENOENT') ? `${file} is not there` : `${file}: ${messageOf(error)}`);
    }
  }
  const found = await findResults({ ...more, folders, since });
  const others = found.results.filter(({ device, inode }) => !seen.has(`${device}:${inode}`));
  return { results: [...results, ...others], problems, isCutShort: found.isCutShort };
}
