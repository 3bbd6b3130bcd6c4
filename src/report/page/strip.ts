import type { Metric } from '../../series/rates.ts';
import type { SeriesHeader } from '../../series/schema.ts';
import type { PhaseFigures } from '../figures/phase-figures.ts';
import type { Observed } from '../observed/observed.ts';
import { type StorageKind, storageUnderTest } from '../page-cache/under-test.ts';
import type { PhaseMeans } from '../phases/phase-means.ts';
import type { Phase } from '../phases/phases.ts';
import type { Curve, Strip, StripPhase } from './page-data.ts';

/** What counts the bytes of a file system, and what that is called. */
interface Counted {
  readonly kind: StorageKind;
  readonly word: string;
  readonly read: Metric;
  readonly written: Metric;
}

const DISKS: Counted = {
  kind: 'disk',
  word: 'disks',
  read: 'disk_read_mb_per_s',
  written: 'disk_write_mb_per_s',
};
const COUNTED: readonly Counted[] = [
  DISKS,
  { kind: 'nfs', word: 'NFS', read: 'nfs_read_mb_per_s', written: 'nfs_write_mb_per_s' },
  { kind: 'lustre', word: 'Lustre', read: 'lustre_read_mb_per_s', written: 'lustre_write_mb_per_s' },
];
/** Significant digits of a curve that is some 40 pixels high. */
const DIGITS = 4;

/**
 * The picture of a whole run: what the storage under test carried, by phase and over time.
 * @param phases those of the run, without the run as a whole
 * @param means over the run as a whole, then those phases
 * @param figures of the run as a whole, then of those phases at least
 */
export function stripOf(
  observed: Observed,
  phases: readonly Phase[],
  means: PhaseMeans,
  figures: readonly PhaseFigures[] = [],
): Strip {
  const { hosts, header } = observed;
  const tested = hosts.flatMap((host) => {
    const info = header.host_info[host];
    return info === undefined ? [] : storageUnderTest(info);
  });
  const kinds = new Set(tested.map(({ kind }) => kind));
  const seen = COUNTED.filter(({ kind }) => kinds.has(kind));
  // Where all that is under test is seen by nobody, what disks did is not what was asked for.
  const isUnseen = seen.length === 0 && kinds.has('blind');
  const counted = seen.length > 0 ? seen : isUnseen ? [] : [busiest(means)];
  const names = (isWanted: (kind: StorageKind) => boolean) => [
    ...new Set(tested.filter(({ kind }) => isWanted(kind)).map(({ mount }) => mount)),
  ];
  return {
    storage: counted.map(({ word }) => word).join(' and '),
    mounts: names((kind) => kind !== 'blind'),
    blind: names((kind) => kind === 'blind'),
    readMetric: counted[0]?.read ?? null,
    writtenMetric: counted[0]?.written ?? null,
    phases: columnsOf({ header, phases, counted, means, figures }),
    curve: curveOf(observed, counted),
  };
}

/** Where nobody has named the storage under test: what moved most. */
function busiest(means: PhaseMeans): Counted {
  const moved = ({ read, written }: Counted) =>
    [read, written].reduce((sum, metric) => sum + (totalOf(means, metric, 0)?.all ?? 0), 0);
  return COUNTED.reduce((most, one) => (moved(one) > moved(most) ? one : most), DISKS);
}

interface Columns {
  readonly header: SeriesHeader;
  readonly phases: readonly Phase[];
  readonly counted: readonly Counted[];
  readonly means: PhaseMeans;
  readonly figures: readonly PhaseFigures[];
}

/** Figures are of the storage under test alone; where a host lost samples there are none, and means of all that is counted are. */
function columnsOf({ header, phases, counted, means, figures }: Columns): StripPhase[] {
  const at = (phase: Phase, nth: number): StripPhase => {
    const found = figures.find(({ label, start }) => label === phase.label && start === phase.start);
    const total = (direction: 'read' | 'written') => {
      const figure = found?.[direction] ?? null;
      return figure === null || found === undefined || counted.length === 0
        ? together(counted.map((one) => totalOf(means, one[direction], nth)))
        : { all: figure.rate, hosts: Math.max(1, found.hosts) };
    };
    return { ...phase, read: total('read'), written: total('written') };
  };
  if (phases.length > 0) return phases.map((phase, nth) => at(phase, nth + 1));
  const { start_time, end_time, benchmark } = header;
  const start = Date.parse(benchmark.start_time ?? start_time);
  const end = Math.max(start, Date.parse(benchmark.end_time ?? end_time));
  return [at({ label: 'whole run', start, end }, 0)];
}

/** All hosts together, MB/s, and of how many that is known. */
type Total = NonNullable<StripPhase['read']>;

function totalOf(means: PhaseMeans, metric: Metric, nth: number): Total | null {
  const known = means.get(metric)?.[nth] ?? [];
  if (known.length === 0) return null;
  return { all: known.reduce((sum, { value }) => sum + value, 0), hosts: known.length };
}

function together(totals: readonly (Total | null)[]): Total | null {
  const known = totals.filter((total) => total !== null);
  if (known.length === 0) return null;
  return {
    all: known.reduce((sum, { all }) => sum + all, 0),
    hosts: Math.max(...known.map(({ hosts }) => hosts)),
  };
}

/** Means over those hosts of which it is known: where one was not seen for a while, that is no dip. */
function curveOf({ pieces, hosts, inPieces }: Observed, counted: readonly Counted[]): Curve {
  const meanOf = (metrics: readonly Metric[]) => {
    const sums = new Float64Array(pieces.count);
    const known = new Float64Array(pieces.count);
    for (const [host] of hosts.entries()) {
      const rows = metrics.map((metric) => inPieces(metric, host));
      for (let piece = 0; piece < pieces.count; piece++) {
        const values = rows.map((row) => row[piece]!).filter((value) => !Number.isNaN(value));
        if (values.length === 0) continue;
        sums[piece]! += values.reduce((sum, value) => sum + value, 0);
        known[piece]! += 1;
      }
    }
    return Array.from(sums, (sum, piece) =>
      known[piece] === 0 ? null : Number((sum / known[piece]!).toPrecision(DIGITS)),
    );
  };
  return {
    start: pieces.start,
    seconds: pieces.seconds,
    read: meanOf(counted.map(({ read }) => read)),
    written: meanOf(counted.map(({ written }) => written)),
  };
}
