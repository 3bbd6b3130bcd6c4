import { isCode, messageOf } from '../system/errors.ts';
import { EXIT, UserError } from '../system/exit.ts';

/** What is wrong with an input file, for the person who named it. */
export function inputError(file: string, error: unknown): UserError {
  if (isCode(error, 'ENOENT')) return new UserError(EXIT.noInput, `${file} is not there`);
  if (isCode(error, 'EACCES')) return new UserError(EXIT.noInput, `${file}: no permission to read it`);
  if (isCode(error, 'EISDIR')) return new UserError(EXIT.noInput, `${file} is a directory`);
  const message = messageOf(error);
  return new UserError(EXIT.data, message.startsWith(file) ? message : `${file}: ${message}`);
}

/** The files that were given as arguments: what yargs has as an array of anything. */
export function filesGiven(given: unknown): string[] {
  return (Array.isArray(given) ? given : [given]).map(String);
}
