import type { Metric } from '../../series/rates.ts';
import type { ChartData } from '../page/page-data.ts';

/** The numbers of a run's charts, see `ChartData`. */
export interface ChartNumbers {
  readonly chart: ChartData;
  /** Over hosts, by time. */
  readonly bands: (metric: Metric) => { min: Float32Array; median: Float32Array; max: Float32Array };
  /** Of one host, by bucket; `low` and `high` are the same where a bucket is one sample. */
  readonly host: (metric: Metric, host: number) => { low: Float32Array; high: Float32Array };
}

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
  };
}
