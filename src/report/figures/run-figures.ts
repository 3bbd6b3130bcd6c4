import type { BenchmarkResult } from '../../result/result.ts';
import type { Run } from '../data/run.ts';
import { movedIn } from '../phases/moved.ts';
import type { ToldPhase } from '../phases/result-phases.ts';
import type { Summary, SummedPhase } from '../summary/summary.ts';
import { observedPhases } from './observed-phases.ts';
import { type MovedPhase, type PhaseFigures, phaseFigures } from './phase-figures.ts';

/** Of more phases that benchmarks tell beside those of the run there are none. */
const MOST_TOLD = 20;

/** What benchmarks say, and when. */
export interface Told {
  readonly results?: readonly BenchmarkResult[];
  readonly told?: readonly ToldPhase[];
}

/** The figures of a run and its phases; where these are not those that benchmarks tell, of those, too. */
export function figuresOfRun(run: Run, { results = [], told = [] }: Told): PhaseFigures[] {
  const { header, cache, observed, coverage } = run;
  const own = observedPhases(observed);
  const others = isOwn(told, own) ? [] : told.slice(0, MOST_TOLD);
  const more = others.map((phase) => ({ phase, moved: movedIn(run, phase) }));
  const hosts = coverage.filter(({ samples }) => samples > 0).length;
  return phaseFigures({ ...{ header, hosts, cache, results, told }, phases: [...own, ...named(more)] });
}

/** The same of a summary. */
export function figuresOfSummary(
  { header, cache, observed, phases, hosts }: Summary,
  results: readonly BenchmarkResult[],
): PhaseFigures[] {
  const own = observedPhases(observed);
  const told = phases.map(({ phase }) => phase);
  const more = isOwn(told, own) ? [] : phases;
  const seen = hosts.filter(({ samples }) => samples > 0).length;
  const options = { header, hosts: seen, cache, results, told };
  return phaseFigures({ ...options, phases: [...own, ...named(more)] });
}

function isOwn([first]: readonly ToldPhase[], [, own]: readonly MovedPhase[]): boolean {
  return first === undefined || (own?.phase.label === first.label && own.phase.start === first.start);
}

/** A mark can be called as a phase of the benchmark is. */
function named(phases: readonly SummedPhase[]): MovedPhase[] {
  return phases.map(({ phase, moved }) => ({ phase, moved, label: `${phase.tool}, ${phase.label}` }));
}
