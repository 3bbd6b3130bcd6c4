import { counterDelta, isKernelNumber } from '../counters.ts';
import type { Between, Pair } from '../totals/between.ts';

/** How long the disks of a host were at work between two samples, ms; null where it is not known. */
export interface DiskTimes {
  /** In which the busiest had requests. */
  readonly busy: number | null;
  /** That each request was there, of all disks together: of those at its end, and of those that still are. */
  readonly weighted: number | null;
  /** That reads and writes took which ended, and how many these were. */
  readonly took: number | null;
  readonly ended: number | null;
}

/** The kernel prints times as ms in 32 bits, also where it counts them in more: `part_stat_show` and `diskstats_show` in block/genhd.c. */
const WIDTH = 2 ** 32;
/** What no counter of these can do but by beginning anew: they fall only then. */
const COUNTS = ['reads_completed', 'writes_completed', 'sectors_read', 'sectors_written'];

/**
 * The times of the counted disks. A disk that came, went or was reset in between is left out; a time that fell of one that was
 * not reset has come to the end of its 32 bits, which `weighted_time_doing_ios_ms` of 1000 requests at once does in 72
 * minutes. Discards and flushes are in none but `weighted`.
 * @see https://docs.kernel.org/admin-guide/iostats.html
 */
export function diskTimes(between: Between | undefined): DiskTimes {
  if (between === undefined) return { busy: null, weighted: null, took: null, ended: null };
  let { ofNone: busy, ofNone: weighted }: { ofNone: number | null } = between;
  let [took, ended]: [number | null, number | null] = [null, null];
  for (const pair of between.pairs) {
    if (pair.share !== 'counted' || isReset(pair)) continue;
    busy = most(busy, timeDelta(pair, 'time_doing_ios_ms'));
    weighted = sum(weighted, timeDelta(pair, 'weighted_time_doing_ios_ms'));
    const [reading, writing] = [timeDelta(pair, 'time_reading_ms'), timeDelta(pair, 'time_writing_ms')];
    const { then, now } = pair;
    const reads = counterDelta(then.reads_completed, now.reads_completed);
    const writes = counterDelta(then.writes_completed, now.writes_completed);
    if (reading === null || writing === null || reads === null || writes === null) continue;
    took = sum(took, reading + writing);
    ended = sum(ended, reads + writes);
  }
  return { busy, weighted, took, ended };
}

function isReset({ then, now }: Pair): boolean {
  return COUNTS.some(
    (field) =>
      isKernelNumber(then[field]) &&
      isKernelNumber(now[field]) &&
      counterDelta(then[field], now[field]) === null,
  );
}

function timeDelta({ then, now }: Pair, field: string): number | null {
  const [before, after] = [then[field], now[field]];
  const delta = counterDelta(before, after);
  if (delta !== null || typeof before !== 'number' || typeof after !== 'number') return delta;
  // Old kernels let some fall a little, which is no 49 days.
  const around = after + WIDTH - before;
  return before < WIDTH && around < WIDTH / 2 ? around : null;
}

function most(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other);
}

function sum(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : one + other;
}
