import { randomBytes } from 'node:crypto';
import { rmdir, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../../system/clock.ts';
import { makeDirectory } from '../../system/files/paths.ts';
import { within } from '../../system/patience.ts';
import { ANSWER_MS, directoryAnswers } from './answers.ts';
import { missingAbove, type Token } from './directory.ts';
import { ownName } from './own-file.ts';

/** What lies in a directory for as long as others look whether it is theirs. */
export interface LaidToken {
  /** Undefined if it could not be laid: then nobody can tell. */
  readonly token: Token | undefined;
  /** Takes it away, and directories that were made for it. Never rejects. */
  readonly remove: () => Promise<void>;
}

/** Puts a file into a directory, which is made if it is not there, as `run` does. Never rejects. */
export async function layToken(directory: string, clock: Clock): Promise<LaidToken> {
  if (!(await directoryAnswers(directory))) return { token: undefined, remove: async () => {} };
  const token = {
    name: ownName(),
    content: randomBytes(16).toString('hex'),
  };
  let made: string[] = [];
  const inTime = async (work: Promise<unknown>) =>
    await within(clock, ANSWER_MS, work, () => new Error('late')).then(
      () => true,
      () => false,
    );
  const lay = async () => {
    made = await missingAbove(directory);
    await makeDirectory(directory);
    await writeFile(path.join(directory, token.name), token.content, { flag: 'wx', mode: 0o644 });
  };
  const remove = async () => {
    await unlink(path.join(directory, token.name)).catch(() => {});
    for (const folder of made) await rmdir(folder).catch(() => {});
  };
  const isLaid = await inTime(lay());
  return { token: isLaid ? token : undefined, remove: async () => void (await inTime(remove())) };
}
