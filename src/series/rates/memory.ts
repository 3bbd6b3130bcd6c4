import { counterDelta, isKernelNumber } from '../counters.ts';
import type { HostInfo, Sample } from '../schema.ts';
import type { JobTotals } from '../totals/job.ts';

/** Memory in use as free(1) has it, kB; before Linux 3.14 without MemAvailable as it had it then. */
export function memoryUsed(meminfo: Sample['meminfo']): number | null {
  const all = numberOf(meminfo, 'MemTotal');
  const available = numberOf(meminfo, 'MemAvailable');
  if (all === null) return null;
  if (available !== null) return all - available;
  const free = numberOf(meminfo, 'MemFree');
  if (free === null) return null;
  const caches = ['Buffers', 'Cached', 'SReclaimable'].map((key) => numberOf(meminfo, key) ?? 0);
  return all - free - caches.reduce((sum, one) => sum + one, 0);
}

/** The page cache, with the buffers of block devices, kB. */
export function memoryCached(meminfo: Sample['meminfo']): number | null {
  const cached = numberOf(meminfo, 'Cached');
  return cached === null ? null : cached + (numberOf(meminfo, 'Buffers') ?? 0);
}

/** A number of a source, as a double; null if it is not there. */
export function numberOf(source: Readonly<Record<string, unknown>> | undefined, key: string): number | null {
  const found = source?.[key];
  return isKernelNumber(found) ? Number(found) : null;
}

/** What memory of a host did between two samples, by `vmstat_text` of mm/vmstat.c; null where it is not known. */
export interface MemoryEvents {
  readonly swapInBytes: number | null;
  readonly swapOutBytes: number | null;
  readonly majorFaults: number | null;
  /** Freed by who needed memory and had to do it himself. */
  readonly directReclaimBytes: number | null;
  /** Processes that were killed, of the host or of the job. */
  readonly oomKills: number | null;
}

/** Of most machines; those whose kernel has others, such as 64 KiB of aarch64, say so in their host information. */
const USUAL_PAGE_BYTES = 4096;
/** Zones, in which kernels before 4.8 count apart. */
const ZONES = ['dma', 'dma32', 'normal', 'high', 'movable', 'device'];
const DIRECT = 'pgsteal_direct';
const DIRECT_OF_ZONES = ZONES.map((zone) => `${DIRECT}_${zone}`);
/** Since Linux 4.13, as the counters of cgroups. */
const KILLS = 'oom_kill';

/** The members of `vmstat` that these are made of. */
export const MEMORY_EVENTS: ReadonlySet<string> = new Set([
  ...['pswpin', 'pswpout', 'pgmajfault', DIRECT, ...DIRECT_OF_ZONES, KILLS],
]);

/** @param job what its cgroup has counted */
export function memoryEvents(
  { vmstat: before }: Sample,
  { vmstat: after }: Sample,
  info: HostInfo | undefined,
  job: Pick<JobTotals, 'oomKills'> | undefined,
): MemoryEvents {
  const pageBytes = info?.page_size_bytes ?? USUAL_PAGE_BYTES;
  const change = (key: string) => counterDelta(before?.[key], after?.[key]);
  const bytes = (pages: number | null) => (pages === null ? null : pages * pageBytes);
  return {
    swapInBytes: bytes(change('pswpin')),
    swapOutBytes: bytes(change('pswpout')),
    majorFaults: change('pgmajfault'),
    directReclaimBytes: bytes(change(DIRECT) ?? sumOfKnown(DIRECT_OF_ZONES.map(change))),
    oomKills: change(KILLS) ?? (isCountedByHost(info) ? null : (job?.oomKills ?? null)),
  };
}

/** Whether `vmstat` is read, which has those of cgroups, too: they came with one change of the kernel. */
function isCountedByHost(info: HostInfo | undefined): boolean {
  return info?.sources.vmstat === 'ok';
}

function sumOfKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}
