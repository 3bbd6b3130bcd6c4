import { withoutSecretWords } from '../system/text/secrets.ts';

/** Beyond these a command line is cut: what is noted of it must pass as a message. */
const MOST_ARGUMENTS = 1000;
const MOST_CHARS = 16_000;
/** So much is kept of the argument at which it is cut. */
const MOST_OF_THE_LAST = 100;

/** A command line as it is noted in the series file: without what is secret in it, and cut where it is too long for that. */
export function notedCommand(command: readonly string[]): string[] {
  let room = MOST_CHARS;
  const kept: string[] = [];
  for (const argument of withoutSecretWords(command)) {
    if (kept.length === MOST_ARGUMENTS || argument.length > room)
      return [...kept, `${argument.slice(0, Math.min(room, MOST_OF_THE_LAST))}…`];
    kept.push(argument);
    room -= argument.length;
  }
  return kept;
}
