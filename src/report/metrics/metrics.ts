import type { Metric } from '../../series/rates.ts';
import type { Spread } from '../data/statistics.ts';

/** How a metric is shown. */
export interface MetricView {
  readonly name: Metric;
  readonly title: string;
  /** Of '%' whole numbers are enough for a column. Hosts taken together are the mean of '%' and 'ms', the sum of others. */
  readonly unit: string;
  /** What a value is multiplied with to have this unit. */
  readonly scale: number;
  /** Heading under which its chart stands. */
  readonly group:
    | 'CPU'
    | 'Memory'
    | 'Disks'
    | 'Network'
    | 'NFS'
    | 'Lustre'
    | 'RDMA'
    | 'Slingshot'
    | 'Job'
    | 'Pressure';
  /** Differences between hosts smaller than this, in this unit, are nobody's trouble. */
  readonly negligible: number;
  /** What 100 % of it is, for the axis. */
  readonly most?: number;
}

/** A metric, and the tables on a terminal that it is in. */
export interface ShownMetric extends MetricView {
  /**
   * Not every node has what a metric `somewhere` is of, and one `when not zero` is of trouble: where no host has it, or any of
   * it, there is no chart and no column of it.
   */
  readonly presence: 'everywhere' | 'somewhere' | 'when not zero';
  /** Title of its column in a summary. */
  readonly summary?: string;
  /** What a page calls all that was moved, of a rate in MB/s. */
  readonly total?: string;
  readonly top?: TopColumn;
}

/** A column of `rankstat top`. */
export interface TopColumn {
  /** At most four characters for '%', else six. */
  readonly title: string;
  /** What it is a part of. */
  readonly sum?: TopSum;
}

/** Metrics of `rankstat top` that are also taken together. */
export interface TopSum {
  /** The key that sorts hosts by it, and what it is called among the keys. */
  readonly key: string;
  readonly word: string;
  /** Whether it has a curve, behind the last of its columns. The first curve is the last to go when it gets narrow. */
  readonly curve: 'curve' | 'no curve';
}

const GIB_PER_KIB = 1 / (1024 * 1024);
const GIB_PER_BYTE = 1 / 1024 ** 3;

const CPU: TopSum = { key: 'c', word: 'CPU', curve: 'curve' };
const IOWAIT: TopSum = { key: 'i', word: 'iow', curve: 'no curve' };
const MEMORY: TopSum = { key: 'm', word: 'mem', curve: 'no curve' };
const DISK: TopSum = { key: 'd', word: 'disk', curve: 'curve' };
const NET: TopSum = { key: 't', word: 'net', curve: 'curve' };

