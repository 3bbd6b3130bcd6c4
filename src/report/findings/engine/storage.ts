import type { Metric } from '../../../series/rates.ts';
import type { HostSeries } from './host-series.ts';
import type { Look } from './look.ts';

/** What storage moves, by whom: the one that moved most is the storage of the run. */
const KINDS: readonly (readonly [Metric, Metric])[] = [
  ['disk_read_mb_per_s', 'disk_write_mb_per_s'],
  ['nfs_read_mb_per_s', 'nfs_write_mb_per_s'],
  ['lustre_read_mb_per_s', 'lustre_write_mb_per_s'],
];

/** What went to and from the storage that a run used most. */
export interface StorageSeries {
  readonly series: HostSeries;
  readonly read: HostSeries;
  readonly written: HostSeries;
  readonly metrics: readonly [Metric, Metric];
  readonly chart: Metric;
  readonly by: 'disks' | 'NFS' | 'Lustre';
  /** Of all hosts together in a phase, MB/s; NaN where nothing is known. */
  readonly total: (phase: number) => number;
}

const NAMES = ['disks', 'NFS', 'Lustre'] as const;
const found = new WeakMap<Look, StorageSeries>();

/** That of a run; of one that moved nothing, its disks. */
export function storageSeries(look: Look): StorageSeries {
  const known = found.get(look);
  if (known !== undefined) return known;
  const sums = KINDS.map((kind) => sumOf(look.series(...kind).means({ phase: 0, from: 0, to: 0 })));
  // What goes to NFS or Lustre is what was meant: nobody benchmarks those by accident.
  const far = Math.max(sums[1] ?? 0, sums[2] ?? 0);
  const isFar = far >= 1 && far >= FAR_SHARE * (sums[0] ?? 0);
  const nth = isFar ? ((sums[2] ?? 0) > (sums[1] ?? 0) ? 2 : 1) : 0;
  const [read, written] = KINDS[nth] ?? KINDS[0]!;
  const series = look.series(read, written);
  const totalOf = (one: Metric) => sumOf(look.series(one).means({ phase: 0, from: 0, to: 0 }));
  const storage: StorageSeries = {
    ...{ series, metrics: [read, written], read: look.series(read), written: look.series(written) },
    chart: totalOf(written) > totalOf(read) ? written : read,
    by: NAMES[nth] ?? 'disks',
    total: (phase) => sumOf(series.means({ phase, from: 0, to: 0 })),
  };
  found.set(look, storage);
  return storage;
}

const FAR_SHARE = 0.1;

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : value), 0);
}
