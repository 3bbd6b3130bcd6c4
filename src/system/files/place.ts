import { isCode } from '../errors.ts';

/** What to do about a file that could not be written where a limit of the process is in the way: no place is better then. */
export const RAISE_LIMIT = 'raise the limit on the size of files (ulimit -f)';

/**
 * What to do where nothing can be created or written in a directory.
 * @param option what names another
 */
export function insteadOf(error: unknown, option: string): string {
  return isCode(error, 'EFBIG') ? RAISE_LIMIT : `give another ${option}`;
}
