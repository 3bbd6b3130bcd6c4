import { withoutSecret } from '../system/text/secrets.ts';

/** Beyond these a command line is cut: what is noted of it must pass as a message. */
const MOST_ARGUMENTS = 1000;
const MOST_CHARS = 16_000;
/** So much is kept of the argument at which it is cut. */
const MOST_OF_THE_LAST = 100;

/** A command line as it is noted in the series file: without what is secret in it, and cut where it is too long for that. */
export function notedCommand(command: readonly string[]): string[] {
  let room = MOST_CHARS;
  const kept: string[] = [];
  // A word longer than all that is noted is looked at so far only: the benchmark has not begun yet.
  const words = command.slice(0, MOST_ARGUMENTS + 1).map((word) => word.slice(0, MOST_CHARS + 1));
  for (const at of words.keys()) {
    const argument = withoutSecret(words, at);
    if (kept.length === MOST_ARGUMENTS || argument.length > room)
      return [...kept, `${argument.slice(0, Math.min(room, MOST_OF_THE_LAST))}…`];
    kept.push(argument);
    room -= argument.length;
  }
  return kept;
}
