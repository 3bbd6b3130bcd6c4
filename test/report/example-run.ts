import type { Run } from '../../src/report/data/run.ts';
import type { Metric } from '../../src/series/rates.ts';
import { exampleHeader, exampleStatus, noonPlus } from '../series/example.ts';

/** A moment of the example run: seconds after noon, ms since 1970. */
export function at(seconds: number): number {
  return Date.parse(noonPlus(seconds));
}

/** By host and metric: a number for each column, NaN where it is not known. */
export type Values = Readonly<Record<string, Readonly<Partial<Record<Metric, readonly number[]>>>>>;

/** A run whose columns end 10, 20, … s after noon and took 10 s each. Metrics that are not given are not known. */
export function exampleRun(values: Values, more: Partial<Run> = {}): Run {
  const hosts = Object.keys(values);
  const columns = Math.max(
    0,
    ...Object.values(values).flatMap((metrics) => Object.values(metrics).map(({ length }) => length)),
  );
  const status = Object.fromEntries(hosts.map((host) => [host, exampleStatus(columns)]));
  const header = more.header ?? exampleHeader({ host_status: status });
  return {
    file: '/results/run.json',
    header,
    hosts,
    coverage: hosts.map(() => exampleStatus(columns)),
    times: Float64Array.from({ length: columns }, (_, column) => at(10 * (column + 1))),
    valuesOf: (metric) =>
      hosts.map((host) => {
        const known = values[host]?.[metric] ?? [];
        return Float32Array.from({ length: columns }, (_, column) => known[column] ?? Number.NaN);
      }),
    seconds: hosts.map(() => new Float32Array(columns).fill(10)),
    ticks: hosts.map(() => Array.from({ length: columns }, (_, column) => column + 1)),
    timeOfTick: (tick) => at(10 * tick),
    cacheGrownKb: hosts.map(() => Number.NaN),
    interfaces: hosts.map((host) => (header.host_info[host]?.interfaces ?? []).map(({ name }) => name)),
    oddities: [],
    ...more,
  };
}
