import { counterDelta, cpuTicksDelta, isNumber } from './counters.ts';
import { isCountedDisk, isCountedInterface } from './devices.ts';
import type { HostInfo, Sample } from './schema.ts';

/** What a host did between two samples. Null where it cannot be told. MB are 10^6 bytes. */
export interface Rates {
  readonly seconds: number;
  /** Of all CPUs together; guests are in it, idle and iowait are not. */
  readonly cpu_busy_percent: number | null;
  readonly cpu_iowait_percent: number | null;
  /** At the later sample: memory that is not available to new programs. */
  readonly memory_used_kb: number | null;
  readonly disk_read_mb_per_s: number | null;
  readonly disk_write_mb_per_s: number | null;
  readonly net_rx_mb_per_s: number | null;
  readonly net_tx_mb_per_s: number | null;
}

const SECTOR_BYTES = 512;
// user and nice have the guests' time in them.
const BUSY = ['user', 'nice', 'system', 'irq', 'softirq', 'steal'];

/** The rates between two samples of one host, the earlier one first. */
export function ratesBetween(before: Sample, after: Sample, info: HostInfo | undefined): Rates {
  const seconds = (Date.parse(after.timestamp) - Date.parse(before.timestamp)) / 1000;
  const cpu = cpuShares(before.cpu?.total, after.cpu?.total);
  const disks = { before: before.diskstats, after: after.diskstats, nameKey: 'device_name' };
  const disk = (field: string) =>
    total({ ...disks, field, counted: (name) => isCountedDisk(name, info) }, seconds, SECTOR_BYTES);
  const interfaces = { before: before.netdev, after: after.netdev, nameKey: 'interface_name' };
  const net = (field: string) =>
    total({ ...interfaces, field, counted: (name) => isCountedInterface(name, info) }, seconds, 1);
  return {
    seconds,
    cpu_busy_percent: cpu?.busy ?? null,
    cpu_iowait_percent: cpu?.iowait ?? null,
    memory_used_kb: memoryUsed(after.meminfo),
    disk_read_mb_per_s: disk('sectors_read'),
    disk_write_mb_per_s: disk('sectors_written'),
    net_rx_mb_per_s: net('rx_bytes'),
    net_tx_mb_per_s: net('tx_bytes'),
  };
}

/** Memory in use as free(1) has it, kB; before Linux 3.14 without MemAvailable as it had it then. */
export function memoryUsed(meminfo: Sample['meminfo']): number | null {
  const value = (key: string) => {
    const found = meminfo?.[key];
    return isNumber(found) ? Number(found) : null;
  };
  const all = value('MemTotal');
  const available = value('MemAvailable');
  if (all === null) return null;
  if (available !== null) return all - available;
  const free = value('MemFree');
  if (free === null) return null;
  const caches = ['Buffers', 'Cached', 'SReclaimable'].reduce((sum, key) => sum + (value(key) ?? 0), 0);
  return all - free - caches;
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

interface Totalled {
  readonly before: Sample['diskstats'];
  readonly after: Sample['diskstats'];
  readonly nameKey: string;
  readonly field: string;
  readonly counted: (name: string) => boolean;
}

/**
 * The sum over counted devices in MB/s. A device that came, went or was reset in between has no rate for that
 * interval; null if none has one but there are some.
 */
function total(
  { before, after, nameKey, field, counted }: Totalled,
  seconds: number,
  bytes: number,
): number | null {
  if (before === undefined || after === undefined || !(seconds > 0)) return null;
  const earlier = new Map(before.map((device) => [device[nameKey], device[field]]));
  const deltas = after
    .filter((device) => counted(String(device[nameKey])))
    .map((device) => counterDelta(earlier.get(device[nameKey]), device[field]));
  const known = deltas.filter((delta) => delta !== null);
  if (known.length === 0 && deltas.length > 0) return null;
  return (known.reduce((sum, delta) => sum + delta, 0) * bytes) / seconds / 1e6;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
