import type { Metric } from '../../series/rates.ts';
import type { HostInfo } from '../../series/schema.ts';
import { countedInterfaces } from '../../series/totals/devices.ts';
import type { HostRows } from '../data/host-rows.ts';
import type { Run } from '../data/run.ts';
import { spreadOf } from '../data/statistics.ts';
import { METRICS } from '../metrics/metrics.ts';
import { overlap, type Window, windowOf } from '../phases/phases.ts';

/** How much of its time a host has spent at something that can limit a benchmark. */
export interface Limit {
  readonly what: string;
  /** Percent of the time; over hosts. */
  readonly median: number;
  readonly most: number;
  readonly mostHost: string;
  /** How many hosts it is known of. */
  readonly hosts: number;
}

const FULL_CPU_PERCENT = 90;
const MUCH_IOWAIT_PERCENT = 10;
const MUCH_PRESSURE_PERCENT = 20;
const FULL_LINK_SHARE = 0.8;

/** What may have limited the benchmark, each as the share of the benchmark's time in which it did. What nobody has told is left out. */
export function limitsOf(run: Run): Limit[] {
  const window = windowOf(run.header);
  const above = (metric: Metric, least: number) => {
    const nth = nthOf(metric);
    return run.rows.map((rows) => shareOfTime(rows, window, (row) => rows.value(row, nth), least));
  };
  const rows: [string, number[]][] = [
    [`CPUs were ${FULL_CPU_PERCENT} % busy or more`, above('cpu_busy_percent', FULL_CPU_PERCENT)],
    [
      `CPUs waited for I/O ${MUCH_IOWAIT_PERCENT} % of the time or more`,
      above('cpu_iowait_percent', MUCH_IOWAIT_PERCENT),
    ],
    [
      `some task waited for I/O ${MUCH_PRESSURE_PERCENT} % of the time or more`,
      above('pressure_io_percent', MUCH_PRESSURE_PERCENT),
    ],
    [
      `some task waited for memory ${MUCH_PRESSURE_PERCENT} % of the time or more`,
      above('pressure_memory_percent', MUCH_PRESSURE_PERCENT),
    ],
    [`the network carried ${FULL_LINK_SHARE * 100} % of its speed or more`, fullLinks(run, window)],
  ];
  return rows.flatMap(([what, shares]) => {
    const known = shares.filter((share) => !Number.isNaN(share));
    const spread = spreadOf(known);
    if (spread === null) return [];
    const mostHost = run.hosts[shares.indexOf(spread.max)] ?? '';
    return [{ what, median: spread.median, most: spread.max, mostHost, hosts: known.length }];
  });
}

/** Percent of the known time in the window in which a value is that much or more; NaN if nothing is known. */
function shareOfTime(
  rows: HostRows,
  window: Window,
  numberAt: (row: number) => number,
  least: number,
): number {
  let so = 0;
  let all = 0;
  for (let row = 0; row < rows.count; row++) {
    const value = numberAt(row);
    if (Number.isNaN(value)) continue;
    const seconds = overlap({ start: rows.start(row), end: rows.end(row) }, window);
    all += seconds;
    if (value >= least) so += seconds;
  }
  return all === 0 ? Number.NaN : (100 * so) / all;
}

function nthOf(metric: Metric): number {
  return METRICS.findIndex(({ name }) => name === metric);
}

function fullLinks(run: Run, window: Window): number[] {
  const [received, sent] = [nthOf('net_rx_mb_per_s'), nthOf('net_tx_mb_per_s')];
  return run.hosts.map((host, at) => {
    const speed = linkMbPerS(run.interfaces[at] ?? [], run.header.host_info[host]);
    const rows = run.rows[at];
    if (speed === null || rows === undefined) return Number.NaN;
    const busier = (row: number) => Math.max(rows.value(row, received), rows.value(row, sent));
    return shareOfTime(rows, window, busier, FULL_LINK_SHARE * speed);
  });
}

/** What those of these interfaces that are counted and have a known speed can carry together, MB/s; null if none tells. */
function linkMbPerS(names: readonly string[], info: HostInfo | undefined): number | null {
  const known = info?.interfaces ?? [];
  const speeds = countedInterfaces(names, info)
    .map((name) => speedOf(name, known))
    .filter((speed) => speed > 0);
  return speeds.length === 0 ? null : speeds.reduce((sum, speed) => sum + speed, 0) / 8;
}

/** In Mb/s; of a virtual card that does not tell, that of the fastest card behind it. 0 if nobody tells. */
function speedOf(name: string, known: HostInfo['interfaces']): number {
  const own = known.find((one) => one.name === name)?.speed_mbps ?? 0;
  const behind = known.filter(({ master }) => master === name).map(({ speed_mbps }) => speed_mbps ?? 0);
  return own > 0 ? own : Math.max(0, ...behind);
}
