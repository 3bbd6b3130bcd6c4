import { counterDelta } from '../../series/counters.ts';
import { memoryCached } from '../../series/rates/memory.ts';
import type { HostInfo, Sample } from '../../series/schema.ts';
import { isPlainObject, type Members } from '../../series/schema-parts.ts';
import { processTotals } from '../../series/totals/processes.ts';
import { rdmaTotals } from '../../series/totals/rdma.ts';
import { networkTotals } from '../../series/totals/totals.ts';
import { hasAllTargets, lustreBetween } from './lustre-bytes.ts';
import type { Storage } from './under-test.ts';

/** `diskstats` counts in these, whatever a device's own sectors are. */
const SECTOR_BYTES = 512;
const KIB = 1024;

/** What is counted of the storage under test of a host, bytes. */
export type CacheCounter =
  | 'diskRead'
  | 'diskWritten'
  | 'nfsRead'
  | 'nfsWritten'
  | 'nfsAskedRead'
  | 'nfsAskedWritten'
  | 'lustreRead'
  | 'lustreWritten'
  | 'lustreReadEstimated'
  | 'lustreWrittenEstimated'
  | 'lustreAskedRead'
  | 'lustreAskedWritten'
  | 'processesRead'
  | 'processesWritten'
  | 'processesFromStorage'
  | 'processesToStorage'
  | 'netReceived'
  | 'netSent'
  | 'rdmaReceived'
  | 'rdmaSent';

/** Something that counts, read at some samples of a host, not at all. */
export interface Meter {
  readonly counts: readonly CacheCounter[];
  /** Whether it was read then. */
  readonly isIn: (sample: Sample) => boolean;
  /** How far each has come since the reading before it, bytes; null if nobody knows. */
  readonly between: (before: Sample, after: Sample) => readonly (number | null)[];
}

/** What there is to be read of the storage under test of a host. */
export function metersOf(storage: readonly Storage[], info: HostInfo): Meter[] {
  const namesOf = (kind: Storage['kind']) =>
    storage.filter((one) => one.kind === kind).map(({ names }) => names);
  return [
    {
      counts: ['diskRead', 'diskWritten'],
      isIn: ({ diskstats }) => diskstats !== undefined,
      between: (before, after) => disksBetween(before, after, [...new Set(namesOf('disk').flat())]),
    },
    {
      counts: ['nfsRead', 'nfsWritten', 'nfsAskedRead', 'nfsAskedWritten'],
      isIn: ({ nfs }) => nfs !== undefined,
      between: (before, after) => nfsBetween(before, after, namesOf('nfs')),
    },
    {
      counts: [
        ...(['lustreRead', 'lustreWritten', 'lustreReadEstimated', 'lustreWrittenEstimated'] as const),
        ...(['lustreAskedRead', 'lustreAskedWritten'] as const),
      ],
      isIn: (sample) => hasAllTargets(sample, namesOf('lustre').flat()),
      between: (before, after) =>
        columnSums(namesOf('lustre').map(([name = '']) => lustreBetween(before, after, name))),
    },
    {
      // In the order of `PROCESS_BYTES`.
      counts: ['processesRead', 'processesWritten', 'processesFromStorage', 'processesToStorage'],
      isIn: ({ processes }) => processes !== undefined,
      between: (before, after) => processTotals(before, after)?.bytes ?? [],
    },
    {
      counts: ['netReceived', 'netSent'],
      isIn: ({ netdev }) => netdev !== undefined,
      between: (before, after) => networkTotals(before, after, ['rx_bytes', 'tx_bytes'], info),
    },
    {
      counts: ['rdmaReceived', 'rdmaSent'],
      isIn: ({ rdma }) => rdma !== undefined,
      between: (before, after) => rdmaTotals(before, after, info),
    },
  ];
}

/** Of a disk that came, went or was reset in between nobody knows what it did. */
function disksBetween(
  { diskstats: before = [] }: Sample,
  { diskstats: after = [] }: Sample,
  disks: readonly string[],
): (number | null)[] {
  return ['sectors_read', 'sectors_written'].map((field) => {
    const rowOf = (rows: readonly Members[], disk: string) => rows.find((row) => row.device_name === disk);
    return sumOfAll(
      disks.map((disk) => counterDelta(rowOf(before, disk)?.[field], rowOf(after, disk)?.[field])),
      SECTOR_BYTES,
    );
  });
}

