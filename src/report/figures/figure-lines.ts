import { short } from '../metrics/short.ts';
import type { BenchmarkFigure, BenchmarkFigures } from './benchmark-figures.ts';
import type { CacheFigure, PhaseFigures, StorageFigure } from './phase-figures.ts';

/** Below this nothing is worth a line, MB. */
const LEAST_MB = 1;
const MOST_PHASES = 20;

/**
 * A line for each direction of each phase in which something was moved: what the benchmark says of itself, what the storage
 * under test has moved, and what of it the page cache gave or kept, all in one unit. Names are as they are.
 * @param phases without the whole run
 * @param more how many phases there are beside these
 */
export function figureLines(phases: readonly PhaseFigures[], more = 0): string[] {
  const told = phases.map(linesOf).filter((lines) => lines.length > 0);
  const left = Math.max(0, told.length - MOST_PHASES) + more;
  const rest = left > 0 ? [`  and ${left} more phases: see --json`] : [];
  return [...told.slice(0, MOST_PHASES).flat(), ...rest];
}

function linesOf(phase: PhaseFigures): string[] {
  const isNothing = (one: 'read' | 'written', other: 'read' | 'written') =>
    phase.benchmark?.[one] == null && amountOf(phase, one) < NOTHING * amountOf(phase, other);
  const texts = [
    isNothing('read', 'written') ? undefined : figureText(phase, 'read'),
    isNothing('written', 'read') ? undefined : figureText(phase, 'written'),
  ];
  return texts.flatMap((text) => (text === undefined ? [] : [`  ${phase.label}: ${text}`]));
}

/** Of less than this part of what went the other way nobody asks: logs are written all the time. */
const NOTHING = 0.001;

function amountOf({ cache, ...moved }: PhaseFigures, direction: 'read' | 'written'): number {
  return Math.max(moved[direction]?.amount ?? 0, cache?.[direction]?.asked ?? 0);
}

/**
 * What is said of one direction: `benchmark 41.2 GiB/s written; disks 41.3; page cache +0.1`. As amounts, not rates, where the
 * benchmark has none for just this time. Undefined where nothing was moved.
 */
export function figureText(
  { start, end, benchmark, cache: caches, ...storage }: PhaseFigures,
  direction: 'read' | 'written',
): string | undefined {
  const said = benchmark?.[direction] ?? null;
  const seen = storage[direction];
  const cache = caches?.[direction] ?? null;
  if (Math.max(said?.most ?? 0, seen?.most ?? 0, cache?.asked ?? 0) < LEAST_MB) return undefined;
  // Amounts are compared with amounts: a rate of the benchmark's is over this time only where it has one.
  const isRate = said === null || said.rate !== null;
  const per = isRate ? (end - start) / 1000 : 1;
  const greatest =
    said === null ? Math.max(seen?.amount ?? 0, cache?.asked ?? 0) / per : (said.rate ?? said.most);
  const unit = unitFor(greatest, benchmark);
  const shown = (megabytes: number) => short(megabytes / unit.megabytes);
  const asked =
    said !== null
      ? `benchmark ${saidText(said, shown, isRate)}`
      : cache !== null
        ? askedText(cache, per, shown)
        : undefined;
  const [first, ...others] = [
    ...(asked === undefined ? [] : [asked]),
    ...(seen === null ? [] : [`${seen.by} ${seenText(seen, per, shown)}`]),
    ...cacheText(cache, per, shown),
  ];
  return [`${first} ${unit.name}${isRate ? '/s' : ''} ${direction}`, ...others].join('; ');
}

/** Who asked for it, where no benchmark says how much. */
const WHO: Readonly<Partial<Record<CacheFigure['askedBy'], string>>> = {
  client: 'applications',
  processes: 'processes',
};

type Shown = (megabytes: number) => string;

/** Undefined where those who asked were gone before they were looked at: they did so nevertheless. */
function askedText({ askedBy, asked, most }: CacheFigure, per: number, shown: Shown): string | undefined {
  if (most === null && asked < LEAST_MB) return undefined;
  const atLeast = askedBy === 'processes' ? 'at least ' : '';
  return `${WHO[askedBy] ?? askedBy} ${atLeast}${shown(asked / per)}`;
}

function saidText({ least, most, basis, rate }: BenchmarkFigure, shown: Shown, isRate: boolean): string {
  if (isRate && rate !== null) return shown(rate);
  if (basis === 'at-most') return `at most ${shown(most)}`;
  const size = shown(least) === shown(most) ? shown(most) : `${shown(least)} to ${shown(most)}`;
  return basis === 'planned' ? `set to move ${size}` : size;
}

/** The bounds only where they are wide: in a phase all of an interval at its edge can belong to it, or nothing. */
function seenText({ amount, least, most }: StorageFigure, per: number, shown: Shown): string {
  const isWide = most - least > WIDE * amount + LEAST_MB;
  const bounds = isWide ? ` (${shown(least / per)} to ${shown(most / per)})` : '';
  return `${shown(amount / per)}${bounds}`;
}

const WIDE = 0.1;

/** `+` came from the page cache or stayed there; nothing is said of what lies between. */
function cacheText(cache: CacheFigure | null, per: number, shown: Shown): string[] {
  if (cache === null) return [];
  const { least, most, slack } = cache;
  if (most === null) return least > slack ? [`page cache and others +${shown(least / per)}`] : [];
  if (least > slack) {
    const [low, high] = [shown(least / per), shown(most / per)];
    return [`page cache +${low === high ? low : `${low} to +${high}`}`];
  }
  if (most < -slack) return [`page cache 0, ${shown(-most / per)} more than was asked for`];
  return most <= slack ? ['page cache 0'] : [`page cache 0 to +${shown(most / per)}`];
}

interface Unit {
  readonly name: string;
  /** MB (10^6 bytes) in one. */
  readonly megabytes: number;
}

const BINARY: readonly Unit[] = [
  { name: 'TiB', megabytes: 2 ** 40 / 1e6 },
  { name: 'GiB', megabytes: 2 ** 30 / 1e6 },
  { name: 'MiB', megabytes: 2 ** 20 / 1e6 },
];
const DECIMAL: readonly Unit[] = [
  { name: 'TB', megabytes: 1e6 },
  { name: 'GB', megabytes: 1e3 },
  { name: 'MB', megabytes: 1 },
];

/** The largest unit of which there is at least one, in what the benchmark counts. */
function unitFor(megabytes: number, benchmark: Pick<BenchmarkFigures, 'units'> | null): Unit {
  const units = benchmark?.units === 'binary' ? BINARY : DECIMAL;
  return units.find((unit) => megabytes >= unit.megabytes) ?? units.at(-1) ?? { name: 'MB', megabytes: 1 };
}
