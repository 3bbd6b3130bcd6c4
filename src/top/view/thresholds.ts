import type { Metric } from '../../series/rates.ts';
import type { Style } from './styled.ts';

/** From where on a value deserves a look, and from where on it is bad for a benchmark; in the metric's own unit. */
const THRESHOLDS: Readonly<Partial<Record<Metric, readonly [warning: number, bad: number]>>> = {
  cpu_iowait_percent: [20, 50],
  cpu_steal_percent: [2, 10],
  cpu_busiest_percent: [95, Number.POSITIVE_INFINITY],
  swap_in_mb_per_s: [0.1, 10],
  swap_out_mb_per_s: [0.1, 10],
  disk_await_ms: [20, 100],
  disk_busy_percent: [90, Number.POSITIVE_INFINITY],
  net_busiest_percent: [80, 95],
  net_drops_per_s: [1, 100],
  nfs_await_ms: [20, 100],
  job_throttled_percent: [5, 25],
};
/** Of all the memory there is. */
const MEMORY_SHARES = [0.9, 0.97] as const;

/** The colour of a value; undefined for that of all others. Its number says the same. */
export function styleOf(metric: Metric, value: number, memoryTotalKb: number | null): Style | undefined {
  if (metric === 'memory_used_kb') {
    return memoryTotalKb === null ? undefined : between(value / memoryTotalKb, MEMORY_SHARES);
  }
  const found = THRESHOLDS[metric];
  return found === undefined ? undefined : between(value, found);
}

/** As `styleOf`, of a value with thresholds of its own. */
export function between(value: number, [warning, bad]: readonly [number, number]): Style | undefined {
  if (value >= bad) return 'bad';
  return value >= warning ? 'warning' : undefined;
}

/** What the colours mean, for people: titles of columns and from where on they have one. */
export function thresholdTexts(titles: ReadonlyMap<Metric, string>): string[] {
  return [...titles].flatMap(([metric, title]) => {
    const found = THRESHOLDS[metric];
    if (metric === 'memory_used_kb') return [`${title} ${MEMORY_SHARES.map((one) => one * 100).join('/')} %`];
    if (found === undefined) return [];
    const [warning, bad] = found;
    return [`${title} ${Number.isFinite(bad) ? `${warning}/${bad}` : warning}`];
  });
}
