import type { SchemaElement } from 'hyparquet-writer';
import type { ColumnType } from './table-shape.ts';

/** What all rows of a sample have. */
export interface RowFacts {
  /** ms since 1970, UTC. */
  readonly time: bigint;
  readonly host: string;
  readonly tick: bigint | null;
  readonly kind: string | null;
  readonly late_ms: number | null;
}

/** The columns that every table begins with. */
export const FACT_COLUMNS: Readonly<Record<keyof RowFacts, SchemaElement>> = {
  time: timeElement('time', 'REQUIRED'),
  host: { ...textElement('host'), repetition_type: 'REQUIRED' },
  tick: { name: 'tick', type: 'INT64', repetition_type: 'OPTIONAL' },
  kind: textElement('kind'),
  late_ms: metricElement('late_ms', 'decimal'),
};

/** A column of times: ms since 1970, UTC. */
export function timeElement(name: string, presence: 'REQUIRED' | 'OPTIONAL'): SchemaElement {
  return {
    name,
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
    repetition_type: presence,
  };
}

/** A column of texts, or nulls. */
export function textElement(name: string): SchemaElement {
  return {
    name,
    type: 'BYTE_ARRAY',
    converted_type: 'UTF8',
    logical_type: { type: 'STRING' },
    repetition_type: 'OPTIONAL',
  };
}

/** A column of numbers, or nulls. */
export function metricElement(name: string, type: ColumnType): SchemaElement {
  const column = { name, repetition_type: 'OPTIONAL' } as const;
  switch (type) {
    case 'integer':
      return { ...column, type: 'INT64' };
    case 'unsigned':
      // Without the logical type, of which hyparquet-writer 0.17.0 writes the width as 32 bits where the format has 8.
      return { ...column, type: 'INT64', converted_type: 'UINT_64' };
    case 'decimal':
      return { ...column, type: 'DOUBLE' };
    case 'wide':
      return {
        ...column,
        type: 'FIXED_LEN_BYTE_ARRAY',
        type_length: 16,
        converted_type: 'DECIMAL',
        precision: 38,
        scale: 0,
        logical_type: { type: 'DECIMAL', precision: 38, scale: 0 },
      };
  }
}

/** The schema of a file with these columns. */
export function schemaOf(columns: readonly SchemaElement[]): SchemaElement[] {
  return [{ name: 'root', num_children: columns.length }, ...columns];
}

/** A name that no other column has, in whatever case: a kernel's key may be called `time`. Takes it. */
export function freeColumnName(name: string, taken: Set<string>): string {
  const free = taken.has(name.toLowerCase()) ? freeColumnName(`${name}_`, taken) : name;
  taken.add(free.toLowerCase());
  return free;
}
