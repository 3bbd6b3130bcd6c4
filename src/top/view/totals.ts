import type { TopHost, TopPoint, TopRates } from '../state.ts';

/** All hosts that are there, taken together: CPU shares are means, the rest are sums. */
export function totalRates(hosts: readonly TopHost[]): TopRates | null {
  const all = hosts.map(({ rates }) => rates).filter((rates) => rates !== null);
  if (all.length === 0) return null;
  const of = (key: keyof TopRates) => all.map((rates) => rates[key]);
  return {
    cpu_busy_percent: mean(of('cpu_busy_percent')),
    cpu_iowait_percent: mean(of('cpu_iowait_percent')),
    memory_used_kb: sum(of('memory_used_kb')),
    disk_read_mb_per_s: sum(of('disk_read_mb_per_s')),
    disk_write_mb_per_s: sum(of('disk_write_mb_per_s')),
    net_rx_mb_per_s: sum(of('net_rx_mb_per_s')),
    net_tx_mb_per_s: sum(of('net_tx_mb_per_s')),
  };
}

/** As `totalRates`, tick by tick. */
export function totalPoints(hosts: readonly TopHost[]): TopPoint[] {
  const byTick = new Map<number, TopPoint[]>();
  for (const point of hosts.flatMap(({ points }) => points)) {
    const points = byTick.get(point.tick);
    if (points === undefined) byTick.set(point.tick, [point]);
    else points.push(point);
  }
  return [...byTick]
    .sort(([a], [b]) => a - b)
    .map(([tick, points]) => ({
      tick,
      cpu_busy_percent: mean(points.map(({ cpu_busy_percent }) => cpu_busy_percent)),
      disk_mb_per_s: sum(points.map(({ disk_mb_per_s }) => disk_mb_per_s)),
      net_mb_per_s: sum(points.map(({ net_mb_per_s }) => net_mb_per_s)),
    }));
}

function sum(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
}

function mean(values: readonly (number | null)[]): number | null {
  const total = sum(values);
  return total === null ? null : total / values.filter((value) => value !== null).length;
}
