import path from 'node:path';
import type { Series } from '../series/reading/series.ts';
import type { Sample } from '../series/schema.ts';
import type { Leftovers } from '../system/files/leftovers.ts';
import { WholeFile } from '../system/files/whole-file.ts';
import { rowsOf } from './flatten.ts';
import type { RowFacts } from './parquet-schema.ts';
import { ParquetTable } from './parquet-table.ts';
import type { TableShape } from './table-shape.ts';

export interface ParquetOptions {
  readonly series: Series;
  /** What a first reading of it has found. */
  readonly shapes: ReadonlyMap<string, TableShape>;
  /** Of the files; is there. */
  readonly directory: string;
  readonly leftovers: Leftovers;
}

/** A source that can be the name of a file. */
const FILE_NAME = /^\w{1,64}$/;

/**
 * Writes a Parquet file for each source, named after it, a row for each host, sample and instance. All appear under
 * their names once all are whole.
 * @returns the paths
 * @throws Error of the reader, or of the file system with its `code`
 */
export async function writeParquet({
  series,
  shapes,
  directory,
  leftovers,
}: ParquetOptions): Promise<string[]> {
  const files = new Map<string, WholeFile>();
  const tables = new Map<string, ParquetTable>();
  try {
    for (const [source, shape] of shapes) {
      if (!FILE_NAME.test(source)) throw new Error(`a file cannot be named after source ${source}`);
      const file = await WholeFile.create(path.join(directory, `${source}.parquet`));
      leftovers.add(file.temporary);
      files.set(source, file);
      tables.set(source, new ParquetTable(file, shape));
    }
    await writeRows(series, tables);
    for (const file of files.values()) await file.end();
    for (const file of files.values()) {
      await file.publish();
      leftovers.forget(file.temporary);
    }
  } catch (error) {
    for (const file of files.values()) {
      await file.abandon();
      leftovers.forget(file.temporary);
    }
    throw error;
  }
  return [...files.keys()].map((source) => path.join(directory, `${source}.parquet`));
}

async function writeRows({ samples }: Series, tables: ReadonlyMap<string, ParquetTable>): Promise<void> {
  for await (const { host, sample } of samples) {
    const facts = rowFactsOf(host, sample);
    for (const row of rowsOf(sample)) {
      const table = tables.get(row.source);
      if (table === undefined)
        throw new Error(`the series has changed while it was read: ${row.source} is new`);
      table.add(facts, row);
      if (table.isFull) await table.flush();
    }
  }
  for (const table of tables.values()) await table.end();
}

/** What all rows of a sample have. */
export function rowFactsOf(
  host: string,
  { timestamp, tick, kind, late_ms }: Pick<Sample, 'timestamp' | 'tick' | 'kind' | 'late_ms'>,
): RowFacts {
  return {
    time: BigInt(Date.parse(timestamp)),
    host,
    tick: tick === null ? null : BigInt(tick),
    kind: kind ?? null,
    late_ms: late_ms ?? null,
  };
}
