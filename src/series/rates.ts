import { DATA_COUNTERS } from '../procfs/rdma/port-files.ts';
import { counterDelta, cpuTicksDelta, isKernelNumber } from './counters.ts';
import type { HostInfo, Sample } from './schema.ts';
import { cxiTotals, isCxiData } from './totals/cxi.ts';
import { JOB_ROWS, jobTotals } from './totals/job.ts';
import { lustreTotals } from './totals/lustre.ts';
import { nfsTotals } from './totals/nfs.ts';
import { rdmaTotals } from './totals/rdma.ts';
import { diskTotals, networkTotals } from './totals/totals.ts';

/** What a host did between two samples. Null where it cannot be told. MB are 10^6 bytes. */
export interface Rates {
  readonly seconds: number;
  /** Of all CPUs together; guests are in it, idle and iowait are not. */
  readonly cpu_busy_percent: number | null;
  readonly cpu_iowait_percent: number | null;
  /** What busy is made of: programs; the kernel for them; interrupts; and what a hypervisor gave to others. */
  readonly cpu_user_percent: number | null;
  readonly cpu_system_percent: number | null;
  readonly cpu_irq_percent: number | null;
  readonly cpu_steal_percent: number | null;
  /** Of the one CPU that was busiest: user, system and interrupts, no steal. */
  readonly cpu_busiest_percent: number | null;
  /** Of the time, that in which a core ran slower because it was too hot; of the core that did so most. */
  readonly cpu_thermal_percent: number | null;
  /** At the later sample: memory that is not available to new programs. */
  readonly memory_used_kb: number | null;
  /** At the later sample: the page cache, with the buffers of block devices. */
  readonly memory_cached_kb: number | null;
  /** At the later sample: of the page cache, what waits to be written. */
  readonly memory_dirty_kb: number | null;
  /** Moved between memory and swap. */
  readonly swap_in_mb_per_s: number | null;
  readonly swap_out_mb_per_s: number | null;
  /** Page faults for which a disk was read. */
  readonly major_faults_per_s: number | null;
  /** Freed by programs that had to wait for it (direct reclaim). */
  readonly direct_reclaim_mb_per_s: number | null;
  /** Processes killed because memory was full, the node's or the job's. */
  readonly oom_kills_per_s: number | null;
  readonly disk_read_mb_per_s: number | null;
  readonly disk_write_mb_per_s: number | null;
  readonly disk_reads_per_s: number | null;
  readonly disk_writes_per_s: number | null;
  /** Of the time, that in which the busiest disk had requests. */
  readonly disk_busy_percent: number | null;
  /** From when a request was made to its end, mean of all requests of all disks; null where there was none. */
  readonly disk_await_ms: number | null;
  /** Requests that disks had at once, on average; of all disks together. */
  readonly disk_queue: number | null;
  readonly net_rx_mb_per_s: number | null;
  readonly net_tx_mb_per_s: number | null;
  /** Of its speed, what the interface that was nearest to it received or sent, whichever was more. */
  readonly net_busiest_percent: number | null;
  /** Packets that were damaged; packets that were thrown away. */
  readonly net_errors_per_s: number | null;
  readonly net_drops_per_s: number | null;
  /** Segments of TCP that were sent again; of the source `tcp`. */
  readonly tcp_retransmits_per_s: number | null;
  /** What NFS mounts had from their servers and sent to them, whatever applications asked for. */
  readonly nfs_read_mb_per_s: number | null;
  readonly nfs_write_mb_per_s: number | null;
  /** What applications read of NFS mounts and wrote to them by read() and write(), with O_DIRECT, too. */
  readonly nfs_app_read_mb_per_s: number | null;
  readonly nfs_app_write_mb_per_s: number | null;
  /** Of an NFS operation that carries data, from when it was made to its end, mean; null where there was none. */
  readonly nfs_await_ms: number | null;
  /** Requests that were sent again because no answer came. */
  readonly nfs_retransmits_per_s: number | null;
  /** What Lustre clients had from their servers and sent to them, counted or derived. */
  readonly lustre_read_mb_per_s: number | null;
  readonly lustre_write_mb_per_s: number | null;
  /** What applications read of Lustre and wrote to it by read() and write(); from version 2.12 on mostly not known. */
  readonly lustre_app_read_mb_per_s: number | null;
  readonly lustre_app_write_mb_per_s: number | null;
  /** Of RDMA ports. Whether the network has some of it, too, hangs on the driver: the two are never one sum. */
  readonly rdma_rx_mb_per_s: number | null;
  readonly rdma_tx_mb_per_s: number | null;
  /** Symbol errors, links that went down or had to recover, packets that were damaged or thrown away. */
  readonly rdma_errors_per_s: number | null;
  /** Of Slingshot cards, with headers. What is IP of it is in the network, too: the two are never one sum. */
  readonly cxi_rx_mb_per_s: number | null;
  readonly cxi_tx_mb_per_s: number | null;
  /** Of the job's cgroup, the collector in it: its CPU time, in CPUs that were busy all of the time. */
  readonly job_cpus_busy: number | null;
  /** Of the pieces of time in which the job has a quota of CPU time, those in which it had none left. */
  readonly job_throttled_percent: number | null;
  /** At the later sample: what the job's limit counts, page cache included. */
  readonly job_memory_bytes: number | null;
  /** At the later sample: of that the page cache, and of this what waits to be written. */
  readonly job_cached_bytes: number | null;
  readonly job_dirty_bytes: number | null;
  /** At the later sample: the mean over a minute of tasks that run or wait for a disk. */
  readonly load_1min: number | null;
  /** Of the time, that in which some task waited for a CPU, for memory, for I/O (pressure stall information). */
  readonly pressure_cpu_percent: number | null;
  readonly pressure_memory_percent: number | null;
  readonly pressure_io_percent: number | null;
}

