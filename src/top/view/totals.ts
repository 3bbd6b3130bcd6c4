import { together } from '../../report/metrics/metrics.ts';
import { CURVES, MEASURES, type Measured, WIDE_MEASURES } from '../measures.ts';
import type { TopHost, TopPoint, TopRates } from '../state.ts';

/** All hosts that are there, taken together: shares of time and times are means, the rest are sums. */
export function totalRates(hosts: readonly TopHost[]): TopRates | null {
  const all = hosts.map(({ rates }) => rates).filter((rates) => rates !== null);
  if (all.length === 0) return null;
  const totals = [...MEASURES, ...WIDE_MEASURES].map(({ metric }) => {
    const values = all.map((rates) => rates[metric.name] ?? null);
    return [metric.name, together(isMean(metric) ? { unit: '%' } : metric, values)];
  });
  return Object.fromEntries(totals);
}

function isMean({ unit }: Measured): boolean {
  return unit === 'ms';
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
    .map(([tick, points]) => {
      const valuesAt = (at: number) => points.map(({ curves }) => curves[at] ?? null);
      return { tick, curves: CURVES.map((curve, at) => together(curve, valuesAt(at))) };
    });
}
