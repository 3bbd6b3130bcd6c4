import { access, mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { isCode } from '../errors.ts';

/**
 * Makes a directory and those above it that are missing. Not by `mkdir` with `recursive`, which never ends on a file
 * system that answers ENOENT to every attempt, as /proc does.
 * @throws Error of the file system, with its `code`
 */
export async function makeDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory);
  } catch (error) {
    if (isCode(error, 'EEXIST') && (await stat(directory)).isDirectory()) return;
    const parent = path.dirname(path.resolve(directory));
    if (!isCode(error, 'ENOENT') || parent === path.resolve(directory)) throw error;
    await makeDirectory(parent);
    await mkdir(directory);
  }
}

/** Whether there is something of this name, as far as this host sees. */
export async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

/** Where the tables of a series file or journal go if nothing else is said: beside it, named as it is. */
export function tablesBeside(file: string): string {
  const name = file.replace(/\.(json(\.gz)?|journal)$/, '');
  return name === file ? `${file}.tables` : name;
}
