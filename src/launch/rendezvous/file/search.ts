import { type Clock, systemClock } from '../../../system/clock.ts';
import { Condition } from '../../../system/condition.ts';
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
  /** This host's, if not given. */
  readonly clock?: Clock;
  /** Chance, from 0 up to 1; by it searches that began together drift apart. */
  readonly random?: () => number;
} & Place;

/**
 * Waits for the rendezvous file of a launch, or for one at a path.
 * @returns undefined if there is none within the time
 * @throws RankZeroFailed if there is one that says so
 * @throws Error if there is one all the time but it cannot be trusted or understood
 */
export async function search(options: SearchOptions): Promise<Rendezvous | undefined> {
  const { signal, clock = systemClock() } = options;
  const paused = new Condition(clock);
  const wake = () => paused.changed();
  signal?.addEventListener('abort', wake);
  try {
    return await lookAgain(options, clock, async (ms) => {
      await paused.until(() => signal?.aborted === true, ms);
      signal?.throwIfAborted();
    });
  } finally {
    signal?.removeEventListener('abort', wake);
  }
}

async function lookAgain(
  options: SearchOptions,
  clock: Clock,
  pause: (ms: number) => Promise<void>,
): Promise<Rendezvous | undefined> {
  const { timeoutMs, believeMs = BELIEVE_MS, random = Math.random } = options;
  const where = 'path' in options ? options.path : options.directory;
  const end = clock.mono() + timeoutMs;
  let failed: Failure | undefined;
  let believed = Number.POSITIVE_INFINITY;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    const found = await look(options);
    const now = clock.mono();
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
    } else {
      // Of a failure that is gone nothing is to be believed, nor is its time waited for, which would be over some day.
      failed = undefined;
      believed = Number.POSITIVE_INFINITY;
    }
    // Thousands of ranks look into one directory: not all at the same moment.
    const jittered = pauseMs * (0.5 + random());
    await pause(Math.min(jittered, end - now, believed - now));
  }
}

/** What there is; a file that is of no use can be replaced by one that is. */
async function look(place: Place): Promise<Rendezvous | Failure | Error | undefined> {
  return await readNewest(place).catch(asError);
}
