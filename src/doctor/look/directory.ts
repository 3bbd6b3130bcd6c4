import { open, readFile, rmdir, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { mountLinesOf } from '../../procfs/host/mount-lines.ts';
import { mountOf } from '../../procfs/host/mounts/targets.ts';
import { readText } from '../../procfs/host/small-file.ts';
import { writeProbe } from '../../run/results-dir.ts';
import type { Clock } from '../../system/clock.ts';
import { isCode, messageOf } from '../../system/errors.ts';
import { makeDirectory } from '../../system/files/paths.ts';
import { within } from '../../system/patience.ts';
import type { DirectorySeen } from '../seen.ts';
import { ANSWER_MS, directoryAnswers, NO_ANSWER } from './answers.ts';
import { ownName } from './own-file.ts';

/** More than a block: who is over quota is told when there is something to be written. */
const PROBE_BYTES = 65_536;

/** A file that shows which directory this is: its name and its content cannot be guessed. */
export interface Token {
  readonly name: string;
  readonly content: string;
}

/** How a directory is looked at. */
export interface DirectoryOptions {
  readonly clock: Clock;
  readonly procfs: string;
  /** What was put there by who asks; undefined if nothing was. */
  readonly token: Token | undefined;
  /** Whether it is made, as rank 0 does, if it is not there; it is taken away again. */
  readonly ifMissing: 'make it' | 'say so';
}

/** Looks at a directory: whether it is the one that was meant, and can be written to. Nothing stays. Never rejects. */
export async function lookAtDirectory(
  directory: string,
  { clock, procfs, token, ifMissing }: DirectoryOptions,
): Promise<DirectorySeen> {
  const seen = {
    path: directory,
    type: typeOf(directory, procfs),
    shared: null,
    free_bytes: null,
    free_files: null,
  };
  if (!(await directoryAnswers(directory))) return { ...seen, problem: NO_ANSWER };
  const late = () => new Error(NO_ANSWER);
  try {
    return await within(clock, ANSWER_MS, look(directory, token, ifMissing, seen), late);
  } catch (error) {
    return { ...seen, problem: messageOf(error) };
  }
}

async function look(
  directory: string,
  token: Token | undefined,
  ifMissing: 'make it' | 'say so',
  seen: Omit<DirectorySeen, 'problem'>,
): Promise<DirectorySeen> {
  const isMissing = await stat(directory).then(
    () => false,
    (error: unknown) => isCode(error, 'ENOENT'),
  );
  const shared = token === undefined ? null : await has(directory, token);
  if (isMissing && ifMissing === 'say so') return { ...seen, shared, problem: 'it is not there' };
  const made = isMissing ? await missingAbove(directory) : [];
  try {
    const problem = await problemOfWriting(directory);
    const free = await statfs(directory).catch(() => undefined);
    const room = free === undefined ? null : free.bavail * free.bsize;
    // Of a file system that counts none, such as btrfs, there are 0 of 0.
    const files = free === undefined || free.files === 0 ? null : free.ffree;
    return { ...seen, shared, problem, free_bytes: room, free_files: files };
  } finally {
    for (const folder of made) await rmdir(folder).catch(() => {});
  }
}

/** Whether a directory is that in which the token was put. */
async function has(directory: string, { name, content }: Token): Promise<boolean> {
  return await readFile(path.join(directory, name), 'latin1').then(
    (text) => text === content,
    () => false,
  );
}

/** Those of a directory and what is above it that are not there, the innermost first. */
export async function missingAbove(directory: string): Promise<string[]> {
  const missing: string[] = [];
  for (let folder = path.resolve(directory); ; folder = path.dirname(folder)) {
    const isThere = await stat(folder).then(
      () => true,
      () => false,
    );
    if (isThere || folder === path.dirname(folder)) return missing;
    missing.push(folder);
  }
}

async function problemOfWriting(directory: string): Promise<string | null> {
  const probe = path.join(directory, ownName());
  try {
    await makeDirectory(directory);
    await writeProbe(probe, open, async (file) => {
      await file.write(Buffer.alloc(PROBE_BYTES));
      await file.sync();
    });
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

/** The type of the file system on which a path is, by its name alone. */
function typeOf(directory: string, procfs: string): string | null {
  const lines = mountLinesOf(readText(path.join(procfs, 'self/mountinfo')) ?? '');
  const target = mountOf(lines, path.resolve(directory));
  return lines.findLast((line) => line.target === target)?.type ?? null;
}
