import { randomBytes } from 'node:crypto';
import { open, unlink } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../system/errors.ts';
import { EXIT, UserError } from '../system/exit.ts';
import { makeDirectory } from '../system/files/paths.ts';
import { insteadOf } from '../system/files/place.ts';
import { answers } from './seen.ts';

/** Creates a file that must not be there yet. */
export type CreateFile = (path: string, flags: 'wx', mode: number) => Promise<ProbeFile>;

interface ProbeFile {
  write(text: string): Promise<unknown>;
  close(): Promise<void>;
}

/**
 * Finds out before the benchmark starts whether its results can be written. Access rights alone do not tell: a
 * file system can be full, read-only or over quota.
 * @throws UserError that names the directory
 */
export async function checkResultsDir(
  resultsDir: string,
  journalDir: string | undefined,
  create: CreateFile = open,
  isAnswering: (directory: string) => Promise<boolean> = answers,
): Promise<void> {
  for (const [option, directory] of [
    ['--results-dir', resultsDir],
    ['--journal-dir', journalDir],
  ] as const) {
    if (directory === undefined) continue;
    // Another process looks first: what hangs in this one would keep it from ending with the benchmark's exit code.
    if (!(await isAnswering(directory))) {
      throw refusal(directory, 'its file system does not answer', `give another ${option}`);
    }
    await checkDirectory(option, directory, create);
  }
}

function refusal(directory: string, why: string, how: string): UserError {
  return new UserError(EXIT.cannotCreate, `cannot write to ${directory}: ${why}; ${how}`);
}

async function checkDirectory(option: string, directory: string, create: CreateFile): Promise<void> {
  const probe = path.join(directory, `.rankstat-probe-${randomBytes(8).toString('hex')}`);
  try {
    await makeDirectory(directory);
    await writeProbe(probe, create, (file) => file.write('.'));
  } catch (error) {
    throw refusal(directory, messageOf(error), insteadOf(error, option));
  } finally {
    await unlink(probe).catch(() => {});
  }
}

/**
 * Writes into a new file, which loses its name at once: it is written to all the same, and whatever ends this process in the
 * meantime, nothing is left.
 * @throws Error of the file system, with its `code`
 */
export async function writeProbe<File extends { close(): Promise<void> }>(
  probe: string,
  create: (path: string, flags: 'wx', mode: number) => Promise<File>,
  write: (file: File) => Promise<unknown>,
): Promise<void> {
  const file = await create(probe, 'wx', 0o600);
  try {
    await unlink(probe);
    await write(file);
  } finally {
    // Some file systems tell only now that there is no room.
    await file.close();
  }
}
