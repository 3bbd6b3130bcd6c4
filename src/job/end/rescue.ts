import { mkdtemp, rmdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isCode } from '../../system/errors.ts';
import { makeDirectory } from '../../system/files/paths.ts';
import { RollingJournal } from '../../wire/journal/rolling.ts';
import type { RecordBytes } from '../../wire/records.ts';

/**
 * Makes sure that a journal can be read under some path, with all records in it.
 *
 * While a benchmark runs its results directory can be removed, renamed or filled up. The journal is then still
 * open, so its bytes are there; together with the records that could not be written they go where there is room:
 * beside the journal if that is possible again, else into the directory for temporary files, in one of its own if
 * somebody else has the name there.
 * @param temporary that directory
 * @returns the paths of a journal with everything and of its parts
 * @throws Error if nowhere is room for it; nothing is left there then
 */
export async function rescueJournal(
  journal: RollingJournal,
  unwritten: readonly RecordBytes[],
  temporary = tmpdir(),
): Promise<readonly string[]> {
  const intact = await areThere(journal);
  if (intact && unwritten.length === 0) return journal.paths;
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

/** Not by names, which can be others' by now where others may write. */
async function copyTo(
  to: string,
  journal: RollingJournal,
  unwritten: readonly RecordBytes[],
): Promise<readonly string[]> {
  await makeDirectory(path.dirname(to));
  const copy = await RollingJournal.copy(journal, to);
  try {
    await copy.append(unwritten);
  } catch (error) {
    await copy.remove();
    throw error;
  }
  await copy.close();
  return copy.paths;
}

/** Whether the paths still lead to the files that are open. */
async function areThere(journal: RollingJournal): Promise<boolean> {
  for (const { descriptor, path } of journal.parts) {
    const [open, named] = await Promise.all([
      stat(`/proc/self/fd/${descriptor}`),
      stat(path).catch(() => undefined),
    ]);
    if (named?.ino !== open.ino || named.dev !== open.dev) return false;
  }
  return true;
}
