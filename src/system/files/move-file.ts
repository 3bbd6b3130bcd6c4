import { createReadStream } from 'node:fs';
import { rename, unlink } from 'node:fs/promises';
import { isCode } from '../errors.ts';
import { WholeFile } from './whole-file.ts';

/**
 * Moves a file, to another file system, too: under its new name it is whole, or not there.
 * @throws Error of the file system, with its `code`; the file is where it was then
 */
export async function moveFile(file: string, target: string): Promise<void> {
  try {
    await rename(file, target);
  } catch (error) {
    if (!isCode(error, 'EXDEV')) throw error;
    await copyWhole(file, target);
    await unlink(file);
  }
}

async function copyWhole(file: string, target: string): Promise<void> {
  const copy = await WholeFile.create(target, 'as they are');
  try {
    for await (const bytes of createReadStream(file)) await copy.write(bytes);
    await copy.end();
    await copy.publish();
  } catch (error) {
    await copy.abandon();
    throw error;
  }
}
