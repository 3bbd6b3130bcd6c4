import { robustScores } from '../data/statistics.ts';
import { METRICS, type ShownMetric } from '../metrics/metrics.ts';
import type { OddHost } from './odd-hosts.ts';
import type { HostSummary } from './summary.ts';

/** What hosts are sorted by: their names, how odd they are, or the means of a column, the greatest first. */
export type HostOrder = 'name' | 'oddness' | ShownMetric;

const COLUMNS = METRICS.filter(({ summary }) => summary !== undefined);

/**
 * What is called so: `name`, `oddness`, or a column by its title, with or without its unit, or by the name of its metric.
 * Undefined if nothing is.
 */
export function hostOrder(called: string): HostOrder | undefined {
  const word = called.trim().toLowerCase();
  if (word === 'name' || word === 'oddness') return word;
  return COLUMNS.find(({ name, summary = '' }) =>
    [name, summary, plain(summary)].some((one) => one.toLowerCase() === word),
  );
}

/** What hosts can be sorted by, as `hostOrder` takes it. */
export const HOST_ORDERS: readonly string[] = [
  'oddness',
  'name',
  ...COLUMNS.map(({ summary = '' }) => plain(summary)),
];

/** `CPU` of `CPU %`. */
function plain(title: string): string {
  return title.replace(/ (?:%|GiB|[KMG]B\/s)$/, '');
}

/** @param odd the oddest first */
export function sortHosts(
  hosts: readonly HostSummary[],
  order: HostOrder,
  odd: readonly OddHost[],
): HostSummary[] {
  if (order === 'name') return [...hosts].sort((a, b) => compareNames(a.host, b.host));
  if (order === 'oddness') {
    const places = new Map(odd.map(({ host }, at) => [host, at]));
    const scores = furthest(hosts);
    const place = ({ host }: HostSummary) => places.get(host) ?? Number.POSITIVE_INFINITY;
    const score = ({ host }: HostSummary) => scores.get(host) ?? 0;
    return [...hosts].sort((a, b) => (place(a) === place(b) ? score(b) - score(a) : place(a) - place(b)));
  }
  const mean = ({ metrics }: HostSummary) => metrics[order.name]?.mean ?? Number.NEGATIVE_INFINITY;
  return [...hosts].sort((a, b) => (mean(a) === mean(b) ? 0 : mean(b) - mean(a)));
}

/** `node2` before `node10`. */
function compareNames(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}

/** By host: how far it is from the others in that column in which it is furthest, in robust standard deviations. */
function furthest(hosts: readonly HostSummary[]): Map<string, number> {
  const scores = new Map<string, number>();
  for (const { name, negligible, scale } of COLUMNS) {
    const known = hosts.flatMap(({ host, metrics }) => {
      const mean = metrics[name]?.mean;
      return mean === undefined ? [] : [{ host, mean: mean * scale }];
    });
    const values = known.map(({ mean }) => mean);
    // Differences that are nobody's trouble count as none.
    const found = robustScores(values.map((value) => Math.round(value / negligible) * negligible));
    for (const [at, { host }] of known.entries())
      scores.set(host, Math.max(scores.get(host) ?? 0, Math.abs(found[at] ?? 0)));
  }
  return scores;
}
