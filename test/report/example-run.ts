import { HostRows } from '../../src/report/data/host-rows.ts';
import type { Run } from '../../src/report/data/run.ts';
import { TickRuns } from '../../src/report/data/tick-runs.ts';
import { METRICS } from '../../src/report/metrics/metrics.ts';
import { type Metric, ratesBetween } from '../../src/series/rates.ts';
import { exampleHeader, exampleStatus, noonPlus } from '../series/example.ts';
import { nothingObserved } from './example-observed.ts';

/** A moment of the example run: seconds after noon, ms since 1970. */
export function at(seconds: number): number {
  return Date.parse(noonPlus(seconds));
}

/** By host and metric: a number for each column, NaN where it is not known. */
export type Values = Readonly<Record<string, Readonly<Partial<Record<Metric, readonly number[]>>>>>;

/**
 * A run whose columns end 10, 20, … s after noon and took 10 s each, or as long as `seconds` says by host and column, 0 for
 * none. Metrics that are not given are not known.
 */
export function exampleRun(
  values: Values,
  more: Partial<Run> = {},
  seconds: readonly (readonly number[])[] = [],
): Run {
  const hosts = Object.keys(values);
  const columns = Math.max(
    0,
    ...Object.values(values).flatMap((metrics) => Object.values(metrics).map(({ length }) => length)),
  );
  const status = Object.fromEntries(hosts.map((host) => [host, exampleStatus(columns)]));
  const header = more.header ?? exampleHeader({ host_status: status, benchmark: lasting(10 * columns) });
  return {
    file: '/results/run.json',
    header,
    cache: { windows: [], silent: [] },
    observed: nothingObserved(header),
    hosts,
    coverage: hosts.map(() => exampleStatus(columns)),
    times: Float64Array.from({ length: columns }, (_, column) => at(10 * (column + 1))),
    valuesOf: (metric) =>
      hosts.map((host) => {
        const known = values[host]?.[metric] ?? [];
        return Float32Array.from({ length: columns }, (_, column) => known[column] ?? Number.NaN);
      }),
    rows: hosts.map((host) => {
      const rows = new HostRows(10_000);
      const own: Readonly<Partial<Record<Metric, readonly number[]>>> = values[host] ?? {};
      for (let column = 0; column < columns; column++) {
        const end = at(10 * (column + 1));
        const took = seconds[hosts.indexOf(host)]?.[column] ?? 10;
        if (took === 0) continue;
        const known = METRICS.map(({ name }) => [name, orNull(own[name]?.[column])]);
        const sample = { timestamp: noonPlus(0), hostname: host, tick: column + 1 };
        const rates = {
          ...ratesBetween(sample, sample, undefined),
          ...Object.fromEntries(known),
          seconds: took,
        };
        rows.add({ after: sample, start: end - took * 1000, end, rates });
      }
      return rows;
    }),
    spacing: { least: 10, most: 10 },
    ticks: hosts.map(() => ticksUpTo(columns)),
    timeOfTick: (tick) => at(10 * tick),
    cacheGrownKb: hosts.map(() => Number.NaN),
    interfaces: hosts.map((host) => (header.host_info[host]?.interfaces ?? []).map(({ name }) => name)),
    oddities: [],
    ...more,
  };
}

function orNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

/** A benchmark that began at noon and took so long, seconds. */
function lasting(seconds: number) {
  return { ...exampleHeader().benchmark, end_time: noonPlus(seconds) };
}

function ticksUpTo(last: number): TickRuns {
  const ticks = new TickRuns();
  for (let tick = 1; tick <= last; tick++) ticks.add(tick);
  return ticks;
}
