import { isCode } from '../../system/errors.ts';
import { RAISE_LIMIT } from '../../system/files/place.ts';

/** Codes of a place that takes nothing more. */
const NO_ROOM = ['ENOSPC', 'EDQUOT'];

/**
 * What to do where the series file could not be made: why it could not tells.
 * @param paths where the samples are: a journal and its parts
 */
export function howToGoOn(error: unknown, [journal = '', ...parts]: readonly string[]): string {
  const samples = `the samples are in ${journal}${andParts(parts.length)}`;
  const recover = `rankstat recover -o FILE ${journal}`;
  if (isCode(error, 'EFBIG')) return `${samples}; ${RAISE_LIMIT}, then: ${recover}`;
  if (NO_ROOM.some((code) => isCode(error, code)))
    return `${samples}; make room or choose another place, then: ${recover}`;
  if (error instanceof Error && 'syscall' in error) return `${samples}; choose another place: ${recover}`;
  // It is the journal itself that cannot be read.
  return `something else has written to ${journal}; what is left of it, if anything: ${recover}`;
}

/** What to say of the parts that a journal has beside it. */
export function andParts(count: number): string {
  return count === 0 ? '' : ` and its ${count} part${count === 1 ? '' : 's'} beside it`;
}
