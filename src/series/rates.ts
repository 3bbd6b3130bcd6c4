import { counterDelta } from './counters.ts';
import { busiestLinkSeconds } from './rates/busiest-link.ts';
import { busiestCpuPercent, cpuShares } from './rates/cpu.ts';
import { diskTimes } from './rates/disk-times.ts';
import { memoryCached, memoryEvents, memoryUsed, numberOf } from './rates/memory.ts';
import { operationsTogether } from './rates/nfs-operations.ts';
import { rdmaErrors } from './rates/rdma-errors.ts';
import { throttledMs } from './rates/throttled.ts';
import type { HostInfo, Sample } from './schema.ts';
import { isPlainObject } from './schema-parts.ts';
import { disksBetween, interfacesBetween } from './totals/between.ts';
import { cxiTotals } from './totals/cxi.ts';
import { jobTotals } from './totals/job.ts';
import { lustreTotals } from './totals/lustre.ts';
import { nfsTotals } from './totals/nfs.ts';
import { rdmaTotals } from './totals/rdma.ts';
import { totalOf } from './totals/totals.ts';

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

const SECTOR_BYTES = 512;
const NFS_FIELDS = [
  ...['server_read_bytes', 'server_write_bytes'],
  ...['normal_read_bytes', 'direct_read_bytes', 'normal_write_bytes', 'direct_write_bytes'],
];

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
  const cpu = cpuShares(before, after);
  const disks = disksBetween(before, after, info);
  const times = diskTimes(disks);
  const net = interfacesBetween(before, after, info);
  const nfs = nfsTotals(before, after, NFS_FIELDS);
  const operations = operationsTogether(before, after);
  const lustre = lustreTotals(before, after);
  const rdma = rdmaTotals(before, after, info);
  const cxi = cxiTotals(before, after);
  const job = jobTotals(before, after, info);
  const memory = memoryEvents(before, after, info, job);
  const perSecond = (total: number | null | undefined) =>
    total == null || !(seconds > 0) ? null : total / seconds;
  const megabytes = (total: number | null | undefined, bytes: number) => {
    const rate = perSecond(total);
    return rate === null ? null : (rate * bytes) / 1e6;
  };
  /** Of the time; two clocks that are not quite alike make more of all of it. */
  const percentOfTime = (total: number | null, perSecondOfIt: number) => {
    const rate = perSecond(total);
    return rate === null ? null : Math.min(100, (100 * rate) / perSecondOfIt);
  };
  const stalled = (resource: string) =>
    percentOfTime(
      counterDelta(stalledUs(before.pressure, resource), stalledUs(after.pressure, resource)),
      1e6,
    );
  const linkSeconds = perSecond(busiestLinkSeconds(net, info));
  const queue = perSecond(times.weighted);
  return {
    seconds,
    cpu_busy_percent: cpu?.busy ?? null,
    cpu_iowait_percent: cpu?.iowait ?? null,
    cpu_user_percent: cpu?.user ?? null,
    cpu_system_percent: cpu?.system ?? null,
    cpu_irq_percent: cpu?.irq ?? null,
    cpu_steal_percent: cpu?.steal ?? null,
    cpu_busiest_percent: busiestCpuPercent(before, after),
    cpu_thermal_percent: percentOfTime(throttledMs(before, after), 1000),
    memory_used_kb: memoryUsed(after.meminfo),
    memory_cached_kb: memoryCached(after.meminfo),
    memory_dirty_kb: numberOf(after.meminfo, 'Dirty'),
    swap_in_mb_per_s: megabytes(memory.swapInBytes, 1),
    swap_out_mb_per_s: megabytes(memory.swapOutBytes, 1),
    major_faults_per_s: perSecond(memory.majorFaults),
    direct_reclaim_mb_per_s: megabytes(memory.directReclaimBytes, 1),
    oom_kills_per_s: perSecond(memory.oomKills),
    disk_read_mb_per_s: megabytes(totalOf(disks, 'sectors_read'), SECTOR_BYTES),
    disk_write_mb_per_s: megabytes(totalOf(disks, 'sectors_written'), SECTOR_BYTES),
    disk_reads_per_s: perSecond(totalOf(disks, 'reads_completed')),
    disk_writes_per_s: perSecond(totalOf(disks, 'writes_completed')),
    disk_busy_percent: percentOfTime(times.busy, 1000),
    disk_await_ms: mean(times.took, times.ended),
    disk_queue: queue === null ? null : queue / 1000,
    net_rx_mb_per_s: megabytes(totalOf(net, 'rx_bytes'), 1),
    net_tx_mb_per_s: megabytes(totalOf(net, 'tx_bytes'), 1),
    net_busiest_percent: linkSeconds === null ? null : 100 * linkSeconds,
    net_errors_per_s: perSecond(bothOf(totalOf(net, 'rx_errors'), totalOf(net, 'tx_errors'))),
    net_drops_per_s: perSecond(bothOf(totalOf(net, 'rx_dropped'), totalOf(net, 'tx_dropped'))),
    tcp_retransmits_per_s: perSecond(counterDelta(resentSegments(before.tcp), resentSegments(after.tcp))),
    nfs_read_mb_per_s: megabytes(nfs[0], 1),
    nfs_write_mb_per_s: megabytes(nfs[1], 1),
    nfs_app_read_mb_per_s: megabytes(bothOf(nfs[2], nfs[3]), 1),
    nfs_app_write_mb_per_s: megabytes(bothOf(nfs[4], nfs[5]), 1),
    nfs_await_ms: mean(operations?.ms ?? null, operations?.ops ?? null),
    nfs_retransmits_per_s: perSecond(operations?.retransmits),
    lustre_read_mb_per_s: megabytes(lustre.read, 1),
    lustre_write_mb_per_s: megabytes(lustre.written, 1),
    lustre_app_read_mb_per_s: megabytes(lustre.appRead, 1),
    lustre_app_write_mb_per_s: megabytes(lustre.appWritten, 1),
    rdma_rx_mb_per_s: megabytes(rdma[0], 1),
    rdma_tx_mb_per_s: megabytes(rdma[1], 1),
    rdma_errors_per_s: perSecond(rdmaErrors(before, after, info)),
    cxi_rx_mb_per_s: megabytes(cxi[0], 1),
    cxi_tx_mb_per_s: megabytes(cxi[1], 1),
    job_cpus_busy: perSecond(job?.cpuSeconds),
    job_throttled_percent: job?.throttledPercent ?? null,
    job_memory_bytes: job?.memoryBytes ?? null,
    job_cached_bytes: job?.cachedBytes ?? null,
    job_dirty_bytes: job?.dirtyBytes ?? null,
    load_1min: numberOf(after.loadavg, 'load_1min'),
    pressure_cpu_percent: stalled('cpu'),
    pressure_memory_percent: stalled('memory'),
    pressure_io_percent: stalled('io'),
  };
}

function bothOf(one: number | null | undefined, other: number | null | undefined): number | null {
  return one == null || other == null ? null : one + other;
}

/** Null of none: that nothing took long is not known. */
function mean(sum: number | null, count: number | null): number | null {
  return sum === null || count === null || count === 0 ? null : sum / count;
}

function stalledUs(pressure: Sample['pressure'], resource: string): unknown {
  const lines = pressure?.[resource];
  const some = isPlainObject(lines) ? lines.some : undefined;
  return isPlainObject(some) ? some.total_us : undefined;
}

function resentSegments(tcp: Sample['tcp']): unknown {
  const counters = tcp?.Tcp;
  return isPlainObject(counters) ? counters.RetransSegs : undefined;
}
