import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { MOST_RESULT_BYTES, readResult, TOO_LARGE } from './read-result.ts';
import { type BenchmarkResult, NotAResult, type ReadOptions } from './result.ts';

/**
 * What a benchmark says of itself in the file that was named for it. A link is followed: whoever named it meant what it
 * leads to.
 * @throws NotAResult if it is no file of a known format
 * @throws Error of the file system, with its `code`
 */
export async function readResultFile(file: string, options: ReadOptions): Promise<BenchmarkResult> {
  return readResult(await resultBytes(file), options);
}

/**
 * What is in such a file, not read yet.
 * @throws as `readResultFile` for what it is on the disk
 */
export async function resultBytes(file: string): Promise<Uint8Array> {
  // Opening a named pipe would wait for somebody to write.
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw new NotAResult('not a regular file');
    return await bytesOf(handle, found.size);
  } finally {
    await handle.close();
  }
}

/**
 * The bytes of an open file, which may be growing.
 * @param size of what it was opened as
 * @throws NotAResult if there are more than any result has
 */
export async function bytesOf(handle: FileHandle, size: number): Promise<Uint8Array> {
  if (size > MOST_RESULT_BYTES) throw new NotAResult(TOO_LARGE);
  // Some file systems say 0 of files that have content; one byte more shows that there is more.
  const bytes = Buffer.allocUnsafe(Math.max(size, SIZE_UNKNOWN) + 1);
  let length = 0;
  for (;;) {
    const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length);
    if (bytesRead === 0) return bytes.subarray(0, length);
    length += bytesRead;
    if (length === bytes.length) return bytes.subarray(0, length - 1);
  }
}

const SIZE_UNKNOWN = 64 * 1024;
