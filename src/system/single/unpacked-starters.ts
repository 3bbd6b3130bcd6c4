import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../errors.ts';
import type { SingleFile } from './single-file.ts';
import { placesFor } from './unpacked-addon.ts';

/** The folder of the starters among the names in a single executable. */
const FOLDER = 'scripts/mpirun';

/**
 * Puts the starters of a single executable into a new folder that is nobody else's, which is removed when this process ends;
 * the file system may be one that nothing can be executed from.
 * @returns that folder, with `scripts/mpirun` in it
 * @throws Error in one line with all that was tried, if they cannot be put anywhere
 */
export function unpackedStarters(
  { names, content }: Pick<SingleFile, 'names' | 'content'>,
  env: Readonly<Record<string, string | undefined>>,
): string {
  // Batch scripts that are examples lie in a folder of their own.
  const starters = names().filter((name) => path.dirname(name) === FOLDER);
  const problems: string[] = [];
  for (const place of placesFor(env)) {
    let root: string | undefined;
    try {
      root = mkdtempSync(path.join(place, 'rankstat-'));
      mkdirSync(path.join(root, FOLDER), { recursive: true, mode: 0o700 });
      for (const name of starters)
        writeFileSync(path.join(root, name), content(name), { mode: 0o700, flag: 'wx' });
      const made = root;
      process.once('exit', () => rmSync(made, { recursive: true, force: true }));
      return root;
    } catch (error) {
      if (root !== undefined) rmSync(root, { recursive: true, force: true });
      problems.push(messageOf(error));
    }
  }
  throw new Error(
    `the starters in this executable cannot be put anywhere (${problems.join('; ')}): ` +
      'set TMPDIR to a folder that can be written',
  );
}
