import type { Metric } from '../../../series/rates.ts';
import { METRICS } from '../../metrics/metrics.ts';
import { spoken, spokenChange } from './words.ts';

/** What a host did, as a sentence goes on behind its name; the value stands where the brackets are. */
const VERBS: Readonly<Partial<Record<Metric, string>>> = {
  cpu_busy_percent: 'had its CPUs busy () of the time',
  cpu_iowait_percent: 'waited for I/O () of the time',
  cpu_user_percent: 'spent () of its CPU time in programs',
  cpu_system_percent: 'spent () of its CPU time in the kernel',
  cpu_irq_percent: 'spent () of its CPU time on interrupts',
  cpu_steal_percent: 'lost () of its CPU time to its hypervisor',
  cpu_busiest_percent: 'had its busiest CPU busy () of the time',
  cpu_thermal_percent: 'ran slower for heat () of the time',
  memory_used_kb: 'used () of memory',
  memory_cached_kb: 'had () in its page cache',
  memory_dirty_kb: 'had () in its page cache that waited to be written',
  swap_in_mb_per_s: 'read () from swap',
  swap_out_mb_per_s: 'wrote () to swap',
  disk_read_mb_per_s: 'read () from disks',
  disk_write_mb_per_s: 'wrote () to disks',
  disk_busy_percent: 'had its busiest disk busy () of the time',
  disk_await_ms: 'waited () for a request to a disk',
  net_rx_mb_per_s: 'received () from the network',
  net_tx_mb_per_s: 'sent () to the network',
  net_busiest_percent: 'used () of the speed of its busiest interface',
  nfs_read_mb_per_s: 'read () from NFS servers',
  nfs_write_mb_per_s: 'wrote () to NFS servers',
  nfs_await_ms: 'waited () for a request to an NFS server',
  lustre_read_mb_per_s: 'read () from Lustre servers',
  lustre_write_mb_per_s: 'wrote () to Lustre servers',
  rdma_rx_mb_per_s: 'received () over RDMA',
  rdma_tx_mb_per_s: 'sent () over RDMA',
  cxi_rx_mb_per_s: 'received () over Slingshot',
  cxi_tx_mb_per_s: 'sent () over Slingshot',
  job_throttled_percent: 'was held back by its CPU quota () of the time',
  pressure_cpu_percent: 'had tasks that waited for a CPU () of the time',
  pressure_memory_percent: 'had tasks that waited for memory () of the time',
  pressure_io_percent: 'had tasks that waited for I/O () of the time',
};

/** Waiting, and what makes others wait: it tells why, all else that something is another. */
const WHY: ReadonlySet<Metric> = new Set<Metric>([
  ...(['cpu_steal_percent', 'cpu_thermal_percent', 'job_throttled_percent', 'cpu_iowait_percent'] as const),
  ...(['swap_in_mb_per_s', 'swap_out_mb_per_s', 'direct_reclaim_mb_per_s', 'oom_kills_per_s'] as const),
  ...(['net_errors_per_s', 'net_drops_per_s', 'tcp_retransmits_per_s', 'rdma_errors_per_s'] as const),
  ...(['disk_await_ms', 'nfs_await_ms', 'nfs_retransmits_per_s'] as const),
  ...(['pressure_cpu_percent', 'pressure_memory_percent', 'pressure_io_percent'] as const),
]);

/** What a host has kept from before, as much as what it does. */
const LEFT: ReadonlySet<Metric> = new Set<Metric>([
  ...(['memory_cached_kb', 'memory_dirty_kb', 'load_1min', 'job_cached_bytes', 'job_dirty_bytes'] as const),
]);

/** The rank of what was left from before. */
export const LEFT_BEHIND = 2;

/** What is looked at first where several metrics have changed: 0 why, 1 what was done, 2 what was left from before. */
export function rankOf(metric: Metric): number {
  return WHY.has(metric) ? 0 : LEFT.has(metric) ? LEFT_BEHIND : 1;
}

/** What was moved: more of it is no reason why something takes longer. */
const MOVED = /_(?:mb|reads|writes)_per_s$/;

/** Whether more of a metric can be why something takes longer, less of it, or either: of waiting more, of what was moved less. */
export function slowsBy(metric: Metric): 'more' | 'less' | 'either' {
  if (WHY.has(metric)) return 'more';
  return MOVED.test(metric) ? 'less' : 'either';
}

/** How a metric is called in a table: `Waiting for I/O, %`. */
export function titleOf(metric: Metric): string {
  const { title, unit } = viewOf(metric);
  return `${title}, ${unit}`;
}

/** `node027 waited for I/O 58 % of the time, 23 before`. */
export function didInstead(who: string, metric: Metric, { before, after }: Values): string {
  const { title, unit } = viewOf(metric);
  const [was = ''] = spokenChange(before, after, unit).split(' → ');
  const verb = VERBS[metric];
  const now = nowIn(before, after, unit);
  if (verb === undefined) return `${who}: ${title} ${was} → ${now}`;
  return `${who} ${verb.replace('()', () => now)}, ${was} before`;
}

/** `node027 waiting for I/O 23 → 58 %`, for a list. */
export function changedTo(metric: Metric, { before, after }: Values): string {
  const { title, unit } = viewOf(metric);
  return `${title} ${spokenChange(before, after, unit)}`;
}

/** Both values, percent without their sign, which was said before: `23 → 8`, `28 MB/s as before`. */
export function valuesOnly(metric: Metric, { before, after }: Values): string {
  const { unit } = viewOf(metric);
  const text = spokenChange(before, after, unit);
  const [was, is = ''] = text.split(' → ');
  if (is.startsWith(`${was} `)) return `${unit === '%' ? was : is} as before`;
  return unit === '%' ? text.replace(/ %$/, '') : text;
}

interface Values {
  readonly before: number;
  readonly after: number;
}

/** The second of two values in the unit that fits both. */
function nowIn(before: number, after: number, unit: string): string {
  return spokenChange(before, after, unit).split(' → ')[1] ?? spoken(after, unit);
}

function viewOf(metric: Metric) {
  return METRICS.find(({ name }) => name === metric) ?? { title: metric, unit: '' };
}
