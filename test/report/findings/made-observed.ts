import type { Observed, Thing } from '../../../src/report/observed/observed.ts';
import type { Metric } from '../../../src/series/rates.ts';
import type { HostInfo, SeriesHeader } from '../../../src/series/schema.ts';
import { exampleHeader, exampleInfo, exampleStatus, noonPlus } from '../../series/example.ts';

/** A minute is a piece. */
export const PIECE_S = 60;

/** What a host does of a metric in a piece; undefined where it is not known. */
export type Does = (host: number, piece: number) => number | undefined;

export interface MadeObserved {
  readonly hosts: number;
  /** How many minutes it lasts: an hour if not said. */
  readonly minutes?: number;
  /** Metrics that are not given are not known. */
  readonly does?: Readonly<Partial<Record<Metric, number | Does>>>;
  /** From a minute to a minute. */
  readonly phases?: Readonly<Record<string, readonly [from: number, to: number]>>;
  readonly info?: (host: number) => Partial<HostInfo>;
  readonly things?: (host: number) => readonly Thing[];
  /** How many seconds after rank 0 began tick 0 was: at once if not said. */
  readonly tickZero?: number;
  readonly status?: (host: number) => Partial<SeriesHeader['host_status'][string]>;
}

/** `node1`, … */
export function nodeName(host: number): string {
  return `node${host + 1}`;
}

/** Observed of a run that never was, with numbers that are known: means are those of the pieces. */
export function madeObserved({ hosts, minutes = 60, does = {}, ...more }: MadeObserved): Observed {
  const { phases = {}, info = () => ({}), things = () => [], status = () => ({}) } = more;
  const names = Array.from({ length: hosts }, (_, host) => nodeName(host));
  const coverage = names.map((_, host) => exampleStatus(minutes, status(host)));
  const end = noonPlus(minutes * PIECE_S);
  const header = exampleHeader({
    ...{ end_time: end, hosts_requested: names, hosts_collected: names },
    benchmark: { ...exampleHeader().benchmark, end_time: end },
    host_status: Object.fromEntries(names.map((name, host) => [name, coverage[host]!])),
    host_info: Object.fromEntries(names.map((name, host) => [name, exampleInfo(info(host))])),
  });
  const at = (minute: number) => Date.parse(noonPlus(minute * PIECE_S));
  const spans: [string, readonly [number, number]][] = [
    ['whole run', [0, minutes]],
    ...Object.entries(phases),
  ];
  const value = (metric: Metric, host: number, piece: number) => {
    const what = does[metric];
    return (typeof what === 'function' ? what(host, piece) : what) ?? Number.NaN;
  };
  return {
    ...{ header, coverage, hosts: names },
    phases: spans.map(([label, [from, to]]) => ({ label, start: at(from), end: at(to) })),
    means: (metric, phase) => {
      const [from, to] = spans[phase]?.[1] ?? [0, 0];
      return Float64Array.from(names, (_, host) => {
        const values = Array.from({ length: to - from }, (_, nth) => value(metric, host, from + nth));
        const known = values.filter((one) => !Number.isNaN(one));
        return known.reduce((sum, one) => sum + one, 0) / known.length;
      });
    },
    pieces: { start: at(0), seconds: PIECE_S, count: minutes },
    tickZero: at(0) + 1000 * (more.tickZero ?? 0),
    inPieces: (metric, host) =>
      Float32Array.from({ length: minutes }, (_, piece) => value(metric, host, piece)),
    things: names.map((_, host) => things(host)),
  };
}