/** The one list of what summaries, reports, comparisons and `top` show, in their order. */
export const METRICS: readonly ShownMetric[] = [
  metric('cpu_busy_percent', 'CPU busy', '%', 'CPU', {
    negligible: 5,
    most: 100,
    summary: 'CPU %',
    top: { title: 'CPU%', sum: CPU },
  }),
  metric('cpu_iowait_percent', 'CPU iowait', '%', 'CPU', {
    negligible: 5,
    most: 100,
    summary: 'iowait %',
    top: { title: 'iow%', sum: IOWAIT },
  }),
  metric('cpu_busiest_percent', 'Busiest CPU', '%', 'CPU', { negligible: 5, most: 100 }),
  metric('cpu_user_percent', 'CPU user', '%', 'CPU', { negligible: 5, most: 100 }),
  metric('cpu_system_percent', 'CPU system', '%', 'CPU', { negligible: 5, most: 100 }),
  metric('cpu_irq_percent', 'CPU interrupts', '%', 'CPU', { negligible: 2, most: 100 }),
  metric('cpu_steal_percent', 'CPU steal', '%', 'CPU', {
    negligible: 1,
    most: 100,
    presence: 'when not zero',
    summary: 'steal %',
  }),
  metric('cpu_thermal_percent', 'CPU slowed down for heat', '%', 'CPU', {
    negligible: 1,
    most: 100,
    presence: 'when not zero',
  }),
  metric('load_1min', 'Load, 1 min', 'tasks', 'CPU', { negligible: 1 }),
  metric('memory_used_kb', 'Memory used', 'GiB', 'Memory', {
    negligible: 0.5,
    scale: GIB_PER_KIB,
    summary: 'mem GiB',
    top: { title: 'memGiB', sum: MEMORY },
  }),
  metric('memory_cached_kb', 'Page cache', 'GiB', 'Memory', { negligible: 0.5, scale: GIB_PER_KIB }),
  metric('memory_dirty_kb', 'Dirty pages', 'GiB', 'Memory', { negligible: 0.25, scale: GIB_PER_KIB }),
  metric('swap_in_mb_per_s', 'Swap in', 'MB/s', 'Memory', { negligible: 1, presence: 'when not zero' }),
  metric('swap_out_mb_per_s', 'Swap out', 'MB/s', 'Memory', { negligible: 1, presence: 'when not zero' }),
  metric('major_faults_per_s', 'Major page faults', 'faults/s', 'Memory', {
    negligible: 10,
    presence: 'when not zero',
  }),
  metric('direct_reclaim_mb_per_s', 'Direct reclaim', 'MB/s', 'Memory', {
    negligible: 5,
    presence: 'when not zero',
  }),
  metric('oom_kills_per_s', 'Killed for want of memory', 'processes/s', 'Memory', {
    negligible: 0.001,
    presence: 'when not zero',
  }),
  metric('disk_read_mb_per_s', 'Disk read', 'MB/s', 'Disks', {
    negligible: 5,
    summary: 'read MB/s',
    top: { title: 'rdMB/s', sum: DISK },
    total: 'read from disks',
  }),
  metric('disk_write_mb_per_s', 'Disk write', 'MB/s', 'Disks', {
    negligible: 5,
    summary: 'write MB/s',
    top: { title: 'wrMB/s', sum: DISK },
    total: 'written to disks',
  }),
  metric('disk_reads_per_s', 'Disk reads', 'IOPS', 'Disks', { negligible: 50 }),
  metric('disk_writes_per_s', 'Disk writes', 'IOPS', 'Disks', { negligible: 50 }),
  metric('disk_await_ms', 'Disk await', 'ms', 'Disks', { negligible: 1 }),
  metric('disk_queue', 'Disk queue', 'requests', 'Disks', { negligible: 0.5 }),
  metric('disk_busy_percent', 'Busiest disk', '%', 'Disks', { negligible: 5, most: 100 }),
  metric('net_rx_mb_per_s', 'Network received', 'MB/s', 'Network', {
    negligible: 5,
    summary: 'rx MB/s',
    top: { title: 'rxMB/s', sum: NET },
    total: 'received from the network',
  }),
  metric('net_tx_mb_per_s', 'Network sent', 'MB/s', 'Network', {
    negligible: 5,
    summary: 'tx MB/s',
    top: { title: 'txMB/s', sum: NET },
    total: 'sent to the network',
  }),
  metric('net_busiest_percent', 'Busiest interface', '%', 'Network', {
    negligible: 5,
    most: 100,
    presence: 'somewhere',
  }),
  metric('net_errors_per_s', 'Network errors', 'packets/s', 'Network', {
    negligible: 0.1,
    presence: 'when not zero',
  }),
  metric('net_drops_per_s', 'Network drops', 'packets/s', 'Network', {
    negligible: 1,
    presence: 'when not zero',
  }),
  metric('tcp_retransmits_per_s', 'TCP retransmits', 'segments/s', 'Network', {
    negligible: 1,
    presence: 'when not zero',
  }),
  metric('nfs_read_mb_per_s', 'NFS read from servers', 'MB/s', 'NFS', {
    negligible: 5,
    presence: 'somewhere',
    summary: 'NFS rd MB/s',
    top: { title: 'nfsRd' },
    total: 'read from NFS servers',
  }),
  metric('nfs_write_mb_per_s', 'NFS written to servers', 'MB/s', 'NFS', {
    negligible: 5,
    presence: 'somewhere',
    summary: 'NFS wr MB/s',
    top: { title: 'nfsWr' },
    total: 'written to NFS servers',
  }),
  metric('nfs_app_read_mb_per_s', 'NFS read by applications', 'MB/s', 'NFS', {
    negligible: 5,
    presence: 'somewhere',
    total: 'read of NFS by applications',
  }),
  metric('nfs_app_write_mb_per_s', 'NFS written by applications', 'MB/s', 'NFS', {
    negligible: 5,
    presence: 'somewhere',
    total: 'written to NFS by applications',
  }),
  metric('nfs_await_ms', 'NFS await', 'ms', 'NFS', { negligible: 1, presence: 'somewhere' }),
  metric('nfs_retransmits_per_s', 'NFS retransmits', 'requests/s', 'NFS', {
    negligible: 0.1,
    presence: 'when not zero',
  }),
  metric('lustre_read_mb_per_s', 'Lustre read from servers', 'MB/s', 'Lustre', {
    negligible: 5,
    presence: 'somewhere',
    summary: 'Lustre rd MB/s',
    top: { title: 'lusRd' },
    total: 'read from Lustre servers',
  }),
  metric('lustre_write_mb_per_s', 'Lustre written to servers', 'MB/s', 'Lustre', {
    negligible: 5,
    presence: 'somewhere',
    summary: 'Lustre wr MB/s',
    top: { title: 'lusWr' },
    total: 'written to Lustre servers',
  }),
  metric('lustre_app_read_mb_per_s', 'Lustre read by applications', 'MB/s', 'Lustre', {
    negligible: 5,
    presence: 'somewhere',
    total: 'read of Lustre by applications',
  }),
  metric('lustre_app_write_mb_per_s', 'Lustre written by applications', 'MB/s', 'Lustre', {
    negligible: 5,
    presence: 'somewhere',
    total: 'written to Lustre by applications',
  }),
  metric('rdma_rx_mb_per_s', 'RDMA received', 'MB/s', 'RDMA', {
    negligible: 5,
    presence: 'somewhere',
    summary: 'RDMA rx MB/s',
    top: { title: 'rdmaRx' },
    total: 'received by RDMA ports',
  }),
  metric('rdma_tx_mb_per_s', 'RDMA sent', 'MB/s', 'RDMA', {
    negligible: 5,
    presence: 'somewhere',
    summary: 'RDMA tx MB/s',
    top: { title: 'rdmaTx' },
    total: 'sent by RDMA ports',
  }),
  metric('rdma_errors_per_s', 'RDMA errors', 'errors/s', 'RDMA', {
    negligible: 0.1,
    presence: 'when not zero',
  }),
  metric('cxi_rx_mb_per_s', 'Slingshot received', 'MB/s', 'Slingshot', {
    negligible: 5,
    presence: 'somewhere',
    summary: 'cxi rx MB/s',
    top: { title: 'cxiRx' },
    total: 'received by Slingshot cards',
  }),
  metric('cxi_tx_mb_per_s', 'Slingshot sent', 'MB/s', 'Slingshot', {
    negligible: 5,
    presence: 'somewhere',
    summary: 'cxi tx MB/s',
    top: { title: 'cxiTx' },
    total: 'sent by Slingshot cards',
  }),
  metric('job_cpus_busy', 'Job: CPUs busy', 'CPUs', 'Job', {
    negligible: 0.5,
    presence: 'somewhere',
    summary: 'job CPUs',
  }),
  metric('job_throttled_percent', 'Job: held back by its CPU quota', '%', 'Job', {
    negligible: 1,
    most: 100,
    presence: 'somewhere',
    summary: 'throttled %',
    top: { title: 'thr%' },
  }),
  metric('job_memory_bytes', 'Job: memory', 'GiB', 'Job', {
    negligible: 0.5,
    scale: GIB_PER_BYTE,
    presence: 'somewhere',
    summary: 'job GiB',
    top: { title: 'jobGiB' },
  }),
  metric('job_cached_bytes', 'Job: page cache', 'GiB', 'Job', {
    negligible: 0.5,
    scale: GIB_PER_BYTE,
    presence: 'somewhere',
  }),
  metric('job_dirty_bytes', 'Job: dirty pages', 'GiB', 'Job', {
    negligible: 0.25,
    scale: GIB_PER_BYTE,
    presence: 'somewhere',
  }),
  metric('pressure_cpu_percent', 'Waiting for a CPU', '%', 'Pressure', { negligible: 5, most: 100 }),
  metric('pressure_memory_percent', 'Waiting for memory', '%', 'Pressure', { negligible: 2, most: 100 }),
  metric('pressure_io_percent', 'Waiting for I/O', '%', 'Pressure', { negligible: 5, most: 100 }),
];

