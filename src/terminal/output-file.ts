import { stat } from 'node:fs/promises';
import * as v from 'valibot';
import { EXIT, UserError } from '../system/exit.ts';

/** The path of a file that is to be made. */
export const outputPath = v.pipe(v.string(), v.nonEmpty('the path of a file'));

/** What is done about files that are there already. */
export type Existing = 'refuse' | 'replace';

/**
 * Checks that a file may be made, before anything is done for it.
 * @param inputs files that are read; writing over one would lose it
 * @throws UserError if not
 */
export async function checkOutput(
  path: string,
  existing: Existing,
  inputs: readonly string[],
): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return;
  // A device or a pipe would be replaced by a file.
  if (!found.isFile()) {
    throw new UserError(EXIT.cannotCreate, `${path} is no regular file: give another -o`);
  }
  for (const input of inputs) {
    const { dev, ino } = (await stat(input).catch(() => undefined)) ?? {};
    if (dev === found.dev && ino === found.ino) {
      throw new UserError(EXIT.usage, `${path} is what is read: give another -o`);
    }
  }
  if (existing === 'replace') return;
  throw new UserError(EXIT.cannotCreate, `${path} is already there: give another -o, or --force`);
}
