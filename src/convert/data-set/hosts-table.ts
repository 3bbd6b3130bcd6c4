import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import { stringifyExact } from '../../exact/json.ts';
import type { SeriesHeader } from '../../series/schema.ts';
import { WholeFile } from '../../system/files/whole-file.ts';
import { metricElement, schemaOf, textElement, timeElement } from '../parquet-schema.ts';
import { runFacts } from './run-facts.ts';
import { partName } from './table-parts.ts';

/** The table that has a row for each host, to be joined with the others by `host`. */
export const HOSTS = 'hosts';

/** Hosts of a row group. */
const GROUP = 1024;

/** All that a series file says of a host. What it does not say of one is undefined. */
interface HostFacts {
  readonly host: string;
  readonly isCollected: boolean;
  readonly status: SeriesHeader['host_status'][string] | undefined;
  readonly info: SeriesHeader['host_info'][string] | undefined;
  readonly cost: SeriesHeader['overhead'][string] | undefined;
}

type Cell = string | number | bigint | boolean | null;

interface HostColumn {
  readonly element: SchemaElement;
  readonly of: (facts: HostFacts) => Cell;
}

/** Writes the table. @param directory is made @throws Error of the file system, with its `code` */
export async function writeHosts(directory: string, header: SeriesHeader): Promise<void> {
  await mkdir(directory);
  const file = await WholeFile.create(path.join(directory, partName(0)));
  try {
    const bytes = new ByteWriter();
    const drain = async () => {
      await file.write(bytes.getBytes());
      bytes.index = 0;
    };
    const parquet = new ParquetWriter({
      writer: bytes,
      schema: schemaOf(COLUMNS.map(({ element }) => element)),
      createdBy: 'rankstat',
      kvMetadata: Object.entries(runFacts(header)).map(([key, value]) => ({ key, value })),
    });
    const hosts = hostsOf(header);
    for (let from = 0; from < hosts.length; from += GROUP) {
      const rows = hosts.slice(from, from + GROUP).map((host) => factsOfHost(host, header));
      const columnData = COLUMNS.map(({ element: { name }, of }) => ({ name, data: rows.map(of) }));
      await parquet.write({ columnData, rowGroupSize: GROUP });
      await drain();
    }
    await parquet.finish();
    await drain();
    await file.end();
    await file.publish();
  } catch (error) {
    await file.abandon();
    throw error;
  }
}

/** Those that were expected first, in their order. */
function hostsOf({ hosts_requested, hosts_collected, host_status, host_info }: SeriesHeader): string[] {
  const named = [
    ...hosts_requested,
    ...hosts_collected,
    ...Object.keys(host_status),
    ...Object.keys(host_info),
  ];
  return [...new Set(named)];
}

const collectedOf = new WeakMap<SeriesHeader, ReadonlySet<string>>();

function factsOfHost(host: string, header: SeriesHeader): HostFacts {
  const collected = collectedOf.get(header) ?? new Set(header.hosts_collected);
  collectedOf.set(header, collected);
  const own = <T>(entries: Readonly<Record<string, T>>) =>
    Object.hasOwn(entries, host) ? entries[host] : undefined;
  return {
    host,
    isCollected: collected.has(host),
    status: own(header.host_status),
    info: own(header.host_info),
    cost: own(header.overhead),
  };
}

const text = (name: string, of: (facts: HostFacts) => string | null | undefined): HostColumn => ({
  element: textElement(name),
  of: (facts) => of(facts) ?? null,
});
const whole = (name: string, of: (facts: HostFacts) => number | bigint | null | undefined): HostColumn => ({
  element: metricElement(name, 'integer'),
  of: (facts) => asWhole(of(facts)),
});
const decimal = (name: string, of: (facts: HostFacts) => number | null | undefined): HostColumn => ({
  element: metricElement(name, 'decimal'),
  of: (facts) => of(facts) ?? null,
});
const time = (name: string, of: (facts: HostFacts) => string | null | undefined): HostColumn => ({
  element: timeElement(name, 'OPTIONAL'),
  of: (facts) => asTime(of(facts)),
});
const json = (name: string, of: (facts: HostFacts) => unknown): HostColumn => ({
  element: textElement(name),
  of: (facts) => {
    const value = of(facts);
    return value === undefined ? null : stringifyExact(value);
  },
});

/** The names are those of the series file, where they say enough; the last three columns have all that it says. */
const COLUMNS: readonly HostColumn[] = [
  { element: { ...textElement('host'), repetition_type: 'REQUIRED' }, of: ({ host }) => host },
  {
    element: { name: 'collected', type: 'BOOLEAN', repetition_type: 'REQUIRED' },
    of: ({ isCollected }) => isCollected,
  },
  text('status', ({ status }) => status?.status),
  text('reason', ({ status }) => status?.reason),
  whole('rank', ({ status }) => status?.rank),
  time('first_sample', ({ status }) => status?.first_sample),
  time('last_sample', ({ status }) => status?.last_sample),
  whole('samples', ({ status }) => status?.samples),
  whole('ticks_expected', ({ status }) => status?.ticks_expected),
  whole('ticks_sampled', ({ status }) => status?.ticks_sampled),
  whole('ticks_missed', ({ status }) => status?.ticks_missed),
  decimal('clock_offset_ms', ({ status }) => status?.clock_offset_ms),
  decimal('clock_error_ms', ({ status }) => status?.clock_error_ms),
  decimal('utc_offset_minutes', ({ status }) => status?.utc_offset_minutes),
  text('kernel', ({ info }) => info?.kernel),
  text('os', ({ info }) => info?.os),
  text('architecture', ({ info }) => info?.architecture),
  text('cpu_model', ({ info }) => info?.cpu_model),
  whole('cpu_count', ({ info }) => info?.cpu_count),
  whole('cpu_sockets', ({ info }) => info?.cpu_sockets),
  whole('memory_total_kb', ({ info }) => info?.memory_total_kb),
  whole('clock_ticks_per_second', ({ info }) => info?.clock_ticks_per_second),
  whole('page_size_bytes', ({ info }) => info?.page_size_bytes),
  json('host_status', ({ status }) => status),
  json('host_info', ({ info }) => info),
  json('overhead', ({ cost }) => cost),
];

/** Null for what 64 bits with a sign do not hold: its digits are in the JSON. */
function asWhole(value: number | bigint | null | undefined): bigint | null {
  if (value === null || value === undefined) return null;
  const exact = BigInt(value);
  return BigInt.asIntN(64, exact) === exact ? exact : null;
}

function asTime(text: string | null | undefined): bigint | null {
  return text === null || text === undefined ? null : BigInt(Date.parse(text));
}
