import { short } from '../metrics/short.ts';
import type { BenchmarkFigure, BenchmarkFigures } from './benchmark-figures.ts';
import type { CacheFigure, PhaseFigures, StorageFigure } from './phase-figures.ts';

/** Below this nothing is worth a line, MB. */
const LEAST_MB = 1;

/**
 * A line for each direction of each phase in which something was moved: what the benchmark says of itself, what the storage
 * under test has moved, and what of it the page cache gave or kept, all in one unit. Names are as they are.
 * @param phases without the whole run
 */
export function figureLines(phases: readonly PhaseFigures[]): string[] {
  return phases.flatMap((phase) =>
    [figureText(phase, 'read'), figureText(phase, 'written')].flatMap((text) =>
      text === undefined ? [] : [`${phase.label}: ${text}`],
    ),
  );
}

/**
 * What is said of one direction: `benchmark 41.2 GiB/s written; disks 41.3; page cache +0.1`. As amounts, not rates, where the
 * benchmark has none for just this time. Undefined where nothing was moved.
 */
export function figureText(
  { start, end, benchmark, cache, ...storage }: PhaseFigures,
  direction: 'read' | 'written',
): string | undefined {
  const said = benchmark?.[direction] ?? null;
  const seen = storage[direction];
  if (Math.max(said?.most ?? 0, seen?.most ?? 0) < LEAST_MB) return undefined;
  const seconds = (end - start) / 1000;
  // Amounts are compared with amounts, rates with rates: a rate of the benchmark's is over this time only where it has one.
  const isRate = said === null ? true : said.rate !== null;
  const per = isRate ? seconds : 1;
  const unit = unitFor(isRate ? (said?.rate ?? seen?.rate ?? 0) : Math.max(said?.most ?? 0, 0), benchmark);
  const name = `${unit.name}${isRate ? '/s' : ''}`;
  const shown = (megabytes: number) => short(megabytes / unit.megabytes);
  const parts = [
    ...(said === null ? [] : [`benchmark ${saidText(said, shown, isRate)} ${name} ${direction}`]),
    ...(seen === null
      ? []
      : [`${seen.by} ${seenText(seen, per, shown)}${said === null ? ` ${name} ${direction}` : ''}`]),
    ...cacheText(cache?.[direction] ?? null, per, shown),
  ];
  return parts.join('; ');
}

type Shown = (megabytes: number) => string;

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
