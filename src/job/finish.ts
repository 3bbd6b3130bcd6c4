import { unlink } from 'node:fs/promises';
import path from 'node:path';
import { type MergeResult, merge, type OnMerged } from '../merge/merge.ts';
import { messageOf } from '../system/errors.ts';
import { makeDirectory } from '../system/files/paths.ts';
import type { Log } from '../system/log.ts';
import { someOf } from '../system/text/some-of.ts';
import type { JournalWriter } from '../wire/journal/writer.ts';
import type { RecordBytes } from '../wire/records.ts';
import { type OutputPaths, ownJournalsBeside } from './files.ts';
import { rescueJournal } from './rescue.ts';

export interface FinishOptions {
  readonly paths: OutputPaths;
  readonly journal: JournalWriter;
  /** Records that the journal's disk did not take. */
  readonly unwritten: readonly RecordBytes[];
  /** What becomes of the journal when all of it is in the file. */
  readonly whole: 'keep' | 'remove';
  readonly onMerged: OnMerged;
  readonly log: Log;
  /** Removes a file. */
  readonly remove?: (path: string) => Promise<void>;
}

/**
 * Makes the series file at the end of a job, and removes the journal when all of it is in there.
 * @throws Error that says what failed, where the samples are, and what to do
 */
export async function finish(options: FinishOptions): Promise<void> {
  const { paths, journal, whole, log, remove = unlink } = options;
  const made = await fileMade(options).finally(async () => {
    await journal.close().catch((error: unknown) => log.warn(`${journal.path}: ${messageOf(error)}`));
  });
  const { safe, result } = made;
  const { damage, unfinished, missing } = result;
  for (const { offset, problem } of damage) log.warn(`${safe}, byte ${offset}: ${problem}`);
  if (unfinished.length > 0) log.warn(keptFor('no goodbye from', unfinished, safe));
  if (missing.length > 0) log.warn(keptFor('no word from', missing, safe));
  if (damage.length > 0 || unfinished.length > 0 || missing.length > 0 || whole === 'keep') return;
  try {
    await remove(safe);
  } catch (error) {
    // The file is whole: that is what counts.
    log.warn(`cannot remove ${safe}: ${messageOf(error)}; all of it is in ${paths.series}`);
  }
  if (safe !== paths.journal) await remove(paths.journal).catch(() => {});
}

async function fileMade(options: FinishOptions): Promise<{ safe: string; result: MergeResult }> {
  const { paths, journal, unwritten, onMerged, log } = options;
  let safe = paths.journal;
  try {
    safe = await rescueJournal(journal, unwritten);
    if (safe !== paths.journal) log.warn(`the journal could not be kept where it was; it is in ${safe}`);
    await makeDirectory(path.dirname(paths.series));
    return { safe, result: await merge([safe], paths.series, onMerged) };
  } catch (error) {
    const how = `make room or choose another place, then: rankstat recover -o FILE ${safe}`;
    throw new Error(`cannot write ${paths.series}: ${messageOf(error)}; the samples are in ${safe}; ${how}`);
  }
}

/** Hosts named in a message. */
const MOST_NAMED = 5;

/** A host that had no rank 0 keeps its own journal, with which this one makes a file. */
function keptFor(what: string, hosts: readonly string[], journal: string): string {
  const theirs = ownJournalsBeside(journal);
  return `${what} ${someOf(hosts, MOST_NAMED)}: ${journal} is kept, for rankstat recover with what they may leave: ${theirs}`;
}
