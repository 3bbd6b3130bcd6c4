import type { Phased } from '../report/comparison/comparison.ts';
import { readRun } from '../report/data/run.ts';
import { inputError } from './input.ts';
import { givenPhases, phasesOf } from './phase-options.ts';

/**
 * Reads series files, one after the other, each with its phases: those of its marks, or of `--phases`.
 * @throws UserError if a file cannot be read or is none
 */
export async function* phasedRuns(
  files: readonly string[],
  argv: Readonly<Record<string, unknown>>,
): AsyncGenerator<Phased> {
  const given = givenPhases(argv, files.length);
  for (const [nth, file] of files.entries()) {
    const run = await readRun(file).catch((error: unknown) => {
      throw inputError(file, error);
    });
    yield {
      run,
      phases: await phasesOf(given[nth], run.header),
    };
  }
}
