import type { Metric } from '../../series/rates.ts';
import type { ChartData } from '../page/page-data.ts';

/** The numbers of a run's charts, see `ChartData`. */
export interface ChartNumbers {
  readonly chart: ChartData;
  /** Over hosts, by time. */
  readonly bands: (metric: Metric) => { min: Float32Array; median: Float32Array; max: Float32Array };
  /** Of one host, by bucket; `low` and `high` are the same where a bucket is one sample. */
  readonly host: (metric: Metric, host: number) => { low: Float32Array; high: Float32Array };
  /** Who has the least and the greatest at the nth time. */
  readonly extremes: (metric: Metric, at: number) => { min: Holder; max: Holder };
}

/** A host by its number; of several as many as there are; undefined where the numbers of buckets do not tell. */
export type Holder = { readonly host: number } | { readonly hosts: number } | undefined;

/** Unpacks the numbers of a run with so many hosts. */
export async function unpackChart(chart: ChartData, hosts: number): Promise<ChartNumbers> {
  const bytes = Uint8Array.from(atob(chart.packed), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  const all = new Float32Array(await new Response(stream).arrayBuffer());
  const times = chart.times.length;
  const pairs = chart.columnsPerBucket * chart.samplesPerTime > 1;
  const ofHost = chart.buckets * (pairs ? 2 : 1);
  const ofMetric = 3 * times + hosts * ofHost;
  // What no host has is not there: its numbers are none.
  const startOf = (metric: Metric) => {
    const nth = chart.metrics.indexOf(metric);
    return nth < 0 ? all.length : nth * ofMetric;
  };
  return {
    chart,
    bands(metric) {
      const start = startOf(metric);
      const part = (nth: number) => all.subarray(start + nth * times, start + (nth + 1) * times);
      return { min: part(0), median: part(1), max: part(2) };
    },
    host(metric, host) {
      const start = startOf(metric) + 3 * times + host * ofHost;
      const low = all.subarray(start, start + chart.buckets);
      return { low, high: pairs ? all.subarray(start + chart.buckets, start + 2 * chart.buckets) : low };
    },
    extremes(metric, at) {
      const start = startOf(metric);
      const bucket = Math.floor(at / chart.columnsPerBucket);
      const isSure = chart.columnsPerBucket === 1;
      /** Whose number in the bucket reaches that of all: where it is one, it is that host's, or it would be nobody's. */
      const holder = (most: number, first: number, sign: 1 | -1): Holder => {
        let [count, found] = [0, -1];
        for (let host = 0; host < hosts; host++) {
          if (!(sign * (all[first + host * ofHost] ?? Number.NaN) >= sign * most)) continue;
          count++;
          found = host;
        }
        if (count === 1) return { host: found };
        return isSure && count > 1 ? { hosts: count } : undefined;
      };
      const lows = start + 3 * times + bucket;
      const highs = lows + (pairs ? chart.buckets : 0);
      return {
        min: holder(all[start + at] ?? Number.NaN, lows, -1),
        max: holder(all[start + 2 * times + at] ?? Number.NaN, highs, 1),
      };
    },
  };
}
