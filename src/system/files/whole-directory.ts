import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { isCode } from '../errors.ts';

/**
 * A directory that appears under its name when all of it is whole: made beside it under a name that nobody can guess,
 * synced, renamed.
 */
export class WholeDirectory {
  /** The name under which it is filled. */
  readonly temporary: string;
  readonly #path: string;

  private constructor(directory: string, temporary: string) {
    this.#path = directory;
    this.temporary = temporary;
  }

  /** @param directory its name; what is above it is there @throws Error of the file system, with its `code` */
  static async create(directory: string): Promise<WholeDirectory> {
    const whole = path.resolve(directory);
    const temporary = `${whole}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
    await mkdir(temporary);
    return new WholeDirectory(whole, temporary);
  }

  /**
   * Gives it its name, once its files are on the disk. An empty directory of that name is replaced; one with anything in it
   * if it has a file `mark`, by which it is told to be the like of this.
   * @throws Error of the file system, with its `code`: ENOTEMPTY or EEXIST if that name is taken
   */
  async publish(mark?: string): Promise<void> {
    await syncAll(this.temporary);
    const isLike = mark !== undefined && (await isFile(path.join(this.#path, mark)));
    if (isLike) {
      const old = `${this.temporary.slice(0, -'.tmp'.length)}-old.tmp`;
      await rename(this.#path, old);
      try {
        await rename(this.temporary, this.#path);
      } catch (error) {
        await rename(old, this.#path).catch(() => {});
        throw error;
      }
      await rm(old, { recursive: true, force: true });
    } else await rename(this.temporary, this.#path);
    await sync(path.dirname(this.#path));
  }

  /** Leaves nothing behind. */
  async abandon(): Promise<void> {
    await rm(this.temporary, { recursive: true, force: true }).catch(() => {});
  }
}

/**
 * Removes what a process has left that made such a directory and was killed. What it moved out of the way stays: that is
 * somebody's.
 * @param directory the name that it was to have
 * @throws Error of the file system, with its `code`
 */
export async function removeUnfinished(directory: string, pid: number): Promise<void> {
  const { dir, base } = path.parse(path.resolve(directory));
  const begin = `${base}.${pid}-`;
  for (const name of await readdir(dir)) {
    if (!name.startsWith(begin) || !/^[0-9a-f]{8}\.tmp$/.test(name.slice(begin.length))) continue;
    await rm(path.join(dir, name), { recursive: true, force: true });
  }
}

/** The directory and those in it: which files are where. */
async function syncAll(directory: string): Promise<void> {
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) await syncAll(path.join(directory, entry.name));
  }
  await sync(directory);
}

async function sync(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } catch (error) {
    // Some file systems have nothing to sync of a directory, and say so.
    if (!isCode(error, 'EINVAL') && !isCode(error, 'ENOTSUP')) throw error;
  } finally {
    await handle.close();
  }
}

async function isFile(file: string): Promise<boolean> {
  return await stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
}
