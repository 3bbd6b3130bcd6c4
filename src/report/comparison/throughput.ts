import type { PhaseFigures } from '../figures/phase-figures.ts';

/** What was moved from or to the storage under test in a phase of both runs, by those who have counted it. */
export interface Throughput {
  readonly direction: 'read' | 'written';
  /** Whether hosts have seen it, or the benchmark says it of itself. */
  readonly of: 'hosts' | 'benchmark';
  /** `disks`, `NFS servers`, `IOR`. */
  readonly by: string;
  /** MB/s, over all hosts. */
  readonly before: number;
  readonly after: number;
  /** MB in the whole phase; of the hosts what is likeliest, of the benchmark what it is at most. */
  readonly movedBefore: number;
  readonly movedAfter: number;
  /** Hosts that were seen. */
  readonly hostsBefore: number;
  readonly hostsAfter: number;
}

/** Below this in both runs, MB/s a host, nothing follows from it: hosts write as much to their own disks anyway. */
const LEAST_MUCH = 5;

/** Whether so much was moved in either run that more or less of it means something. */
export function isMuch({ before, after, hostsBefore, hostsAfter }: Throughput): boolean {
  return Math.max(before / Math.max(1, hostsBefore), after / Math.max(1, hostsAfter)) >= LEAST_MUCH;
}

/** Below this in either run, MB/s a host, nothing was done to the storage that is worth a line. */
const LEAST_RATE = 1;

/** What of a phase is known of both runs. */
export function throughputs(before: PhaseFigures | undefined, after: PhaseFigures | undefined): Throughput[] {
  if (before === undefined || after === undefined) return [];
  const hosts = { hostsBefore: before.hosts, hostsAfter: after.hosts };
  return (['read', 'written'] as const).flatMap((direction) => {
    const [seen, seenNow] = [before[direction], after[direction]];
    const [said, saidNow] = [before.benchmark?.[direction], after.benchmark?.[direction]];
    const found: Throughput[] = [];
    if (seen != null && seenNow != null) {
      const rates = { before: seen.rate, after: seenNow.rate };
      const moved = { movedBefore: seen.amount, movedAfter: seenNow.amount };
      const by = seen.by === seenNow.by ? seen.by : `${seen.by}, ${seenNow.by}`;
      found.push({ direction, of: 'hosts', by, ...rates, ...moved, ...hosts });
    }
    if (said?.rate != null && saidNow?.rate != null) {
      const rates = { before: said.rate, after: saidNow.rate };
      const moved = { movedBefore: said.most, movedAfter: saidNow.most };
      const by = before.benchmark?.tool ?? 'benchmark';
      found.push({ direction, of: 'benchmark', by, ...rates, ...moved, ...hosts });
    }
    return found.filter(({ before: was, after: is }) => {
      return Math.max(was / Math.max(1, before.hosts), is / Math.max(1, after.hosts)) >= LEAST_RATE;
    });
  });
}
