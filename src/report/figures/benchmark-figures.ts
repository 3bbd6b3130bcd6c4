import { sumOfAmounts } from '../../result/amounts.ts';
import type { Amount, Basis, BenchmarkResult } from '../../result/result.ts';
import type { Phase } from '../phases/phases.ts';
import type { ToldPhase } from '../phases/result-phases.ts';

/** What benchmarks say that they have moved one way. */
export interface BenchmarkFigure {
  /** MB (10^6 bytes), and how that is known. */
  readonly least: number;
  readonly most: number;
  readonly basis: Basis;
  /** MB/s: as the benchmark has printed it, or of one job of fio its bytes over its time. Null where there is no such figure. */
  readonly rate: number | null;
}

/** What benchmarks say of a phase, or of the whole run. */
export interface BenchmarkFigures {
  /** `IOR`; of several `IOR, fio`. */
  readonly tool: string;
  /** Whether it counts in GiB or in GB. */
  readonly units: 'binary' | 'decimal';
  readonly read: BenchmarkFigure | null;
  readonly written: BenchmarkFigure | null;
}

type Direction = 'read' | 'written';

/** Times of phases can be whole seconds, ms. */
const EDGE_MS = 1000;
/** By no more than this share a phase and what a benchmark says of it differ in length where its rate is the phase's. */
const SAME_LENGTH = 0.02;

/** Null where nothing is said, or where a part of what is said belongs to another phase. */
export function benchmarkFigures(
  phase: Phase,
  { results = [], told = [] }: { results?: readonly BenchmarkResult[]; told?: readonly ToldPhase[] },
): BenchmarkFigures | null {
  const within = results.length > 0 ? results : toldIn(phase, told);
  const saying = within.filter(({ read, written }) => read !== undefined || written !== undefined);
  if (saying.length === 0) return null;
  const [only, ...more] = within;
  const rated = only !== undefined && more.length === 0 && 'label' in only ? only : undefined;
  const isSame = rated !== undefined && isSameLength(rated, phase);
  const figure = (direction: Direction): BenchmarkFigure | null => {
    const amounts = saying.flatMap((one) => one[direction] ?? []);
    const sum = sumOfAmounts(amounts);
    if (sum === undefined) return null;
    return { ...inMegabytes(sum), rate: isSame ? rateOf(rated, direction) : null };
  };
  const read = figure('read');
  const written = figure('written');
  return {
    tool: [...new Set(saying.map(({ tool }) => tool))].join(', '),
    units: saying.every(({ tool }) => tool === 'fio') ? 'decimal' : 'binary',
    ...{ read, written },
  };
}

/** Those that lie in a phase; none where one lies in it in part only. */
function toldIn(phase: Phase, told: readonly ToldPhase[]): ToldPhase[] {
  const same = told.find(
    (one) => one.start === phase.start && one.end === phase.end && one.label === phase.label,
  );
  if (same !== undefined) return [same];
  const touching = told.filter((one) => one.start < phase.end - EDGE_MS && one.end > phase.start + EDGE_MS);
  const isIn = (one: ToldPhase) => one.start >= phase.start - EDGE_MS && one.end <= phase.end + EDGE_MS;
  return touching.every(isIn) ? touching : [];
}

function isSameLength(one: Phase, other: Phase): boolean {
  const [length, others] = [one.end - one.start, other.end - other.start];
  return Math.abs(length - others) <= SAME_LENGTH * length;
}

/** MB/s in one unit of what benchmarks print. */
const MB_PER_UNIT = { 'GiB/s': 2 ** 30 / 1e6, 'MiB/s': 2 ** 20 / 1e6 };

function rateOf(phase: ToldPhase, direction: Direction): number | null {
  const { tool, bandwidth, read, written, start, end } = phase;
  const amount = phase[direction];
  if (amount === undefined) return null;
  if (tool === 'fio') return (1000 * megabytes(amount.most)) / (end - start);
  // Of which of two it is nobody says.
  if (bandwidth === undefined || (read !== undefined && written !== undefined)) return null;
  return bandwidth.value * MB_PER_UNIT[bandwidth.unit];
}

/** Beyond 2^53 bytes the last digits are not known. */
function megabytes(bytes: bigint): number {
  return Number(bytes) / 1e6;
}

function inMegabytes({ least, most, basis }: Amount): Omit<BenchmarkFigure, 'rate'> {
  return { least: megabytes(least), most: megabytes(most), basis };
}
