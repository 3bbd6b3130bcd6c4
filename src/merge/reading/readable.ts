import { type Replay, replay } from '../replay.ts';
import type { Unreadable } from '../sample-reader.ts';

/** A record that is refused can have a copy, which can be no better. */
const MOST_TRIES = 8;

/** What came of going through all samples: and which records were not what they should be. */
export interface Attempt<T> {
  readonly result: T;
  readonly unreadable: readonly Unreadable[];
}

/**
 * Replays journals and goes through their samples, until all that are left can be read: that the numbers of a record are
 * not what they should be is seen only there, and the ledger comes before the samples.
 * @returns what the last attempt gave
 * @throws Error as `replay` and the attempt do, or if there is no end of such records
 */
export async function allReadable<T>(
  journals: readonly string[],
  attempt: (replayed: Replay) => Promise<Attempt<T>>,
): Promise<T> {
  const refused = new Map<string, Map<number, string>>();
  for (let left = MOST_TRIES; ; left--) {
    const { result, unreadable } = await attempt(await replay(journals, refused));
    const [first] = unreadable;
    if (first === undefined) return result;
    if (left === 0) throw new Error(`${first.path}, byte ${first.offset}: ${first.problem}`);
    for (const { path, offset, problem } of unreadable) {
      const known = refused.get(path) ?? new Map<number, string>();
      refused.set(path, known.set(offset, problem));
    }
  }
}