/** What a rate can be of. */
export type Metric = Exclude<keyof Rates, 'seconds'>;

const NOT_YET = {
  cpu_user_percent: null,
  cpu_system_percent: null,
  cpu_irq_percent: null,
  cpu_steal_percent: null,
  cpu_busiest_percent: null,
  cpu_thermal_percent: null,
  swap_in_mb_per_s: null,
  swap_out_mb_per_s: null,
  major_faults_per_s: null,
  direct_reclaim_mb_per_s: null,
  oom_kills_per_s: null,
  disk_busy_percent: null,
  disk_await_ms: null,
  disk_queue: null,
  net_busiest_percent: null,
  net_errors_per_s: null,
  net_drops_per_s: null,
  tcp_retransmits_per_s: null,
  nfs_await_ms: null,
  nfs_retransmits_per_s: null,
  rdma_errors_per_s: null,
};

const SECTOR_BYTES = 512;
const DISK_FIELDS = ['sectors_read', 'sectors_written', 'reads_completed', 'writes_completed'];
const NET_FIELDS = ['rx_bytes', 'tx_bytes'];
const NFS_FIELDS = [
  ...['server_read_bytes', 'server_write_bytes'],
  ...['normal_read_bytes', 'direct_read_bytes', 'normal_write_bytes', 'direct_write_bytes'],
];
/** Of a file system: a row without its name, and a field. */
const LUSTRE_RATED =
  /^(?:osts summed|rpcs (?:read|write)_rpcs|(?:bytes|wire) .*|llite (?:read|write)_bytes bytes)$/;
const MEMORY_KEYS = ['MemTotal', 'MemAvailable', 'MemFree', 'Buffers', 'Cached', 'SReclaimable', 'Dirty'];
// user and nice have the guests' time in them.
const BUSY = ['user', 'nice', 'system', 'irq', 'softirq', 'steal'];

/**
 * The rates between two samples of one host, the earlier one first.
 * @param seconds how long that was; by their time stamps if it is not given
 */
