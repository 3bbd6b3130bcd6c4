import type { Amount, BenchmarkResult } from '../../result/result.ts';
import { amountText, short } from '../metrics/short.ts';
import type { Moved } from '../phases/moved.ts';
import type { SummedPhase } from './summary.ts';

/** Below this nothing is worth a line, MB. */
const LEAST_MB = 1;

/** Whether what was read of NFS came from servers or from memory, which decides what a benchmark has measured. */
export function nfsLines({ nfsAppRead, nfsRead }: Moved): string[] {
  if (nfsAppRead === null || nfsRead === null || Math.max(nfsAppRead, nfsRead) < LEAST_MB) return [];
  const both = `applications read ${amountText(nfsAppRead)}, servers gave ${amountText(nfsRead)}`;
  const rest = nfsAppRead - nfsRead;
  const why =
    // With O_DIRECT it is exactly what they asked for.
    Math.abs(rest) < LEAST_MB
      ? 'no sign of the page cache'
      : rest > 0
        ? `${amountText(rest)} came from the page cache`
        : `${amountText(-rest)} were read ahead, or for mmap()`;
  return [`  NFS: ${both}; ${why}`];
}

/** When a run began and ended, ms since 1970. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** Most formats have local times of a zone that nobody tells: none is further from UTC. */
const DAY_MS = 24 * 3600 * 1000;

/** What benchmarks say that they have moved, and below it what the hosts have seen of that. @param run when it was */
export function resultLines(results: readonly BenchmarkResult[], moved: Moved, run: Span): string[] {
  if (results.length === 0) return [];
  return [...results.flatMap((result) => linesOf(result, run)), `  hosts have seen: ${seenOf(moved)}`];
}

/** The same of each phase of a result. @param more how many phases there are beside these */
export function phaseLines(phases: readonly SummedPhase[], more: number): string[] {
  if (phases.length === 0) return [];
  const lines = phases.map(({ phase, moved }) => {
    const { tool, label, start, end } = phase;
    const name = label === tool ? tool : `${tool}, ${label}`;
    return `    ${name}, ${short((end - start) / 1000)} s: ${saidOf(phase)}; hosts: ${seenOf(moved)}`;
  });
  return ['  by its phases:', ...lines, ...(more > 0 ? [`    and ${more} more phases`] : [])];
}

function seenOf(moved: Moved): string {
  const disks = both(moved.diskRead, moved.diskWritten, 'disks read', 'wrote');
  const nfs = both(moved.nfsRead, moved.nfsWritten, 'NFS servers gave', 'took');
  const lustre = both(moved.lustreRead ?? null, moved.lustreWritten ?? null, 'Lustre servers gave', 'took');
  const seen = [disks, nfs, lustre].filter((text) => text !== '');
  return seen.length === 0 ? 'nothing of disks, NFS or Lustre' : seen.join('; ');
}

function saidOf({ read, written }: Pick<BenchmarkResult, 'read' | 'written'>): string {
  const parts = [amountOf('read', read), amountOf('written', written)].filter((text) => text !== '');
  return parts.length === 0 ? 'nothing of how much it has moved' : parts.join(', ');
}

/** Those that by their times are not of another run. */
export function resultsOf(run: Span, results: readonly BenchmarkResult[]): BenchmarkResult[] {
  return results.filter((result) => !isOfAnotherRun(result, run));
}

/** Whether all the times that it tells are far from the run's, as those of a file that was left behind. */
function isOfAnotherRun({ start, end }: BenchmarkResult, run: Span): boolean {
  const told = [start, end].filter((time) => time !== undefined);
  return told.length > 0 && told.every((time) => time < run.start - DAY_MS || time > run.end + DAY_MS);
}

function linesOf(result: BenchmarkResult, run: Span): string[] {
  const { tool, version } = result;
  const remarks = [...(isOfAnotherRun(result, run) ? ANOTHER_RUN : []), ...result.remarks];
  // fio's version is `fio-3.33`.
  const name = version === undefined ? tool : `${tool} ${version.replace(`${tool}-`, '')}`;
  return [`  ${name} says: ${saidOf(result)}`, ...remarks.map((remark) => `    ${remark}`)];
}

const ANOTHER_RUN = ['by its times it is of another run'];

const BASIS: Readonly<Record<Amount['basis'], string>> = {
  counted: '',
  rounded: ', by rounded numbers',
  'at-most': ' at most',
  planned: ', as it was set',
};

function amountOf(what: string, found: Amount | undefined): string {
  if (found === undefined) return '';
  const { least, most, basis } = found;
  const [low, high] = [least, most].map((bytes) => amountText(Number(bytes) / 1e6));
  const size = low === high || basis === 'at-most' ? high : `${low} to ${high}`;
  return `${size} ${what}${BASIS[basis]}`;
}

function both(one: number | null, other: number | null, first: string, second: string): string {
  if (one === null && other === null) return '';
  return [
    ...(one === null ? [] : [`${first} ${amountText(one)}`]),
    ...(other === null ? [] : [`${second} ${amountText(other)}`]),
  ].join(', ');
}
