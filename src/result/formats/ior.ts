import { numbered } from '../../system/text/numbered.ts';
import {
  amountOf,
  common,
  contains,
  counted,
  moved,
  product,
  type RoundedNumber,
  roundedFrom,
  snapped,
  totalsOfPhases,
} from '../amounts.ts';
import { spanOf } from '../local-time.ts';
import type { Amount, BenchmarkResult, Operations, Printed, ResultPhase } from '../result.ts';
import { shown } from '../shown.ts';

/** One line of IOR's results: what it wrote or read in one repetition. */
export interface IorRow {
  readonly access: 'read' | 'write';
  /** MiB/s, and seconds from the first open to the last close, as printed. */
  readonly bandwidth: string;
  readonly seconds: string;
  readonly iteration: string | undefined;
  readonly printed: readonly Printed[];
  /** What it warned to have moved instead of what was expected: exact. */
  readonly actual: bigint | undefined;
  /** When it says that the transfers began, which it does at `-vvv`. */
  readonly start: number | undefined;
}

/** One test of IOR, of which a script can have several. What is undefined was not printed exactly. */
export interface IorTest {
  readonly id: string | undefined;
  readonly rows: IorRow[];
  tasks: bigint | undefined;
  segments: bigint | undefined;
  block: bigint | undefined;
  transfer: bigint | undefined;
  /** The size of all that is to be moved, where it was printed exactly. */
  aggregate: bigint | undefined;
  isStonewalled: boolean;
  /** What the first repetition moved, in MiB. */
  readonly first: Map<IorRow['access'], RoundedNumber>;
}

/** All that one or several runs of IOR in one file say. */
export interface IorRun {
  readonly version: string | undefined;
  readonly start: number | undefined;
  readonly end: number | undefined;
  readonly tests: readonly IorTest[];
}

const MIB = 2n ** 20n;

export function newTest(id: string | undefined): IorTest {
  return {
    id,
    rows: [],
    tasks: undefined,
    segments: undefined,
    block: undefined,
    transfer: undefined,
    aggregate: undefined,
    isStonewalled: false,
    first: new Map(),
  };
}

/**
 * What IOR says, of its text or its JSON. A line of its results has a bandwidth and the seconds that it is over: their product
 * is what was moved, in whole transfers; without a deadline (`-D`) it is the size that was asked for, of which IOR warns if it
 * was another. What `-W` and `-R` read for checks is not in its figures.
 * @see https://github.com/hpc/ior, src/ior.c (CheckFileSize, ReduceIterResults), src/ior-output.c
 */
export function iorResult({ version, start, end, tests }: IorRun): BenchmarkResult {
  const rows = tests.flatMap((test) => {
    const isNew = new Set(['read', 'write']);
    return test.rows.map((row) => ({
      test,
      row,
      first: isNew.delete(row.access) ? test.first.get(row.access) : undefined,
    }));
  });
  const phases = numbered(
    rows.map(({ test, row, first }) => phaseOf(test, row, bytesOf(test, row, first), tests.length > 1)),
  );
  const directions = rows.map(({ row }) => (row.access === 'read' ? 'read' : 'written'));
  return {
    format: 'ior',
    tool: 'IOR',
    ...(version !== undefined && { version: shown(version) }),
    ...spanOf(start, end),
    phases,
    ...totalsOfPhases(phases, directions),
    printed: [],
    remarks: [],
  };
}

/** The exact size in bytes of what IOR prints for people, such as `16 GiB`; undefined of what it has rounded. */
export function exactSize(text: string): bigint | undefined {
  const [, count = '', unit = ''] = /^(\d{1,15}) (bytes|MiB|GiB|TiB)$/.exec(text) ?? [];
  const power = { bytes: 0n, MiB: 20n, GiB: 30n, TiB: 40n }[unit];
  return power === undefined ? undefined : BigInt(count) * 2n ** power;
}

function phaseOf(
  test: IorTest,
  row: IorRow,
  bytes: Amount | undefined,
  isOneOfSeveral: boolean,
): ResultPhase {
  const name = `${row.access}${row.iteration === undefined ? '' : ` ${row.iteration}`}`;
  const seconds = Number(row.seconds);
  const end = row.start !== undefined && seconds >= 0 ? row.start + seconds * 1000 : undefined;
  return {
    label: shown(isOneOfSeveral && test.id !== undefined ? `test ${test.id} ${name}` : name),
    ...(end !== undefined && spanOf(row.start, Math.round(end))),
    ...moved(row.access === 'read' ? bytes : undefined, row.access === 'write' ? bytes : undefined),
    operations: operationsOf(test, row, bytes),
    printed: [{ name: 'bandwidth', text: shown(row.bandwidth), unit: 'MiB/s' }, ...row.printed],
  };
}

function operationsOf({ transfer }: IorTest, { access }: IorRow, bytes: Amount | undefined): Operations[] {
  if (transfer === undefined || transfer === 0n || bytes?.basis !== 'counted') return [];
  return [{ name: access, ...counted(bytes.least / transfer) }];
}

/** @param first the size of the row in MiB, where the summary has it */
function bytesOf(test: IorTest, row: IorRow, first: RoundedNumber | undefined): Amount | undefined {
  if (row.actual !== undefined) return counted(row.actual);
  const bandwidth = roundedFrom(row.bandwidth);
  const seconds = roundedFrom(row.seconds);
  if (bandwidth === undefined || seconds === undefined) return undefined;
  const rate = amountOf(product(bandwidth, seconds), MIB);
  if (rate === undefined) return undefined;
  const summed = first === undefined ? undefined : amountOf(first, MIB);
  const known = summed === undefined ? rate : common(summed, rate);
  const expected = expectedOf(test);
  if (!test.isStonewalled && expected !== undefined && contains(known, expected)) return counted(expected);
  return test.transfer === undefined || test.transfer === 0n ? known : snapped(known, test.transfer);
}

function expectedOf({ aggregate, tasks, segments, block }: IorTest): bigint | undefined {
  if (tasks === undefined || segments === undefined || block === undefined) return aggregate;
  return tasks * segments * block;
}