export function ratesBetween(
  before: Sample,
  after: Sample,
  info: HostInfo | undefined,
  seconds = (Date.parse(after.timestamp) - Date.parse(before.timestamp)) / 1000,
): Rates {
  const cpu = cpuShares(before.cpu?.total, after.cpu?.total);
  const disks = diskTotals(before, after, DISK_FIELDS, info);
  const net = networkTotals(before, after, NET_FIELDS, info);
  const nfs = nfsTotals(before, after, NFS_FIELDS);
  const lustre = lustreTotals(before, after);
  const rdma = rdmaTotals(before, after, info);
  const cxi = cxiTotals(before, after);
  const job = jobTotals(before, after, info);
  const perSecond = (total: number | null | undefined) =>
    total == null || !(seconds > 0) ? null : total / seconds;
  const megabytes = (total: number | null | undefined, bytes: number) => {
    const rate = perSecond(total);
    return rate === null ? null : (rate * bytes) / 1e6;
  };
  const stalled = (resource: string) => {
    const us = counterDelta(stalledUs(before.pressure, resource), stalledUs(after.pressure, resource));
    const rate = perSecond(us);
    return rate === null ? null : Math.min(100, rate / 1e4);
  };
  return {
    seconds,
    cpu_busy_percent: cpu?.busy ?? null,
    cpu_iowait_percent: cpu?.iowait ?? null,
    ...NOT_YET,
    memory_used_kb: memoryUsed(after.meminfo),
    memory_cached_kb: memoryCached(after.meminfo),
    memory_dirty_kb: numberAt(after.meminfo, 'Dirty'),
    disk_read_mb_per_s: megabytes(disks[0], SECTOR_BYTES),
    disk_write_mb_per_s: megabytes(disks[1], SECTOR_BYTES),
    disk_reads_per_s: perSecond(disks[2]),
    disk_writes_per_s: perSecond(disks[3]),
    net_rx_mb_per_s: megabytes(net[0], 1),
    net_tx_mb_per_s: megabytes(net[1], 1),
    nfs_read_mb_per_s: megabytes(nfs[0], 1),
    nfs_write_mb_per_s: megabytes(nfs[1], 1),
    nfs_app_read_mb_per_s: megabytes(bothOf(nfs[2], nfs[3]), 1),
    nfs_app_write_mb_per_s: megabytes(bothOf(nfs[4], nfs[5]), 1),
    lustre_read_mb_per_s: megabytes(lustre.read, 1),
    lustre_write_mb_per_s: megabytes(lustre.written, 1),
    lustre_app_read_mb_per_s: megabytes(lustre.appRead, 1),
    lustre_app_write_mb_per_s: megabytes(lustre.appWritten, 1),
    rdma_rx_mb_per_s: megabytes(rdma[0], 1),
    rdma_tx_mb_per_s: megabytes(rdma[1], 1),
    cxi_rx_mb_per_s: megabytes(cxi[0], 1),
    cxi_tx_mb_per_s: megabytes(cxi[1], 1),
    job_cpus_busy: perSecond(job?.cpuSeconds),
    job_throttled_percent: job?.throttledPercent ?? null,
    job_memory_bytes: job?.memoryBytes ?? null,
    job_cached_bytes: job?.cachedBytes ?? null,
    job_dirty_bytes: job?.dirtyBytes ?? null,
    load_1min: numberAt(after.loadavg, 'load_1min'),
    pressure_cpu_percent: stalled('cpu'),
    pressure_memory_percent: stalled('memory'),
    pressure_io_percent: stalled('io'),
  };
}

function bothOf(one: number | null | undefined, other: number | null | undefined): number | null {
  return one == null || other == null ? null : one + other;
}

