import path from 'node:path';
import type { Series } from '../../series/reading/series.ts';
import type { SeriesHeader } from '../../series/schema.ts';
import type { Leftovers } from '../../system/files/leftovers.ts';
import { makeDirectory } from '../../system/files/paths.ts';
import { WholeDirectory } from '../../system/files/whole-directory.ts';
import { WholeFile } from '../../system/files/whole-file.ts';
import { rowsOf } from '../flatten.ts';
import { rowFactsOf } from '../parquet.ts';
import type { TableShape } from '../table-shape.ts';
import { HOSTS, writeHosts } from './hosts-table.ts';
import { runFacts } from './run-facts.ts';
import { TableParts } from './table-parts.ts';

/** Hosts in a file of a data set, if nothing else is said. */
export const HOSTS_PER_FILE = 256;

/** By this file a directory is told to be a data set: all of the run that is not of a host. Readers of tables leave it out. */
export const MARK = '_rankstat.json';

export interface DataSetOptions {
  readonly series: Series;
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

/** A source that can be the name of a directory; letters of either case are the same on some file systems. */
const TABLE_NAME = /^\w{1,64}$/;
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

async function writeTables(
  { series: { header, samples }, shapes, hostsPerFile, onShare }: DataSetOptions,
  directory: string,
): Promise<void> {
  const parts = new TableParts(directory, shapes, runFacts(header));
  try {
    let last: string | undefined;
    let hosts = 0;
    let done = 0;
    for await (const { host, sample } of samples) {
      if (host !== last) {
        await parts.endHost();
        if (hosts > 0 && hosts % hostsPerFile === 0) await parts.endPart();
        last = host;
        hosts++;
      }
      const facts = rowFactsOf(host, sample);
      for (const row of rowsOf(sample)) {
        const table = await parts.table(row.source);
        table.add(facts, row);
        if (table.isFull) await table.flush();
      }
      if (++done % SAMPLES_PER_SHARE === 0) onShare(Math.min(1, done / header.num_samples));
    }
    await parts.endPart();
  } finally {
    await parts.close();
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
