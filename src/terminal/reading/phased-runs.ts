import type { Phased } from '../../report/comparison/comparison.ts';
import { readRun } from '../../report/data/run.ts';
import type { Phase } from '../../report/phases/phases.ts';
import type { SeriesHeader } from '../../series/schema.ts';
import { UserError } from '../../system/exit.ts';
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
    let phases: Phase[] = [];
    const ofHeader = async (header: SeriesHeader) => {
      phases = await phasesOf(given[nth], header);
      return phases;
    };
    const run = await readRun(name, open, ofHeader).catch((error: unknown) => {
      throw error instanceof UserError ? error : errorOf(error);
    });
    release();
    yield { run, phases };
  }
}
