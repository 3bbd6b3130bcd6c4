import type { Numbers } from '../../exact/numbers.ts';
import type { SeriesNumber } from '../../series/counters.ts';
import type { Sample } from '../../series/schema.ts';
import { isoTime } from '../../system/clock.ts';
import type { CountedPart, Decoded } from '../../wire/decoder.ts';
import { decodeLayout } from '../../wire/layouts.ts';
import type { SampleRecord } from '../../wire/records.ts';

/** Memory in use is made of these. */
const MEMORY: ReadonlySet<string> = new Set([
  'MemTotal',
  'MemAvailable',
  'MemFree',
  'Buffers',
  'Cached',
  'SReclaimable',
]);
/** Of each source the rows and fields that the shown rates are made of: a node can have hundreds of CPUs. */
const SHOWN: Readonly<Record<string, (row: string, field: string) => boolean>> = {
  cpu: (row) => row === 'cpu',
  meminfo: (row) => MEMORY.has(row),
  diskstats: (_, field) => field === 'sectors_read' || field === 'sectors_written',
  netdev: (_, field) => field === 'rx_bytes' || field === 'tx_bytes',
};

interface ShownRow {
  readonly name: string;
  /** Field by field, which of the layout's numbers it is. */
  readonly fields: readonly (readonly [field: string, at: number])[];
}

/** One source in a sample: how many numbers it has, and which of them are shown. */
export interface ShownPart extends CountedPart {
  readonly source: string;
  readonly rows: readonly ShownRow[];
}

/** @throws Error if this version does not know the source, or the body is none of a layout */
export function shownPart(source: string, body: Uint8Array): ShownPart {
  const layout = decodeLayout(source, body);
  const isShown = SHOWN[source] ?? (() => false);
  const rows: ShownRow[] = [];
  let first = 0;
  for (const { name, columns } of layout.rows) {
    const fields = layout.source
      .fields(name)
      .slice(0, columns)
      .map((field, column) => [field.name, first + column] as const)
      .filter(([field]) => isShown(name, field));
    if (fields.length > 0) rows.push({ name, fields });
    first += columns;
  }
  return { source, template: { count: layout.count }, rows };
}

/** A sample as the series file will have it, with what is shown of it. */
export function shownSample({ time, tick }: SampleRecord, { parts, numbers }: Decoded<ShownPart>): Sample {
  const sample: Sample = { timestamp: isoTime(time), hostname: '', tick };
  let first = 0;
  for (const { source, template, rows } of parts) {
    const values = (row: ShownRow) => row.fields.map(([field, at]) => [field, numberAt(numbers, first + at)]);
    const listed = (nameKey: string) =>
      rows.map((row) => ({ [nameKey]: row.name, ...Object.fromEntries(values(row)) }));
    if (source === 'cpu') sample.cpu = { total: Object.fromEntries(rows.flatMap(values)) };
    else if (source === 'meminfo') {
      sample.meminfo = Object.fromEntries(
        rows.map((row) => [row.name, numberAt(numbers, first + row.fields[0]![1])]),
      );
    } else if (source === 'diskstats') sample.diskstats = listed('device_name');
    else if (source === 'netdev') sample.netdev = listed('interface_name');
    first += template.count;
  }
  return sample;
}

function numberAt(numbers: Numbers, at: number): SeriesNumber {
  const small = numbers.small[at]!;
  return Number.isNaN(small) ? numbers.exact(at) : small;
}
