import { readdir, stat } from 'node:fs/promises';
import { foreignIn, writeDataSet } from '../convert/data-set/data-set.ts';
import { shapesOf, shapesOfContents } from '../convert/table-shape.ts';
import { EXIT, UserError } from '../system/exit.ts';
import type { Leftovers } from '../system/files/leftovers.ts';
import { ofInput, openSeries } from './convert-output.ts';
import type { Existing } from './output-file.ts';
import type { Input } from './reading/inputs.ts';

export interface DataSetOutput {
  readonly input: Input;
  readonly directory: string;
  readonly hostsPerFile: number;
  readonly existing: Existing;
  readonly leftovers: Leftovers;
  readonly onShare: (share: number) => void;
}

/**
 * Writes a run as a Parquet data set.
 * @returns the names of its tables
 * @throws UserError of the run; Error of the file system, with its `code`
 */
export async function dataSetOf({ input, ...to }: DataSetOutput): Promise<string[]> {
  const contents = await input.contents().catch((error: unknown) => {
    throw input.error(error);
  });
  const known = contents && shapesOfContents(contents);
  const shapes = known ?? (await shapesOf(await openSeries(input)));
  const series = await openSeries(input);
  const found = await input.found();
  const ofJournals: typeof found = found && ((make) => ofInput(input, found(make)));
  return await writeDataSet({ ...to, series, found: ofJournals, shapes });
}

/**
 * Checks that a data set may be made, before anything is done for it.
 * @throws UserError if there is something else of that name, or a data set that is not to be replaced
 */
export async function checkDataSet(directory: string, existing: Existing): Promise<void> {
  const found = await stat(directory).catch(() => undefined);
  if (found === undefined) return;
  if (!found.isDirectory()) {
    throw new UserError(EXIT.cannotCreate, `${directory} is no directory: give another -o`);
  }
  if ((await readdir(directory)).length === 0) return;
  const foreign = await foreignIn(directory);
  if (foreign !== undefined) {
    throw new UserError(
      EXIT.cannotCreate,
      `${directory} is there, and has other files than those of a data set (${foreign}): give another -o`,
    );
  }
  if (existing === 'replace') return;
  throw new UserError(EXIT.cannotCreate, `${directory} is already there: give another -o, or --force`);
}
