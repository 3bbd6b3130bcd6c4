import { moved, sumOfAmounts } from '../../result/amounts.ts';
import type { Amount, BenchmarkResult, Printed } from '../../result/result.ts';
import type { SeriesHeader } from '../../series/schema.ts';
import { numbered } from '../../system/text/numbered.ts';
import { type Phase, wholeRun } from './phases.ts';

/** A phase of a benchmark's own result, and what it says to have moved in it. */
export interface ToldPhase extends Phase {
  readonly tool: BenchmarkResult['tool'];
  readonly read?: Amount;
  readonly written?: Amount;
  /** How fast it was, as the benchmark has printed it. */
  readonly bandwidth?: { readonly value: number; readonly unit: 'GiB/s' | 'MiB/s' };
}

/** More than anybody can look at. */
const MOST_PHASES = 1000;

/**
 * The phases of results that tell their times, in order of time: IOR's repetitions at `-vvv`, fio's jobs, DLIO's blocks and
 * checkpoints, IO500's benchmarks. Where no result has such, each that says when it began and ended is one phase. Jobs of fio
 * that are clones of one (`numjobs`) are one, too, from the first begin to the last end.
 */
export function resultPhases(results: readonly BenchmarkResult[]): ToldPhase[] {
  const parts = results.flatMap(partsOf);
  const phases = parts.length > 0 ? parts : results.flatMap(wholeOf);
  const inOrder = [...phases].sort((a, b) => a.start - b.start || b.end - a.end);
  return numbered(inOrder.slice(0, MOST_PHASES));
}

/** Those that have time in common with a run. */
export function phasesWithin(phases: readonly ToldPhase[], header: SeriesHeader): ToldPhase[] {
  const { start, end } = wholeRun(header);
  return phases.filter((phase) => phase.end > start && phase.start < end);
}

/** So many are told apart: each is compared with those before. */
const MOST_PARTS = 2 * MOST_PHASES;

function partsOf({ tool, phases }: BenchmarkResult): ToldPhase[] {
  const found: ToldPhase[] = [];
  for (const { label, start, end, read, written, printed } of phases) {
    if (start === undefined || end === undefined || start >= end) continue;
    const name = label.replace(CLONE, '');
    const at =
      tool === 'fio' ? found.findIndex((one) => one.label === name && isTogether(one, start, end)) : -1;
    const bytes = moved(read, written);
    const part = {
      label: tool === 'fio' ? name : label,
      start,
      end,
      tool,
      ...bytes,
      ...bandwidthIn(printed),
    };
    if (at >= 0) found[at] = together(found[at]!, part);
    else if (found.length < MOST_PARTS) found.push(part);
  }
  return found;
}

/** IOR's bandwidth of a test, IO500's score of one, DLIO's throughput of a checkpoint; fio's is that of one of its clones. */
function bandwidthIn(printed: readonly Printed[]): Pick<ToldPhase, 'bandwidth'> {
  for (const { name, text, unit } of printed) {
    const value = Number(text);
    if (!/^(?:bandwidth|score|throughput)$/.test(name) || !(value > 0) || !Number.isFinite(value)) continue;
    if (unit === 'GiB/s' || unit === 'MiB/s') return { bandwidth: { value, unit } };
  }
  return {};
}

/** What `numbered` has put behind the name of a job that comes again. */
const CLONE = / \(\d+\)$/;

function isTogether(one: Phase, start: number, end: number): boolean {
  return start < one.end && one.start < end;
}

function together(one: ToldPhase, other: ToldPhase): ToldPhase {
  const { label, tool } = one;
  const [start, end] = [Math.min(one.start, other.start), Math.max(one.end, other.end)];
  const both = (which: 'read' | 'written') => sumOfAmounts([one[which], other[which]]);
  return { label, tool, start, end, ...moved(both('read'), both('written')) };
}

function wholeOf({ tool, start, end, read, written }: BenchmarkResult): ToldPhase[] {
  if (start === undefined || end === undefined || start >= end) return [];
  return [{ label: tool, tool, start, end, ...moved(read, written) }];
}
