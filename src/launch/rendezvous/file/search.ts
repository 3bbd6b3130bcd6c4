import { setTimeout as pause } from 'node:timers/promises';
import { asError } from '../../../system/errors.ts';
import { RankZeroFailed } from '../rank-zero-failed.ts';
import { type Failure, isFailure, type Rendezvous } from './content.ts';
import { type Place, readNewest } from './newest.ts';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1000;

/** A failure is believed when nothing has replaced it for so long: it can be of an earlier launch of this name. */
const BELIEVE_MS = 5000;

export type SearchOptions = {
  readonly timeoutMs: number;
  /** For how long a failure must stand before it is believed. */
  readonly believeMs?: number;
  /** Ends the search early, with its reason. */
  readonly signal?: AbortSignal | undefined;
} & Place;

/**
 * Waits for the rendezvous file of a launch, or for one at a path.
 * @returns undefined if there is none within the time
 * @throws RankZeroFailed if there is one that says so
 * @throws Error if there is one all the time but it cannot be trusted or understood
 */
export async function search(options: SearchOptions): Promise<Rendezvous | undefined> {
  const { timeoutMs, believeMs = BELIEVE_MS, signal } = options;
  const where = 'path' in options ? options.path : options.directory;
  const end = performance.now() + timeoutMs;
  let failed: Failure | undefined;
  let believed = Number.POSITIVE_INFINITY;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    const found = await look(options);
    const now = performance.now();
    if (isFailure(found)) {
      if (found.pid !== failed?.pid || found.started !== failed.started) believed = now + believeMs;
      failed = found;
      if (now >= Math.min(believed, end)) {
        throw new RankZeroFailed(`${found.failure} (on ${found.hostname}, told in ${where})`);
      }
    } else if (found !== undefined && !(found instanceof Error)) {
      return found;
    } else if (now >= end) {
      if (found instanceof Error) throw found;
      return undefined;
    }
    // Thousands of ranks look into one directory: not all at the same moment.
    const jittered = pauseMs * (0.5 + Math.random());
    await pause(Math.max(0, Math.min(jittered, end - now, believed - now)), undefined, { signal });
  }
}

/** What there is; a file that is of no use can be replaced by one that is. */
async function look(place: Place): Promise<Rendezvous | Failure | Error | undefined> {
  return await readNewest(place).catch(asError);
}
