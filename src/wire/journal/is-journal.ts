import { open, stat } from 'node:fs/promises';
import { readFull } from './file.ts';
import { JOURNAL_MAGIC } from './frames.ts';

/** What all versions begin with, before their number. */
const BEGIN = JOURNAL_MAGIC.subarray(0, 'rankstat journal '.length);

/**
 * Whether a file is a journal, of whatever version, by how it begins: it can be cut off there. One without a byte, which a
 * full disk leaves, is one by its name. False if it cannot be read: whoever reads it will say why.
 */
export async function isJournal(path: string): Promise<boolean> {
  try {
    // Opening a pipe waits for somebody to write into it.
    if (!(await stat(path)).isFile()) return false;
    const file = await open(path, 'r');
    try {
      const bytes = Buffer.alloc(BEGIN.length);
      const begin = bytes.subarray(0, await readFull(file, bytes, 0));
      if (begin.length === 0) return path.endsWith('.journal');
      return begin.equals(BEGIN.subarray(0, begin.length));
    } finally {
      await file.close();
    }
  } catch {
    return false;
  }
}
