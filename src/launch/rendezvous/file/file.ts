import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { open, readdir, rename, unlink } from 'node:fs/promises';
import path from 'node:path';
import { asError, messageOf } from '../../../system/errors.ts';
import { parse } from '../../../wire/records.ts';
import { RankZeroFailed } from '../rank-zero-failed.ts';
import {
  belongsTo,
  contentSchema,
  type Failure,
  isFailure,
  otherRendezvousPath,
  type Rendezvous,
} from './content.ts';

const MAX_BYTES = 256 * 1024;
const NAME = /^\.rankstat-.+\.json$/;

/**
 * Writes the rendezvous file of a launch. What is in the way of its name in a directory where others can write, or is
 * left there, as a directory or somebody else's file, does not keep ranks from finding it: it gets another name.
 * @param file its path
 * @returns where it is
 * @throws Error if it cannot be written
 */
export async function publishInDirectory(file: string, content: Rendezvous | Failure): Promise<string> {
  try {
    return await publish(file, content);
  } catch (error) {
    if (!isTaken(error)) throw error;
    const other = otherRendezvousPath(path.dirname(file), content.key, randomBytes(6).toString('hex'));
    return await publish(other, content).catch(() => {
      throw error;
    });
  }
}

/**
 * Writes a rendezvous file, which only its owner can read. It appears whole or not at all.
 * @returns `file`
 * @throws Error if it cannot be written
 */
export async function publish(file: string, content: Rendezvous | Failure): Promise<string> {
  const temporary = `${file}.tmp-${process.pid}-${randomBytes(4).toString('hex')}`;
  try {
    // wx is O_EXCL: a link that somebody has put there is not followed.
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(`${JSON.stringify(content)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw new Error(`cannot write the rendezvous file ${file}: ${reason(error)}`, { cause: error });
  }
  return file;
}

/**
 * Reads a rendezvous file that leads to a rank 0.
 * @throws RankZeroFailed if it says that rank 0 cannot gather
 * @throws Error as `readContent`
 */
export async function read(file: string): Promise<Rendezvous> {
  const content = await readContent(file);
  if (isFailure(content)) throw new RankZeroFailed(`${content.failure} (told by ${file})`);
  return content;
}

/**
 * Reads a rendezvous file, whichever it is.
 * @throws Error if it is not there, is not a regular file of this user that nobody else may open, or does not
 *   say what it should
 */
export async function readContent(file: string): Promise<Rendezvous | Failure> {
  try {
    // Not following links: the directory may be one where others can write. Not waiting: it could be a fifo.
    const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const { mode, size, uid } = await handle.stat();
      if ((mode & constants.S_IFMT) !== constants.S_IFREG) throw new Error('it is not a regular file');
      if (uid !== process.geteuid?.()) throw new Error(`it belongs to user ${uid}`);
      if ((mode & 0o077) !== 0) throw new Error('others than its owner may open it: chmod 600 or remove it');
      if (size > MAX_BYTES) throw new Error(`it has ${size} bytes`);
      return parse(contentSchema, await handle.readFile(), MAX_BYTES);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new Error(`rendezvous file ${file} is of no use: ${reason(error)}`, { cause: error });
  }
}

/** A rendezvous file of a directory: what it says, or why it is of no use. The job need not be alive. */
export interface Listed {
  readonly path: string;
  readonly content: Rendezvous | Failure | Error;
}

/**
 * All rendezvous files of a directory.
 * @throws Error if the directory cannot be listed; none if it does not exist
 */
export async function list(directory: string): Promise<Listed[]> {
  let names: string[];
  try {
    names = (await readdir(directory)).filter((name) => NAME.test(name)).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw new Error(`cannot list ${directory}: ${reason(error)}`, { cause: error });
  }
  const files = names.map((name) => path.join(directory, name));
  const contents = await Promise.all(files.map((file) => readContent(file).catch(asError)));
  // One that is gone by now was of a job that has just ended.
  return contents.flatMap((content, nth) =>
    isMissing(content) ? [] : [{ path: files[nth] ?? '', content }],
  );
}

/** Removes a rendezvous file. One that is gone already is no error. */
export async function remove(file: string): Promise<void> {
  await unlink(file).catch((error: unknown) => {
    if (!isMissing(error)) throw new Error(`cannot remove ${file}: ${reason(error)}`, { cause: error });
  });
}

/**
 * Removes the rendezvous files of a job from a directory, for a rank 0 that has died without doing so: a rank that cannot
 * reach anybody sees by it that the job is over. Never rejects; what cannot be removed stays.
 * @param secret of the job
 */
export async function removeOf(directory: string, secret: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  for (const name of names.filter((one) => belongsTo(one))) {
    const file = path.join(directory, name);
    const found = await read(file).catch(() => undefined);
    if (found?.secret === secret) await remove(file).catch(() => {});
  }
}

/** Whether a file operation failed because the file or its directory does not exist. */
export function isMissing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && error.code === 'ENOENT') || isMissing(error.cause);
}

/** Whether it is the name that is taken: all else was done by then. */
function isTaken(error: unknown): boolean {
  const { cause } = error instanceof Error ? error : {};
  return cause instanceof Error && 'syscall' in cause && cause.syscall === 'rename';
}

function reason(error: unknown): string {
  if (error instanceof SyntaxError) return 'it is not JSON';
  return messageOf(error);
}
