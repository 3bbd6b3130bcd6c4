import { readdir, stat, unlink } from 'node:fs/promises';
import path from 'node:path';

/**
 * The name of the nth part of a journal whose files may not become longer, from 2 on; the first is the journal itself.
 * `x.journal`, `x-part2.journal`, …
 */
export function partPath(journal: string, nth: number): string {
  if (nth < 2) return journal;
  const { dir, name, ext } = path.parse(journal);
  return path.join(dir, `${name}-part${nth}${ext}`);
}

/**
 * A journal with the parts that lie beside it, in the order in which they were written. Files of other users are not
 * taken for parts.
 * @returns the journal alone if it cannot be seen
 */
export async function withParts(journal: string): Promise<string[]> {
  const { dir, name, ext } = path.parse(journal);
  const begin = `${name}-part`;
  const directory = dir === '' ? '.' : dir;
  const names = await readdir(directory).catch((): string[] => []);
  const numbers = names
    .filter((one) => one.startsWith(begin) && one.endsWith(ext))
    .map((one) => one.slice(begin.length, one.length - ext.length))
    .filter((number) => /^[1-9]\d{0,8}$/.test(number) && number !== '1')
    .map(Number)
    .sort((a, b) => a - b);
  const first = await stat(journal).catch(() => undefined);
  if (first === undefined) return [journal];
  const paths = [journal];
  for (const nth of numbers) {
    const part = partPath(journal, nth);
    const found = await stat(part).catch(() => undefined);
    if (found?.isFile() && found.uid === first.uid) paths.push(part);
  }
  return paths;
}

/** Journals with all of their parts behind each, whether these were given, too, and in which order. */
export async function withAllParts(journals: readonly string[]): Promise<string[]> {
  const sets = await Promise.all(journals.map(withParts));
  const parts = new Set(sets.flatMap((set) => set.slice(1)).map((part) => path.resolve(part)));
  const firsts = sets.filter(([journal = '']) => !parts.has(path.resolve(journal)));
  return firsts.flat();
}

/** Removes a journal and its parts, the last first. @throws Error of the file system, with its `code` */
export async function removeJournal(
  journal: string,
  remove: (path: string) => Promise<void> = unlink,
): Promise<void> {
  for (const part of (await withParts(journal)).reverse()) await remove(part);
}
