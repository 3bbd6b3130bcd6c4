import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { SeriesFile } from '../../src/library/index.d.ts';
import { ratesOf } from '../../src/library/rates.ts';

const ROOT = path.join(import.meta.dirname, '../..');
export const EXAMPLES = path.join(ROOT, 'examples');
/** The run that the examples are about. */
export const RUN = path.join(EXAMPLES, 'data/training_20261125_231002_timeseries.json.gz');

/** What each of the examples makes of a run. A number is not there where nothing is known. */
export interface Tables {
  /** host, status, ticks that are missing, reason or nothing */
  readonly coverage: readonly (readonly [string, string, number, string])[];
  /** By `TICK HOST`: MB/s. */
  readonly read: ReadonlyMap<string, number>;
  /** Hosts and how long a request took, ms, the slowest first. */
  readonly slowest: readonly (readonly [string, number])[];
  /** By `PHASE HOST`: MB/s. */
  readonly phases: ReadonlyMap<string, number>;
}

/** The disks of each host of the run, which its partitions are not. */
const DISKS = ['nvme0n1', 'sda'];

/** What is right of the run: rates as reports have them, the rest of what stands in the file. */
export async function rightTables(): Promise<Tables> {
  const file: SeriesFile = JSON.parse(gunzipSync(await readFile(RUN)).toString());
  const rows = [];
  for await (const row of ratesOf(RUN)) rows.push(row);
  const coverage = Object.entries(file.host_status).map(
    ([host, one]) => [host, one.status, one.ticks_missed, one.reason ?? ''] as const,
  );
  const slowest = Object.entries(file.samples_by_host).map(([host, samples]) => {
    const sum = (
      nth: number,
      keys: readonly ('time_reading_ms' | 'time_writing_ms' | 'reads_completed' | 'writes_completed')[],
    ) =>
      (samples.at(nth)?.diskstats ?? [])
        .filter(({ device_name }) => DISKS.includes(device_name))
        .reduce((total, disk) => keys.reduce((more, key) => more + Number(disk[key]), total), 0);
    const grown = (...keys: Parameters<typeof sum>[1]) => sum(-1, keys) - sum(0, keys);
    const took = grown('time_reading_ms', 'time_writing_ms');
    return [host, took / grown('reads_completed', 'writes_completed')] as const;
  });
  const phases = new Map<string, number>();
  for (const [nth, { label, time }] of file.marks.entries()) {
    const start = Date.parse(time);
    const end = Date.parse(file.marks[nth + 1]?.time ?? file.benchmark.end_time ?? '');
    for (const host of file.hosts_collected) {
      let [mb, seconds] = [0, 0];
      for (const row of rows) {
        const shared = Math.min(row.end, end) - Math.max(row.start, start);
        if (row.host !== host || shared <= 0 || row.disk_read_mb_per_s === null) continue;
        mb += row.disk_read_mb_per_s * shared;
        seconds += shared;
      }
      if (seconds > 0) phases.set(`${label} ${host}`, mb / seconds);
    }
  }
  return {
    coverage,
    read: new Map(
      rows.flatMap(({ host, tick, disk_read_mb_per_s }) =>
        tick === null || disk_read_mb_per_s === null ? [] : [[`${tick} ${host}`, disk_read_mb_per_s]],
      ),
    ),
    slowest: slowest.sort(([, a], [, b]) => b - a),
    phases,
  };
}

/** The lines of CSV as lists of texts, without the first; quotes only around whole fields, as these programs write them. */
export function csvRows(text: string): string[][] {
  const lines = text.trim().split('\n').slice(1);
  return lines.map((line) =>
    [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted ?? plain ?? ''),
  );
}

/** Tables of four texts of CSV with a line for each number, as jq and R write them. */
export function tablesOfCsv(texts: Readonly<Record<keyof Tables, string>>): Tables {
  const numbers = (text: string) => csvRows(text).filter(([, , value = '']) => value !== '');
  const byKey = (text: string) =>
    new Map(numbers(text).map(([one = '', host = '', value = '']) => [`${one} ${host}`, Number(value)]));
  return {
    coverage: csvRows(texts.coverage).map(
      ([host = '', status = '', missed = '', reason = '']) => [host, status, Number(missed), reason] as const,
    ),
    read: byKey(texts.read),
    slowest: csvRows(texts.slowest).map(([host = '', ms = '']) => [host, Number(ms)] as const),
    phases: byKey(texts.phases),
  };
}

/** Tables whose read and phases have a column for each host, of lists of rows whose first is the header. */
export function byHostColumns([header = [], ...rows]: readonly (readonly string[])[]): Map<string, number> {
  return new Map(
    rows.flatMap(([key = '', ...values]) =>
      values.flatMap((value, at) =>
        value === '' ? [] : [[`${key} ${header[at + 1]}`, Number(value)] as const],
      ),
    ),
  );
}

/** Where two tables differ: numbers by more than a thousandth, for times stamps are to 1 ms; nothing if they do not. */
export function differences(found: Tables, right: Tables): string[] {
  const isNear = (one: number | undefined, other: number | undefined) =>
    one !== undefined && other !== undefined && Math.abs(one - other) <= 0.001 * Math.abs(other) + 0.001;
  const ofMaps = (name: string, one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>) =>
    [...new Set([...one.keys(), ...other.keys()])]
      .filter((key) => !isNear(one.get(key), other.get(key)))
      .map((key) => `${name} ${key}: ${one.get(key)}, not ${other.get(key)}`);
  const hosts = (list: Tables['slowest']) => list.map(([host]) => host).join(' ');
  return [
    ...(JSON.stringify(found.coverage) === JSON.stringify(right.coverage)
      ? []
      : [`coverage: ${JSON.stringify(found.coverage)}`]),
    ...(hosts(found.slowest) === hosts(right.slowest) ? [] : [`slowest: ${hosts(found.slowest)}`]),
    ...ofMaps('slowest', new Map(found.slowest), new Map(right.slowest)),
    ...ofMaps('read', found.read, right.read),
    ...ofMaps('phases', found.phases, right.phases),
  ];
}

/** The same run with a host that never came, and counters beyond 2^53, which have grown as much. */
export async function runWithTroubles(): Promise<string> {
  const file: SeriesFile = JSON.parse(gunzipSync(await readFile(RUN)).toString());
  const { host_status, host_info, samples_by_host, hosts_collected, ...rest } = file;
  const others = <T>(of: Record<string, T>) => ({ ...of, node003: undefined });
  const told = {
    ...rest,
    hosts_collected: hosts_collected.filter((host) => host !== 'node003'),
    host_status: {
      ...host_status,
      node003: { ...host_status.node003, status: 'missing', clock_offset_ms: null, reason: 'it never came' },
    },
    host_info: others(host_info),
    samples_by_host: others(samples_by_host),
  };
  return JSON.stringify(told).replace(
    /"sectors_read":(\d+)/g,
    (_, sectors: string) => `"sectors_read":${BigInt(sectors) + 2n ** 62n}`,
  );
}
