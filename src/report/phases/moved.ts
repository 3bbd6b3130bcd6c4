import type { Metric } from '../../series/rates.ts';
import type { Run } from '../data/run.ts';
import { Running } from '../data/statistics.ts';
import { METRICS } from '../metrics/metrics.ts';
import { overlap, type Phase } from './phases.ts';

/** What all hosts have moved in a time, MB, of what is known; null where nothing is. */
export interface Moved {
  readonly diskRead: number | null;
  readonly diskWritten: number | null;
  /** From NFS servers, read-ahead and pages for mmap() included, and to them. */
  readonly nfsRead: number | null;
  readonly nfsWritten: number | null;
  /** What applications read of NFS by read(), with O_DIRECT, too. */
  readonly nfsAppRead: number | null;
  /** From Lustre's servers, and to them. */
  readonly lustreRead?: number | null;
  readonly lustreWritten?: number | null;
}

/** What that is made of. */
const RATES: readonly Metric[] = [
  'disk_read_mb_per_s',
  'disk_write_mb_per_s',
  'nfs_read_mb_per_s',
  'nfs_write_mb_per_s',
  'nfs_app_read_mb_per_s',
  'lustre_read_mb_per_s',
  'lustre_write_mb_per_s',
];

/** Adds up what was moved, interval by interval. */
export class MovedSums {
  readonly #sums = new Map(RATES.map((metric) => [metric, new Running()]));

  /**
   * @param rateOf what a host did in an interval; null where that is not known
   * @param seconds that the interval has in common with the time
   */
  add(rateOf: (metric: Metric) => number | null, seconds: number): void {
    for (const [metric, sum] of this.#sums) sum.add(rateOf(metric), seconds);
  }

  get moved(): Moved {
    const total = (metric: Metric) => this.#sums.get(metric)?.total ?? null;
    return {
      diskRead: total('disk_read_mb_per_s'),
      diskWritten: total('disk_write_mb_per_s'),
      nfsRead: total('nfs_read_mb_per_s'),
      nfsWritten: total('nfs_write_mb_per_s'),
      nfsAppRead: total('nfs_app_read_mb_per_s'),
      lustreRead: total('lustre_read_mb_per_s'),
      lustreWritten: total('lustre_write_mb_per_s'),
    };
  }
}

/** What the hosts of a run have moved in a time. */
export function movedIn({ rows }: Pick<Run, 'rows'>, time: Pick<Phase, 'start' | 'end'>): Moved {
  const places = new Map(METRICS.map(({ name }, nth) => [name, nth]));
  const sums = new MovedSums();
  for (const row of rows) {
    for (let at = 0; at < row.count; at++) {
      const seconds = overlap({ start: row.start(at), end: row.end(at) }, time);
      if (!(seconds > 0)) continue;
      sums.add((metric) => {
        const value = row.value(at, places.get(metric) ?? -1);
        return Number.isNaN(value) ? null : value;
      }, seconds);
    }
  }
  return sums.moved;
}
