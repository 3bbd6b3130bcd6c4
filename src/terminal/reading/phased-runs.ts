import path from 'node:path';
import type { Phased } from '../../report/comparison/comparison.ts';
import { readRun } from '../../report/data/run.ts';
import type { PhaseFigures } from '../../report/figures/phase-figures.ts';
import { figuresOfRun } from '../../report/figures/run-figures.ts';
import { type Phase, phasesOfMarks } from '../../report/phases/phases.ts';
import type { ToldPhase } from '../../report/phases/result-phases.ts';
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
  /** What they say beside what the hosts saw: of the whole run first, then of its phases. */
  readonly figures: readonly PhaseFigures[];
}

/** The phases of a run, those that the benchmark tells with what it says of them. */
interface FoundPhases {
  readonly phases: readonly (Phase | ToldPhase)[];
  readonly phasesFrom: string | null;
  readonly told: readonly ToldPhase[];
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
    let from: FoundPhases = { phases: [], phasesFrom: null, told: [] };
    const phasesOfRun = async (header: SeriesHeader) => {
      from = await findPhases(given[nth], own, header);
      return from.phases;
    };
    const moreOf = () => (from.phases === from.told ? [] : from.told);
    const run = await readRun(name, open, phasesOfRun, moreOf).catch((error: unknown) => {
      throw error instanceof UserError ? error : errorOf(error);
    });
    release();
    const said = own.map(({ at }) => at(0));
    const { phasesFrom, told } = from;
    const phases = from.phases.map(({ label, start, end }) => ({ label, start, end }));
    yield { run, phases, phasesFrom, results: said, figures: figuresOfRun(run, { results: said, told }) };
  }
}

/** The phases of a run, and the file that they are from, if they are not those of its marks. */
async function findPhases(
  given: GivenPhases | undefined,
  results: readonly GivenResult[],
  header: SeriesHeader,
): Promise<FoundPhases> {
  const log = createLog('rankstat', 'normal');
  const told = results.length === 0 ? [] : toldPhases(results, header, given?.utcOffset, log);
  if (given?.file !== undefined)
    return { phases: await phasesOf(given, header), phasesFrom: path.basename(given.file), told };
  const marked = phasesOfMarks(header);
  if (marked.length > 0) return { phases: marked, phasesFrom: null, told };
  return { phases: told, phasesFrom: told.length === 0 ? null : namesOf(results), told };
}
