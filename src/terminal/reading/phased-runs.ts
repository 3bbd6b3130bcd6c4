import type { Phased } from '../../report/comparison/comparison.ts';
import { readRun } from '../../report/data/run.ts';
import { givenPhases, phasesOf } from '../phase-options.ts';
import type { Input } from './inputs.ts';

/**
 * Reads runs, one after the other, each with its phases: those of its marks, or of `--phases`.
 * @throws UserError if one cannot be read or is none
 */
export async function* phasedRuns(
  inputs: readonly Input[],
  argv: Readonly<Record<string, unknown>>,
): AsyncGenerator<Phased> {
  const given = givenPhases(argv, inputs.length);
  for (const [nth, { name, open, release, error: errorOf }] of inputs.entries()) {
    const run = await readRun(name, open).catch((error: unknown) => {
      throw errorOf(error);
    });
    release();
    yield {
      run,
      phases: await phasesOf(given[nth], run.header),
    };
  }
}
