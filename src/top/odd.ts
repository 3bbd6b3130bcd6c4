import { spreadOf } from '../report/data/statistics.ts';
import { METRICS } from '../report/metrics/metrics.ts';
import type { Metric } from '../series/rates.ts';
import { MEASURES, type Measured, WIDE_MEASURES } from './measures.ts';
import type { TopHost, TopRates } from './state.ts';

/** In what a host is unlike the others, and how far. */
export interface Oddness {
  /** Of the metric in which it is farthest, standard deviations from the median. */
  readonly score: number;
  readonly metrics: ReadonlySet<Metric>;
}

/** Of fewer hosts nobody can say what is usual. */
const FEWEST_HOSTS = 5;
/** A normal distribution's standard deviation is so many times its median absolute deviation. */
const SD_PER_MEDIAN_DEVIATION = 1.4826;
/** Hosts are never exactly alike: the spread is at least this part of what matters, and this share of the median. */
const LEAST_OF_NEGLIGIBLE = 1 / 3;
const LEAST_OF_MEDIAN = 0.03;
/** What is odd is also this share of the median away from it. */
const FAR_OF_MEDIAN = 0.1;
/** So many deviations beyond what the farthest of so many numbers has by chance … */
const BEYOND_CHANCE = 2;
/** … and of few hosts more, whose spread is known badly: of 4 twice as many. */
const BADLY_KNOWN = 4;

const NEGLIGIBLE = new Map(METRICS.map(({ name, negligible, scale }) => [name, negligible / scale]));

/**
 * By name, the hosts that do what the others do not: in some column the value is so far from the median as hardly any is by
 * chance, the more hosts the farther, and far enough to matter. By what they did in the last seconds, where that is known:
 * one sample says little.
 */
export function oddHosts(hosts: readonly TopHost[]): ReadonlyMap<string, Oddness> {
  const found = new Map<string, { score: number; metrics: Set<Metric> }>();
  for (const { metric } of [...MEASURES, ...WIDE_MEASURES]) {
    for (const { name, score } of oddIn(metric, hosts)) {
      const odd = found.get(name) ?? { score: 0, metrics: new Set() };
      odd.score = Math.max(odd.score, score);
      odd.metrics.add(metric.name);
      found.set(name, odd);
    }
  }
  return found;
}

function oddIn(metric: Measured, hosts: readonly TopHost[]): { name: string; score: number }[] {
  const known = hosts.flatMap(({ name, rates, lately }) => {
    const value = rates === null ? null : (rateIn(metric.name, lately) ?? rateIn(metric.name, rates));
    return value === null ? [] : [{ name, value }];
  });
  if (known.length < FEWEST_HOSTS) return [];
  const median = medianOf(known.map(({ value }) => value));
  const deviation = medianOf(known.map(({ value }) => Math.abs(value - median)));
  const negligible = NEGLIGIBLE.get(metric.name) ?? metric.negligible / metric.scale;
  const [leastSpread, far] = [
    Math.max(negligible * LEAST_OF_NEGLIGIBLE, Math.abs(median) * LEAST_OF_MEDIAN),
    Math.max(negligible, Math.abs(median) * FAR_OF_MEDIAN),
  ];
  const spread = Math.max(deviation * SD_PER_MEDIAN_DEVIATION, leastSpread);
  const threshold = thresholdOf(known.length);
  return known.flatMap(({ name, value }) => {
    const distance = Math.abs(value - median);
    const score = distance / spread;
    return score >= threshold && distance >= far ? [{ name, score }] : [];
  });
}

/** The farthest of so many numbers of a normal distribution is about √(2 ln n) away. */
function thresholdOf(hosts: number): number {
  const columns = MEASURES.length;
  return (BEYOND_CHANCE + Math.sqrt(2 * Math.log(hosts * columns))) * (1 + BADLY_KNOWN / hosts);
}

function medianOf(values: readonly number[]): number {
  return spreadOf(values)?.median ?? 0;
}

function rateIn(metric: Metric, rates: TopRates | null): number | null {
  return rates?.[metric] ?? null;
}
