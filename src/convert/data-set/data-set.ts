import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { SampleOfHost } from '../../merge/reading/journal-samples.ts';
import type { JournalSeries } from '../../merge/reading/journal-series.ts';
import type { ReadSample, Series } from '../../series/reading/series.ts';
import type { SeriesHeader } from '../../series/schema.ts';
import { isoTime } from '../../system/clock.ts';
import type { Leftovers } from '../../system/files/leftovers.ts';
import { makeDirectory } from '../../system/files/paths.ts';
import { WholeDirectory } from '../../system/files/whole-directory.ts';
import { WholeFile } from '../../system/files/whole-file.ts';
import { type Row, rowsOf } from '../flatten.ts';
import { rowFactsOf } from '../parquet.ts';
import type { RowFacts } from '../parquet-schema.ts';
import type { ParquetTable } from '../parquet-table.ts';
import { type PlacedRow, PlacedRows } from '../placed-rows.ts';
import type { TableShape } from '../table-shape.ts';
import { HOSTS, writeHosts } from './hosts-table.ts';
import { runFacts } from './run-facts.ts';
import { isPartName, TableParts } from './table-parts.ts';

/** Hosts in a file of a data set, if nothing else is said. */
export const HOSTS_PER_FILE = 256;

/** By this file a directory is told to be a data set: all of the run that is not of a host. Readers of tables leave it out. */
const MARK = '_rankstat.json';
/** A source that can be the name of a directory; letters of either case are the same on some file systems. */
const TABLE_NAME = /^\w{1,64}$/;

/**
 * Looks for what somebody else has put into a data set.
 * @returns the path below `directory` of a file or folder that is no part of one, if there is such; all of a directory that
 *   has no mark
 * @throws Error of the file system, with its `code`
 */
export async function foreignIn(directory: string): Promise<string | undefined> {
  const entries = await readdir(directory, { withFileTypes: true });
  if (!entries.some((entry) => entry.name === MARK && entry.isFile())) return entries[0]?.name;
  for (const entry of entries) {
    if (entry.name === MARK) continue;
    if (!entry.isDirectory() || !TABLE_NAME.test(entry.name)) return entry.name;
    const parts = await readdir(path.join(directory, entry.name), { withFileTypes: true });
    const foreign = parts.find((part) => !part.isFile() || !isPartName(part.name));
    if (foreign !== undefined) return path.join(entry.name, foreign.name);
  }
  return undefined;
}

export interface DataSetOptions {
  readonly series: Series;
  /** The samples of the series as they are in journals, if it is of such: these are read then. */
  readonly found?: JournalSeries['found'] | undefined;
  /** The columns of its tables. */
  readonly shapes: ReadonlyMap<string, TableShape>;
  readonly directory: string;
  readonly hostsPerFile: number;
  /** Whether a data set of that name is replaced. */
  readonly existing: 'refuse' | 'replace';
  readonly leftovers: Leftovers;
  /** Called now and then with the share of the samples that are written. */
  readonly onShare: (share: number) => void;
}

const SAMPLES_PER_SHARE = 500;

/**
 * Writes a run as a Parquet data set: a directory with one for each table, named after its source, of which each file has
 * the rows of so many hosts, all with the same columns; and one for the hosts themselves. It appears under its name when it
 * is whole. Memory grows by the columns, not by hosts.
 * @returns the names of the tables
 * @throws Error of the reader, or of the file system with its `code`
 */
export async function writeDataSet(options: DataSetOptions): Promise<string[]> {
  const { series, shapes, directory, existing, leftovers } = options;
  for (const source of shapes.keys()) {
    if (!TABLE_NAME.test(source) || source.toLowerCase() === HOSTS)
      throw new Error(`a table cannot be named after source ${source}`);
  }
  await makeDirectory(path.dirname(path.resolve(directory)));
  const whole = await WholeDirectory.create(directory);
  leftovers.add(whole.temporary);
  try {
    await writeMark(whole.temporary, series.header);
    await writeHosts(path.join(whole.temporary, HOSTS), series.header);
    await writeTables(options, whole.temporary);
    await whole.publish(existing === 'replace' ? MARK : undefined);
  } catch (error) {
    await whole.abandon();
    throw error;
  } finally {
    leftovers.forget(whole.temporary);
  }
  return [HOSTS, ...shapes.keys()];
}

/** How samples become rows. */
interface RowsOfSamples<S extends { readonly host: string }, R extends { readonly source: string }> {
  readonly samples: AsyncIterable<S>;
  readonly factsOf: (sample: S) => RowFacts;
  readonly rowsOf: (sample: S) => readonly R[];
  readonly add: (table: ParquetTable, row: R, facts: RowFacts, sample: S) => void;
}

function ofSeries({ samples }: Series): RowsOfSamples<ReadSample, Row> {
  return {
    samples,
    factsOf: ({ host, sample }) => rowFactsOf(host, sample),
    rowsOf: ({ sample }) => rowsOf(sample),
    add: (table, row, facts) => table.add(facts, row),
  };
}

function ofJournals(
  found: JournalSeries['found'],
  shapes: DataSetOptions['shapes'],
): RowsOfSamples<SampleOfHost, PlacedRow | Row> {
  const placed = new PlacedRows(shapes);
  return {
    samples: found((sample) => sample),
    factsOf: ({ host, found: { taken, tick, late_ms } }) => {
      return rowFactsOf(host, { timestamp: isoTime(taken.time), tick, kind: taken.kind, late_ms });
    },
    rowsOf: ({ found: { parts, clock_step_ms } }) => {
      const rows = placed.of(parts);
      return clock_step_ms === undefined ? rows : [...rows, ...rowsOf({ clock_step_ms })];
    },
    add: (table, row, facts, { found: { numbers } }) => {
      if ('places' in row) table.addPlaced(facts, row, numbers);
      else table.add(facts, row);
    },
  };
}

async function writeTables(options: DataSetOptions, directory: string): Promise<void> {
  const { series, found, shapes } = options;
  const parts = new TableParts(directory, shapes, runFacts(series.header));
  try {
    if (found === undefined) await writeRows(options, parts, ofSeries(series));
    else await writeRows(options, parts, ofJournals(found, shapes));
    await parts.endPart();
  } finally {
    await parts.close();
  }
}

async function writeRows<S extends { readonly host: string }, R extends { readonly source: string }>(
  { series: { header }, hostsPerFile, onShare }: DataSetOptions,
  parts: TableParts,
  { samples, factsOf, rowsOf, add }: RowsOfSamples<S, R>,
): Promise<void> {
  let last: string | undefined;
  let hosts = 0;
  let done = 0;
  for await (const sample of samples) {
    if (sample.host !== last) {
      await parts.endHost();
      if (hosts > 0 && hosts % hostsPerFile === 0) await parts.endPart();
      last = sample.host;
      hosts++;
    }
    const facts = factsOf(sample);
    for (const row of rowsOf(sample)) {
      const table = parts.open(row.source) ?? (await parts.begin(row.source));
      add(table, row, facts, sample);
      if (table.isFull) await table.flush();
    }
    if (++done % SAMPLES_PER_SHARE === 0) onShare(Math.min(1, done / header.num_samples));
  }
}

async function writeMark(directory: string, header: SeriesHeader): Promise<void> {
  const file = await WholeFile.create(path.join(directory, MARK));
  try {
    await file.write(Buffer.from(`${runFacts(header).rankstat}\n`));
    await file.end();
    await file.publish();
  } catch (error) {
    await file.abandon();
    throw error;
  }
}
