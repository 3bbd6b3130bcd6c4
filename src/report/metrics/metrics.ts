import type { Metric } from '../../series/rates.ts';

/** How a metric is shown. */
export interface MetricView {
  readonly name: Metric;
  readonly title: string;
  readonly unit: string;
  /** What a value is multiplied with to have this unit. */
  readonly scale: number;
  /** Heading under which its chart stands. */
  readonly group: 'CPU' | 'Memory' | 'Disks' | 'Network' | 'Pressure';
  /** Differences between hosts smaller than this, in this unit, are nobody's trouble. */
  readonly negligible: number;
  /** What 100 % of it is, for the axis. */
  readonly most?: number;
}

const GIB_PER_KIB = 1 / (1024 * 1024);

/** What reports and comparisons show, in their order. */
export const METRIC_VIEWS: readonly MetricView[] = [
  view('cpu_busy_percent', 'CPU busy', '%', 'CPU', { negligible: 5, most: 100 }),
  view('cpu_iowait_percent', 'CPU iowait', '%', 'CPU', { negligible: 5, most: 100 }),
  view('load_1min', 'Load, 1 min', 'tasks', 'CPU', { negligible: 1 }),
  view('memory_used_kb', 'Memory used', 'GiB', 'Memory', { negligible: 0.5, scale: GIB_PER_KIB }),
  view('memory_cached_kb', 'Page cache', 'GiB', 'Memory', { negligible: 0.5, scale: GIB_PER_KIB }),
  view('memory_dirty_kb', 'Dirty pages', 'GiB', 'Memory', { negligible: 0.25, scale: GIB_PER_KIB }),
  view('disk_read_mb_per_s', 'Disk read', 'MB/s', 'Disks', { negligible: 5 }),
  view('disk_write_mb_per_s', 'Disk write', 'MB/s', 'Disks', { negligible: 5 }),
  view('disk_reads_per_s', 'Disk reads', 'IOPS', 'Disks', { negligible: 50 }),
  view('disk_writes_per_s', 'Disk writes', 'IOPS', 'Disks', { negligible: 50 }),
  view('net_rx_mb_per_s', 'Network received', 'MB/s', 'Network', { negligible: 5 }),
  view('net_tx_mb_per_s', 'Network sent', 'MB/s', 'Network', { negligible: 5 }),
  view('pressure_cpu_percent', 'Waiting for a CPU', '%', 'Pressure', { negligible: 5, most: 100 }),
  view('pressure_memory_percent', 'Waiting for memory', '%', 'Pressure', { negligible: 2, most: 100 }),
  view('pressure_io_percent', 'Waiting for I/O', '%', 'Pressure', { negligible: 5, most: 100 }),
];

function view(
  name: Metric,
  title: string,
  unit: string,
  group: MetricView['group'],
  more: { negligible: number; scale?: number; most?: number },
): MetricView {
  return { name, title, unit, group, scale: 1, ...more };
}
