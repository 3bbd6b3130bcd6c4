import { unlink } from 'node:fs/promises';
import path from 'node:path';
import { type MergeResult, merge, type OnMerged } from '../../merge/merge.ts';
import { toldDamage } from '../../merge/told-damage.ts';
import { messageOf } from '../../system/errors.ts';
import { makeDirectory } from '../../system/files/paths.ts';
import type { Log } from '../../system/log.ts';
import { removeJournal } from '../../wire/journal/parts.ts';
import type { RollingJournal } from '../../wire/journal/rolling.ts';
import type { JobFacts, RecordBytes } from '../../wire/records.ts';
import type { OutputPaths } from '../files.ts';
import { keptFor } from './kept-for.ts';
import { hasAllOf, ownJournalsOf } from './own-journals.ts';
import { rescueJournal } from './rescue.ts';
import type { MakingTables } from './tables.ts';
import { andParts, howToGoOn } from './what-to-do.ts';

export interface FinishOptions {
  readonly paths: OutputPaths;
  readonly journal: RollingJournal;
  /** What the journals that ranks keep for themselves say of the job, too. */
  readonly job: JobFacts;
  /** Records that the journal's disk did not take. */
  readonly unwritten: readonly RecordBytes[];
  /** What becomes of the journal when all of it is in the file, and of every host. */
  readonly whole: 'keep' | 'remove';
  readonly onMerged: OnMerged;
  readonly log: Log;
  /** Makes the data set, where `paths` has one. @throws Error that says why it could not be made */
  readonly makeTables?: (making: MakingTables) => Promise<void>;
  /** Removes a file. */
  readonly remove?: (path: string) => Promise<void>;
}

/**
 * Makes the series file at the end of a job, and removes the journal when all of it is in there and every host is
 * complete: a host that never reached rank 0 can have kept a journal of its own, with which this one makes the file of
 * all.
 * @throws Error that says what failed, where the samples are, and what to do
 */
export async function finish(options: FinishOptions): Promise<void> {
  const { journal, log } = options;
  const made = await fileMade(options).finally(async () => {
    await journal.close().catch((error: unknown) => log.warn(`${journal.path}: ${messageOf(error)}`));
  });
  const { safe, result } = made;
  for (const line of toldDamage(result.damage, () => '')) log.warn(line);
  const hasTables = await tablesMade(options, made);
  const others = await othersLeft(options, made);
  const line = keptFor({
    journal: safe[0],
    parts: safe.length - 1,
    ...result,
    incomplete: incompleteOf(result),
    others,
    directory: path.dirname(options.paths.journal),
    benchmark: options.job.benchmark_type,
  });
  if (line !== undefined) log.warn(line);
  else if (result.damage.length > 0) log.warn(`${safe[0]} is kept`);
  else if (hasTables && options.whole === 'remove') await removeAll(options, safe);
}

interface Made {
  /** Where the journal is, and its parts. */
  readonly safe: readonly [string, ...string[]];
  readonly result: MergeResult;
}

async function fileMade(options: FinishOptions): Promise<Made> {
  const { paths, onMerged, log } = options;
  const safe = await safeJournal(options);
  if (safe[0] !== paths.journal) log.warn(`the journal could not be kept where it was; it is in ${safe[0]}`);
  try {
    await makeDirectory(path.dirname(paths.series));
    return { safe, result: await merge(safe, paths.series, onMerged) };
  } catch (error) {
    throw new Error(`cannot write ${paths.series}: ${messageOf(error)}; ${howToGoOn(error, safe)}`);
  }
}

async function safeJournal({ paths, journal, unwritten }: FinishOptions): Promise<Made['safe']> {
  try {
    const [first = paths.journal, ...parts] = await rescueJournal(journal, unwritten);
    return [first, ...parts];
  } catch (error) {
    const lost = `${unwritten.length} records fit nowhere and are lost: ${messageOf(error)}`;
    throw new Error(
      `cannot write ${paths.series}: ${lost}; of what came before ${howToGoOn(error, journal.paths)}`,
    );
  }
}

/**
 * Makes the data set, if one is wanted. Where that fails a line says so, and nothing else comes of it: the series file is
 * there, and so is the journal.
 * @returns whether all that is wanted is there
 */
async function tablesMade(
  { paths: { series, tables }, journal, makeTables, onMerged, log }: FinishOptions,
  { safe }: Made,
): Promise<boolean> {
  if (tables === undefined || makeTables === undefined) return true;
  try {
    await makeTables({
      journals: safe,
      bytes: journal.length,
      directory: tables,
      onMoved: () => onMerged(1),
    });
    log.detail(`${tables}: the Parquet data set`);
    return true;
  } catch (error) {
    log.warn(
      `no Parquet data set in ${tables}: ${messageOf(error)}; ${series} is whole, and ${safe[0]}` +
        `${andParts(safe.length - 1)} ${safe.length === 1 ? 'is' : 'are'} kept: rankstat convert --to parquet --hosts-per-file 256 -o DIR ${safe[0]}`,
    );
    return false;
  }
}

/** Hosts that are expected and are not complete. */
function incompleteOf({ header: { host_status } }: MergeResult): string[] {
  return Object.entries(host_status).flatMap(([host, { status }]) => (status === 'complete' ? [] : [host]));
}

/**
 * Journals that ranks have kept for themselves, without those of which rank 0 has got all after all: a rank makes a copy
 * while rank 0 does not answer, and can be killed before it hears that it does.
 */
async function othersLeft(options: FinishOptions, { safe, result }: Made): Promise<string[]> {
  const { paths, job, whole, remove = unlink, onMerged } = options;
  const { start_time, end_time } = result.header;
  const found = await ownJournalsOf(path.dirname(paths.journal), {
    facts: job,
    began: Date.parse(start_time),
    ended: Date.parse(end_time),
  });
  const rankZeroHas = hasAllOf(safe);
  // Where rank 0's is damaged, names that its hosts share may be in no other any more.
  const mayGo = whole === 'remove' && result.damage.length === 0;
  const left: string[] = [];
  for (const other of found) {
    onMerged(1); // It gets on.
    const isNoMore = mayGo && (await rankZeroHas(other));
    if (!isNoMore || !(await isGone(removeJournal(other, remove)))) left.push(other);
  }
  return left;
}

async function isGone(removed: Promise<void>): Promise<boolean> {
  return await removed.then(
    () => true,
    () => false,
  );
}

async function removeAll({ paths, journal, log, remove = unlink }: FinishOptions, safe: Made['safe']) {
  try {
    for (const file of safe.toReversed()) await remove(file);
  } catch (error) {
    // The file is whole: that is what counts.
    log.warn(`cannot remove ${safe[0]}: ${messageOf(error)}; all of it is in ${paths.series}`);
  }
  if (safe[0] !== paths.journal) for (const file of journal.paths) await remove(file).catch(() => {});
}
