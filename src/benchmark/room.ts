import { spawnSync } from 'node:child_process';
import { isCode } from '../system/errors.ts';
import type { Notes } from './notes.ts';
import { BYTES_ARGUMENT, startOf } from './start.ts';

/** What we add to the environment is not longer than this, bytes. */
const ADDED = 4200;
/** Linux has room for so much in any case, bytes (`ARG_MAX` of execve(2) with the smallest stack). */
const ALWAYS_ROOM = 100_000;
/** The shell needs a process for each: half a millisecond. */
const MOST_WORDS_AS_BYTES = 200;

/**
 * Sees beforehand whether a command can be started by us: what is not UTF-8, or changed by the shell, needs more room in an
 * argument than in the end.
 * @throws Error if it cannot
 */
export function checkRoom(command: readonly string[], notes: Notes): void {
  const { args, env } = startOf(command, notes, { RANKSTAT_RENDEZVOUS: 'x'.repeat(ADDED) });
  if ((args[BYTES_ARGUMENT] ?? '').split(' ').length > MOST_WORDS_AS_BYTES)
    throw new Error(`more than ${MOST_WORDS_AS_BYTES} arguments or variables are not UTF-8`);
  const all = [...args, ...Object.entries(env).flat()];
  if (all.reduce((sum, text) => sum + Buffer.byteLength(text) + 9, 0) < ALWAYS_ROOM) return;
  const { error } = spawnSync('/bin/true', args, { env, stdio: 'ignore' });
  if (isCode(error, 'E2BIG'))
    throw new Error('there is no room for what starts a command beside these arguments and this environment');
}