/** By source, its rows and their fields as in `procfs`. */
const RATED: Readonly<Record<string, (row: string, field: string) => boolean>> = {
  cpu: (row) => row === 'cpu',
  meminfo: (row) => MEMORY_KEYS.includes(row),
  diskstats: (_, field) => DISK_FIELDS.includes(field),
  netdev: (_, field) => NET_FIELDS.includes(field),
  loadavg: (_, field) => field === 'load_1min',
  pressure: (row, field) => row.endsWith(' some') && field === 'total_us',
  nfs: (row, field) => row.startsWith('bytes ') && NFS_FIELDS.includes(field),
  cgroup: (row) => JOB_ROWS.has(row),
  lustre: (row, field) => LUSTRE_RATED.test(`${row.slice(row.indexOf(' ') + 1)} ${field}`),
  rdma: (row) => DATA_COUNTERS.has(row.slice(row.lastIndexOf(' ') + 1)),
  cxi: (row) => isCxiData(row.slice(row.lastIndexOf(' ') + 1)),
};

/**
 * Whether rates are made of this number of a sample, among others. Who wants rates only can leave out the rest, such as
 * what each of hundreds of CPUs does.
 */
export function isRated(source: string, row: string, field: string): boolean {
  return Object.hasOwn(RATED, source) && RATED[source]?.(row, field) === true;
}

/** As `isRated`, by the keys that lead to a number in a sample, without the places in lists. */
export function isRatedMember(source: string, keys: readonly string[]): boolean {
  const [first = '', second = '', third = ''] = keys;
  switch (source) {
    case 'cpu':
      return first === 'total';
    case 'pressure':
      return isRated(source, `${first} ${second}`, third);
    case 'nfs':
      return isRated(source, `${second} ${first}`, third);
    case 'lustre':
      return isRated(source, keys.slice(0, -1).join(' '), keys.at(-1) ?? '');
    case 'rdma':
    case 'cxi':
      return isRated(source, `${first} ${second}`, third);
    case 'cgroup':
      return isRated(source, keys.join(' '), '');
    case 'meminfo':
      return isRated(source, first, '');
    default:
      return isRated(source, '', first);
  }
}

/** Memory in use as free(1) has it, kB; before Linux 3.14 without MemAvailable as it had it then. */
export function memoryUsed(meminfo: Sample['meminfo']): number | null {
  const all = numberAt(meminfo, 'MemTotal');
  const available = numberAt(meminfo, 'MemAvailable');
  if (all === null) return null;
  if (available !== null) return all - available;
  const free = numberAt(meminfo, 'MemFree');
  if (free === null) return null;
  const caches = ['Buffers', 'Cached', 'SReclaimable'].map((key) => numberAt(meminfo, key) ?? 0);
  return all - free - caches.reduce((sum, one) => sum + one, 0);
}

/** The page cache, with the buffers of block devices, kB. */
export function memoryCached(meminfo: Sample['meminfo']): number | null {
  const cached = numberAt(meminfo, 'Cached');
  return cached === null ? null : cached + (numberAt(meminfo, 'Buffers') ?? 0);
}

function numberAt(source: Readonly<Record<string, unknown>> | undefined, key: string): number | null {
  const found = source?.[key];
  return isKernelNumber(found) ? Number(found) : null;
}

function stalledUs(pressure: Sample['pressure'], resource: string): unknown {
  const lines = pressure?.[resource];
  const some = isRecord(lines) ? lines.some : undefined;
  return isRecord(some) ? some.total_us : undefined;
}

function cpuShares(before: unknown, after: unknown): { busy: number; iowait: number } | null {
  if (!isRecord(before) || !isRecord(after)) return null;
  const ticks = (field: string) => cpuTicksDelta(before[field], after[field]);
  const idle = ticks('idle');
  const busy = BUSY.map((field) => (field in after ? ticks(field) : 0));
  const iowait = 'iowait' in after ? ticks('iowait') : 0;
  if (idle === null || iowait === null || busy.includes(null)) return null;
  const busyTicks = busy.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  const all = busyTicks + idle + iowait;
  return all === 0 ? null : { busy: (100 * busyTicks) / all, iowait: (100 * iowait) / all };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
