import { open, unlink } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../system/errors.ts';
import { EXIT, UserError } from '../system/exit.ts';
import { makeDirectory } from '../system/files.ts';

/**
 * Finds out before the benchmark starts whether its results can be written. Access rights alone do not tell: a
 * file system can be full, read-only or over quota.
 * @throws UserError that names the directory
 */
export async function checkResultsDir(resultsDir: string, journalDir: string | undefined): Promise<void> {
  await checkDirectory('--results-dir', resultsDir);
  if (journalDir !== undefined) await checkDirectory('--journal-dir', journalDir);
}

async function checkDirectory(option: string, directory: string): Promise<void> {
  const probe = path.join(directory, `.rankstat-probe-${process.pid}`);
  try {
    await makeDirectory(directory);
    const file = await open(probe, 'wx', 0o600);
    await file.write('.');
    await file.close();
    await unlink(probe);
  } catch (error) {
    await unlink(probe).catch(() => {});
    const what = `cannot write to ${directory}: ${messageOf(error)}`;
    throw new UserError(EXIT.cannotCreate, `${what}; nothing was started; give another ${option}`);
  }
}