const NFS_FIELDS = [
  ['server_read_bytes'],
  ['server_write_bytes'],
  ['normal_read_bytes', 'direct_read_bytes'],
  ['normal_write_bytes', 'direct_write_bytes'],
];

/** @param mounts the names that each file system can have */
function nfsBetween(
  { nfs: before = {} }: Sample,
  { nfs: after = {} }: Sample,
  mounts: readonly (readonly string[])[],
): (number | null)[] {
  const bytesOf = (tree: Members, mount: string) => {
    const counts = tree[mount];
    return isPlainObject(counts) && isPlainObject(counts.bytes) ? counts.bytes : {};
  };
  const found = mounts.map((names) => names.find((name) => isPlainObject(after[name])) ?? names[0] ?? '');
  return NFS_FIELDS.map((fields) =>
    sumOfAll(
      found.flatMap((mount) => {
        const [then, now] = [bytesOf(before, mount), bytesOf(after, mount)];
        return fields.map((field) => counterDelta(then[field], now[field]));
      }),
    ),
  );
}

/** Of lists of the same numbers of each file system; null where one is not known. */
function columnSums(rows: readonly (readonly (number | null)[])[]): (number | null)[] {
  return (rows[0] ?? []).map((_, at) => sumOfAll(rows.map((row) => row[at] ?? null)));
}

function sumOfAll(deltas: readonly (number | null)[], unit = 1): number | null {
  return deltas.length === 0
    ? null
    : deltas.reduce((sum, delta) => (sum === null || delta === null ? null : sum + delta * unit), 0);
}

/** The page cache at a sample, and what of it waits to be written, bytes; null where it was not read. */
export interface CacheLevels {
  readonly cached: number | null;
  readonly waiting: number | null;
}

/** The host's, and the job's where its cgroup is known: that is not read for each sample, so of these there can be none. */
export function cacheLevels(
  { cgroup, meminfo }: Sample,
  { job_cgroup }: Pick<HostInfo, 'job_cgroup'>,
): { readonly host: CacheLevels; readonly job: CacheLevels | undefined } {
  const memory = job_cgroup?.level === 'job' && isPlainObject(cgroup) ? cgroup.memory : undefined;
  const stat = isPlainObject(memory) ? memory.stat : undefined;
  const cached = memoryCached(meminfo);
  const kib = ['Dirty', 'Writeback'].map((key) => numberAt(meminfo, key));
  return {
    host: { cached: cached === null ? null : cached * KIB, waiting: sumOfAll(kib, KIB) },
    job: isPlainObject(stat) ? levelsOfJob(stat) : undefined,
  };
}

function levelsOfJob(stat: Members): CacheLevels {
  const all = (...names: string[]) => names.map((name) => numberAt(stat, name));
  // Of version 2; those of version 1 have the cgroups below in them.
  const [file, dirty, writeback] = all('file_bytes', 'file_dirty_bytes', 'file_writeback_bytes');
  const [cache, ...waiting] = all('total_cache_bytes', 'total_dirty_bytes', 'total_writeback_bytes');
  return {
    cached: file ?? cache ?? null,
    waiting: sumOfAll([dirty ?? null, writeback ?? null]) ?? sumOfAll(waiting),
  };
}

/** Whether it is asked for this number of a sample, beside those of which rates are made. */
export function isCacheMember(source: string, [first, second]: readonly string[]): boolean {
  if (source === 'meminfo') return first === 'Writeback';
  if (source === 'cgroup') return first === 'memory' && second === 'stat';
  if (source === 'lustre') return /^(?:osts|rpcs|bytes|wire|llite)$/.test(second ?? '');
  return source === 'processes' && /^(?:rchar|wchar|read|write)_bytes$/.test(second ?? '');
}

function numberAt(tree: Members | undefined, key: string): number | null {
  const value = tree?.[key];
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : null;
}
