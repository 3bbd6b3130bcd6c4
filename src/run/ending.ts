import { shareOf } from '../system/progress-line.ts';
import type { CollectorsParts } from './collectors-parts.ts';
import { areOver } from './heard.ts';
import { LAUNCHER_STAYS } from './wording.ts';

/** Beyond the stop timeout, so long a silence of rank 0 means that it does not answer any more, ms. */
export const SILENCE_MS = 3000;
/** A collector that was asked to end is killed after so long, ms. */
export const KILL_AFTER_MS = 1000;

/** What has become of rank 0 when it is waited for no more: it has ended, or it is heard no more. */
export type Rank0End = 'ended' | 'silent';

/**
 * Waits for the end of collectors that were told to stop, however long merging takes, as long as rank 0 is heard; then
 * for their launcher. What does not end is ended, or left where that would lose something.
 */
export async function untilEnded(parts: CollectorsParts): Promise<Rank0End> {
  const { heard, launcher, stopTimeoutMs } = parts;
  const rank0 = await untilRank0Ended(parts);
  const hasEnded = () => heard.launcherEnd !== undefined;
  // A rank 0 that has failed from the beginning tells nobody to stop. All launchers pass this signal on.
  if (heard.gather === undefined && heard.done !== undefined && !hasEnded()) launcher.kill('SIGUSR1');
  if (rank0 === 'ended') await heard.until(hasEnded, stopTimeoutMs);
  if (!hasEnded()) await endLauncher(parts);
  return rank0;
}

/** It says something twice a second while it stops and merges. */
async function untilRank0Ended({ heard, line, clock, stopTimeoutMs }: CollectorsParts): Promise<Rank0End> {
  const showMerged = shareOf('rankstat: merging', line, () => clock.mono());
  const look = () => {
    if (areOver(heard)) return true;
    if (heard.progress.merged !== null) showMerged(heard.progress.merged);
    return false;
  };
  const leftMs = () => (heard.gather === undefined ? 0 : SILENCE_MS) + stopTimeoutMs - heard.silence;
  heard.expectWord();
  while (!areOver(heard) && leftMs() > 0) await heard.until(look, leftMs());
  line.clear();
  return areOver(heard) ? 'ended' : 'silent';
}

/**
 * Leaves a launcher that does not end. If a host is cut off, its collector ends by itself when the network is back,
 * and writes down what it could not deliver: a signal to srun would kill it before it can.
 */
async function endLauncher({ heard, launcher, isLocal, log }: CollectorsParts): Promise<void> {
  if (heard.gather !== undefined && !isLocal) {
    log.warn(LAUNCHER_STAYS);
    launcher.leave();
  } else {
    launcher.kill('SIGTERM');
    if (!(await heard.until(() => heard.launcherEnd !== undefined, KILL_AFTER_MS))) launcher.kill('SIGKILL');
  }
  launcher.unref();
}