function metric(
  name: Metric,
  title: string,
  unit: string,
  group: MetricView['group'],
  more: Pick<ShownMetric, 'negligible' | 'most' | 'summary' | 'total' | 'top'> &
    Partial<Pick<ShownMetric, 'scale' | 'presence'>>,
): ShownMetric {
  return { name, title, unit, group, scale: 1, presence: 'everywhere', ...more };
}

/**
 * A value as a column has it, with its unit in the title.
 * @param value in the metric's own unit
 * @param digits writes what is no percentage
 */
export function cellText(
  { unit, scale }: Pick<MetricView, 'unit' | 'scale'>,
  value: number,
  digits: (value: number) => string,
): string {
  return unit === '%' ? value.toFixed(0) : digits(value * scale);
}

/** Whether these spreads of a metric are worth no word: of trouble nobody had any. */
export function isUntold(
  { presence }: Pick<ShownMetric, 'presence'>,
  spreads: readonly (Pick<Spread, 'min' | 'max'> | null)[],
): boolean {
  const isNothing = spreads.every((spread) => spread === null || (spread.min === 0 && spread.max === 0));
  return presence === 'when not zero' && isNothing;
}

/** Of these, hosts taken together are their mean. */
const MEANS: ReadonlySet<string> = new Set(['%', 'ms']);

/** What several hosts do together, of what is known of them: the mean of percentages and times, the sum of all else; null if nothing is. */
export function together(
  { unit }: Pick<MetricView, 'unit'>,
  values: readonly (number | null)[],
): number | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  const sum = known.reduce((total, value) => total + value, 0);
  return MEANS.has(unit) ? sum / known.length : sum;
}
