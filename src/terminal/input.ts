import { isCode, messageOf } from '../system/errors.ts';
import { EXIT, UserError } from '../system/exit.ts';

/** Of what kind a path is that does not lead to a file. */
const OPENING = ['ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'EPERM', 'ENXIO', 'ENODEV', 'EMFILE', 'ENFILE'];

/** What is wrong with an input file, for the person who named it. */
export function inputError(file: string, error: unknown): UserError {
  if (error instanceof UserError) return error;
  if (isCode(error, 'ENOENT')) return new UserError(EXIT.noInput, `${file} is not there`);
  if (isCode(error, 'EACCES')) return new UserError(EXIT.noInput, `${file}: no permission to read it`);
  if (isCode(error, 'EISDIR')) return new UserError(EXIT.noInput, `${file} is a directory`);
  const message = messageOf(error);
  const { code } = error instanceof Error && 'code' in error ? error : {};
  if (OPENING.includes(String(code))) {
    return new UserError(EXIT.noInput, `${file} cannot be opened: ${message}`);
  }
  // Of the file system: what is in the file has nothing to do with it.
  if (error instanceof Error && 'syscall' in error) {
    return new UserError(EXIT.io, `${file} cannot be read: ${message}`);
  }
  return new UserError(EXIT.data, message.startsWith(file) ? message : `${file}: ${message}`);
}

/** The files that were given as arguments: what yargs has as an array of anything. */
export function filesGiven(given: unknown): string[] {
  return (Array.isArray(given) ? given : [given]).map(String);
}
