import { messageOf } from '../../system/errors.ts';
import type { Source } from '../source.ts';
import { SwitchedOff } from './switched-off.ts';

/**
 * How reading a source went.
 * - `ok`: it was read, though single lines or files may be missing, see `error`
 * - `absent`: an optional source that this kernel does not have
 * - `disabled`: an optional source that this kernel has switched off, and where it can be told, what was
 * - `denied: …`, `failed: …`: and why
 */
export type Outcome =
  | 'ok'
  | 'absent'
  | 'disabled'
  | `disabled: ${string}`
  | `denied: ${string}`
  | `failed: ${string}`;

/** Whether a node, or one of its files, can be like this without anything being wrong. */
export function isNoFault(outcome: Outcome): boolean {
  return outcome === 'absent' || outcome.startsWith('disabled');
}

/** What to do about a source that gives nothing. */
export function leaveOut({ name }: Source): string {
  return `leave it out with --exclude-sources ${name}`;
}

/** What a file of a source makes of it that could not be read, or was not what it should be. */
export function outcomeOf(error: unknown, file: string, source: Source): Outcome {
  if (error instanceof SwitchedOff) {
    const { message } = error;
    return source.optional ? `disabled: ${message}` : `failed: ${message}; ${leaveOut(source)}`;
  }
  const code = errorCode(error);
  if (code !== undefined && source.noValueNow?.includes(code)) return 'absent';
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return source.optional ? 'absent' : `failed: ${whatIsNotThere(error, file, code)}; ${leaveOut(source)}`;
    case 'EOPNOTSUPP':
    case 'ENOTSUP':
      return source.optional ? 'disabled' : `failed: ${file} cannot be read (${code}); ${leaveOut(source)}`;
    case 'EACCES':
    case 'EPERM':
      return `denied: no permission to read ${file} (${code}); ${leaveOut(source)}`;
    case undefined:
      return `failed: ${file}: ${messageOf(error)}`;
    default:
      return `failed: ${file} cannot be read (${code})`;
  }
}

/** The file is, if the system says so: a source says by itself what a file that is there does not have. */
function whatIsNotThere(error: unknown, file: string, code: string): string {
  const isOfSystem = error instanceof Error && 'syscall' in error;
  return isOfSystem ? `${file} is not there (${code})` : `${file}: ${messageOf(error)}`;
}

/** The system's code of an error; undefined if it has none. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
