import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { asError } from '../../../system/errors.ts';
import { RankZeroFailed } from '../rank-zero-failed.ts';
import { type Failure, isFailure, type Rendezvous, rendezvousPath } from './content.ts';
import { isMissing, readContent } from './file.ts';

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
} & ({ readonly directory: string /** The launch key. */; readonly key: string } | { readonly path: string });

/**
 * Waits for the rendezvous file of a launch, or for one at a path.
 * @returns undefined if there is none within the time
 * @throws RankZeroFailed if there is one that says so
 * @throws Error if there is one all the time but it cannot be trusted or understood
 */
export async function search(options: SearchOptions): Promise<Rendezvous | undefined> {
  const { timeoutMs, believeMs = BELIEVE_MS, signal } = options;
  const file = 'path' in options ? options.path : rendezvousPath(options.directory, options.key);
  const key = 'path' in options ? undefined : options.key;
  const end = performance.now() + timeoutMs;
  let failed: Failure | undefined;
  let believed = Number.POSITIVE_INFINITY;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    const found = await look(file, key);
    const now = performance.now();
    if (isFailure(found)) {
      if (found.pid !== failed?.pid || found.started !== failed.started) believed = now + believeMs;
      failed = found;
      if (now >= Math.min(believed, end)) {
        throw new RankZeroFailed(`${found.failure} (on ${found.hostname}, told by ${file})`);
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

async function look(
  file: string,
  key: string | undefined,
): Promise<Rendezvous | Failure | Error | undefined> {
  try {
    // A name that was looked up too early stays absent for up to a minute on NFS; a listing does not.
    const names = await readdir(path.dirname(file));
    if (!names.includes(path.basename(file))) return undefined;
    const content = await readContent(file);
    if (key === undefined || content.key === key) return content;
    return new Error(`rendezvous file ${file} is of no use: it is of another launch, ${content.key}`);
  } catch (error) {
    if (isMissing(error)) return undefined;
    return asError(error);
  }
}
