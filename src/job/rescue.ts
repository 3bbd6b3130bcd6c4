import { copyFile, mkdtemp, rmdir, stat, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isCode } from '../system/errors.ts';
import { makeDirectory } from '../system/files/paths.ts';
import { JournalWriter } from '../wire/journal/writer.ts';
import type { RecordBytes } from '../wire/records.ts';

/**
 * Makes sure that a journal can be read under some path, with all records in it.
 *
 * While a benchmark runs its results directory can be removed, renamed or filled up. The journal is then still
 * open, so its bytes are there; together with the records that could not be written they go where there is room:
 * beside the journal if that is possible again, else into the directory for temporary files, in one of its own if
 * somebody else has the name there.
 * @param temporary that directory
 * @returns the path of a journal with everything
 * @throws Error if nowhere is room for it; nothing is left there then
 */
export async function rescueJournal(
  journal: JournalWriter,
  unwritten: readonly RecordBytes[],
  temporary = tmpdir(),
): Promise<string> {
  const intact = await isThere(journal);
  if (intact && unwritten.length === 0) return journal.path;
  const { name, ext } = path.parse(journal.path);
  const file = intact ? `${name}-rescued${ext}` : `${name}${ext}`;
  let failure: unknown;
  for (const directory of [path.dirname(journal.path), temporary]) {
    try {
      return await copyTo(path.join(directory, file), journal, unwritten);
    } catch (error) {
      failure = error;
    }
  }
  if (!isCode(failure, 'EEXIST')) throw failure;
  const own = await mkdtemp(path.join(temporary, 'rankstat-'));
  try {
    return await copyTo(path.join(own, file), journal, unwritten);
  } catch (error) {
    await rmdir(own).catch(() => {});
    throw error;
  }
}

async function copyTo(
  to: string,
  journal: JournalWriter,
  unwritten: readonly RecordBytes[],
): Promise<string> {
  await makeDirectory(path.dirname(to));
  const copy = await JournalWriter.create(to);
  try {
    // Not by its name, which can be another's by now where others may write.
    await copyFile(`/proc/self/fd/${journal.descriptor}`, `/proc/self/fd/${copy.descriptor}`);
    await copy.continueAt(journal.length);
    await copy.append(unwritten);
  } catch (error) {
    await unlink(to).catch(() => {});
    throw error;
  } finally {
    await copy.close();
  }
  return to;
}

/** Whether the path still leads to the file that is open. */
async function isThere(journal: JournalWriter): Promise<boolean> {
  const [open, named] = await Promise.all([
    stat(`/proc/self/fd/${journal.descriptor}`),
    stat(journal.path).catch(() => undefined),
  ]);
  return named?.ino === open.ino && named.dev === open.dev;
}
