import path from 'node:path';
import type { Phased } from '../../report/comparison/comparison.ts';
import { readRun } from '../../report/data/run.ts';
import { phasesOfMarks } from '../../report/phases/phases.ts';
import type { BenchmarkResult } from '../../result/result.ts';
import type { SeriesHeader } from '../../series/schema.ts';
import { UserError } from '../../system/exit.ts';
import { createLog } from '../../system/log.ts';
import { type GivenPhases, givenPhases, phasesOf } from '../phase-options.ts';
import type { Input } from './inputs.ts';
import { resultsByRun } from './result-options.ts';
import { type GivenResult, namesOf, resultsIn, toldPhases } from './results.ts';

/** A run with its phases, and what the benchmark says of itself. */
export interface ReadRun extends Phased {
  readonly phasesFrom: string | null;
  readonly results: readonly BenchmarkResult[];
}

/**
 * Reads runs, one after the other, each with its phases: those of `--phases`, else of its marks, else of `--result`.
 * @throws UserError if one cannot be read or is none
 */
export async function* phasedRuns(
  inputs: readonly Input[],
  argv: Readonly<Record<string, unknown>>,
): AsyncGenerator<ReadRun> {
  const given = givenPhases(argv, inputs.length);
  const results = await Promise.all(resultsByRun(argv, inputs.length).map(resultsIn));
  for (const [nth, { name, open, release, error: errorOf }] of inputs.entries()) {
    const own = results[nth] ?? [];
    let from: Pick<ReadRun, 'phases' | 'phasesFrom'> = { phases: [], phasesFrom: null };
    const phasesOfRun = async (header: SeriesHeader) => {
      from = await phasesFrom(given[nth], own, header);
      return from.phases;
    };
    const run = await readRun(name, open, phasesOfRun).catch((error: unknown) => {
      throw error instanceof UserError ? error : errorOf(error);
    });
    release();
    yield { run, results: own.map(({ at }) => at(0)), ...from };
  }
}

/** The phases of a run, and the file that they are from, if they are not those of its marks. */
async function phasesFrom(
  given: GivenPhases | undefined,
  results: readonly GivenResult[],
  header: SeriesHeader,
): Promise<Pick<ReadRun, 'phases' | 'phasesFrom'>> {
  if (given?.file !== undefined)
    return { phases: await phasesOf(given, header), phasesFrom: path.basename(given.file) };
  const marked = phasesOfMarks(header);
  if (marked.length > 0 || results.length === 0) return { phases: marked, phasesFrom: null };
  const told = toldPhases(results, header, given?.utcOffset, createLog('rankstat', 'normal'));
  const phases = told.map(({ label, start, end }) => ({ label, start, end }));
  return { phases, phasesFrom: phases.length === 0 ? null : namesOf(results) };
}
