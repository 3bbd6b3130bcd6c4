import type { Clock } from '../system/clock.ts';
import { type CollectorsParts, sayLastWords } from './collectors-parts.ts';
import type { Rank0End } from './ending.ts';
import * as wording from './wording.ts';

/** The launcher's end can overtake what rank 0 says last; so long is waited for that, ms. */
export const LAST_WORD_MS = 1000;
/** How long a file that another host has written can take to be seen on a shared file system, ms. */
const FILE_VISIBLE_MS = 3000;
const LOOK_EVERY_MS = 50;

/**
 * Finds the series file of collectors that have ended, or says why there is none.
 * @param rank0 what has become of it
 * @param said whether it was said that they have ended
 */
export async function findFile(
  parts: CollectorsParts,
  rank0: Rank0End,
  said: 'said' | 'unsaid',
): Promise<string | undefined> {
  const { heard, exists, clock, log } = parts;
  const { gather } = heard;
  if (gather === undefined) {
    if (said === 'unsaid') log.warn(wording.nothingRecorded(heard));
    sayLastWords(parts);
    return undefined;
  }
  // One that was silent, and was killed for it, has had its time.
  const canCome = heard.launcherEnd !== undefined && rank0 === 'ended';
  if (canCome) await heard.until(() => heard.done !== undefined, LAST_WORD_MS);
  sayWhatWasLost(parts, gather.hostname);
  if (heard.done?.phase === 'done') {
    if (await comesToBeSeen(gather.file, exists, clock)) return gather.file;
    log.info(wording.fileElsewhere(gather));
    return undefined;
  }
  // It has its name only when it is whole.
  if (heard.done === undefined && (await exists(gather.file))) {
    if (await exists(gather.journal)) log.warn(wording.fileOnly(gather));
    return gather.file;
  }
  log.warn(wording.noFile(gather, heard.done, rank0));
  sayLastWords(parts);
  return undefined;
}

/** Says what rank 0 has said last, where its launcher has not passed that on. */
function sayWhatWasLost({ heard, launcher, log }: CollectorsParts, hostname: string): void {
  for (const text of heard.done?.said ?? []) {
    const line = `[${hostname}]: ${text}`;
    if (!launcher.hasPassedOn(line)) log.info(line);
  }
}

async function comesToBeSeen(
  file: string,
  exists: (path: string) => Promise<boolean>,
  clock: Clock,
): Promise<boolean> {
  const end = clock.mono() + FILE_VISIBLE_MS;
  for (;;) {
    const isThere = await exists(file);
    if (isThere || clock.mono() >= end) return isThere;
    await new Promise<void>((resolve) => {
      clock.after(LOOK_EVERY_MS, resolve);
    });
  }
}
