import { readdirSync } from 'node:fs';
import path from 'node:path';
import { isCode, messageOf } from '../system/errors.ts';
import { EXIT, UserError } from '../system/exit.ts';
import { nearest } from '../system/text/nearest.ts';
import { isJournal } from '../wire/journal/is-journal.ts';

/** Of what kind a path is that does not lead to a file. */
const OPENING = ['ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'EPERM', 'ENXIO', 'ENODEV', 'EMFILE', 'ENFILE'];

/** What is wrong with an input file, for the person who named it. */
export function inputError(file: string, error: unknown): UserError {
  if (error instanceof UserError) return error;
  if (isCode(error, 'ENOENT')) return new UserError(EXIT.noInput, `${file} is not there${whatIs(file)}`);
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

/** @throws UserError if a file in which a benchmark says something of itself is a journal of ours */
export async function demandNoJournal(file: string, what: string): Promise<void> {
  if (!(await isJournal(file))) return;
  const journal = `${file} is a journal of rankstat, and no ${what}`;
  throw new UserError(EXIT.data, `${journal}: name it as the FILE of summary, report or compare`);
}

/** So many names of a directory are looked at. */
const MOST_NAMES = 10_000;

/** Names in its directory that are like that of a file that is not there; or that there is no such directory. */
function whatIs(file: string): string {
  const directory = path.dirname(file);
  const name = path.basename(file);
  try {
    const names = readdirSync(directory).slice(0, MOST_NAMES);
    const stem = stemOf(name);
    // The same run in another form.
    const same = stem === '' ? [] : names.filter((one) => stemOf(one) === stem && OURS.test(one));
    const near = nearest(stem, names.map(stemOf));
    const ending = name.slice(stem.length);
    const alike = names.filter((one) => near !== undefined && stemOf(one) === near);
    const best = alike.find((one) => one.endsWith(ending)) ?? alike[0];
    const all = same.length > 0 ? same.slice(0, MOST_NEAR) : [best ?? []].flat();
    return all.length === 0 ? '' : `; there is ${all.map((one) => path.join(directory, one)).join(', ')}`;
  } catch (error) {
    return isCode(error, 'ENOENT') ? `: there is no directory ${directory}` : '';
  }
}

/** A name without its extensions, in which names of different kinds of files are alike. */
function stemOf(name: string): string {
  return name.split('.')[0] ?? '';
}

const MOST_NEAR = 3;
const OURS = /\.(?:json|json\.gz|journal)$/;

/** The files that were given as arguments: what yargs has as an array of anything. */
export function filesGiven(given: unknown): string[] {
  return (Array.isArray(given) ? given : [given]).map(String);
}
