import { shareOf } from '../system/progress-line.ts';
import type { CollectorsParts } from './collectors-parts.ts';
import { areOver } from './heard.ts';
import { launcherWaits } from './wording.ts';

/** Beyond the stop timeout, or a merge that takes longer, collectors and their launcher have ended after so long, ms. */
const GRACE_MS = 3000;
/** A launcher whose rank 0 has ended does so by itself within this time, if no host keeps it, ms. */
const BY_ITSELF_MS = 500;
/** Hosts that are told to stop by their launcher's signal have so long, at least, to write their journals, ms. */
const JOURNALS_MS = 1500;
/** Between SIGTERM, at which srun kills all and mpirun begins to, and SIGKILL, ms. */
const KILL_AFTER_MS = 900;
/** A rank 0 that was silent for the stop timeout has so long to be heard once more, ms. */
const LAST_CHANCE_MS = 2000;

/**
 * A launcher that waits for a host when rank 0 has made the file is killed after so long, ms; `run` does not wait for that.
 * A host that is cut off notices within a minute, or when its network is back, and writes what it could not deliver; srun,
 * which kills all at SIGTERM, would not let it.
 */
const LEFT_MS = 90_000;

/** What has become of rank 0 when it is waited for no more: it has ended, or it is heard no more. */
export type Rank0End = 'ended' | 'silent';

/**
 * Waits for the end of collectors that were told to stop, however long merging takes, as long as rank 0 is heard; then
 * for their launcher. What does not end by itself is ended: first by SIGUSR1, which all launchers pass on and at which a
 * collector that never heard of rank 0 writes its journal, then by SIGTERM and SIGKILL.
 */
export async function untilEnded(parts: CollectorsParts): Promise<Rank0End> {
  const { clock, heard, stopTimeoutMs } = parts;
  const launcher = new EndedLauncher(parts, clock.mono() + stopTimeoutMs + GRACE_MS - KILL_AFTER_MS);
  // Nobody would tell the ranks, be it that rank 0 has failed from the beginning, or that it cannot reach us.
  if (heard.gather === undefined) launcher.signal();
  const rank0 = await untilRank0Ended(parts, launcher);
  await launcher.end(rank0);
  return rank0;
}

/** It says something twice a second while it stops and merges. */
async function untilRank0Ended(
  { heard, line, clock, stopTimeoutMs }: CollectorsParts,
  launcher: EndedLauncher,
): Promise<Rank0End> {
  const showMerged = shareOf('rankstat: merging', line, () => clock.mono());
  const look = () => {
    if (areOver(heard)) return true;
    if (heard.progress.merged !== null) showMerged(heard.progress.merged);
    return false;
  };
  const silentFor = async (ms: number) => {
    while (!areOver(heard) && heard.silence < ms) await heard.until(look, ms - heard.silence);
  };
  heard.expectWord();
  await silentFor(stopTimeoutMs);
  if (!areOver(heard)) launcher.signal();
  // It may have heard that, or have had no turn for a while.
  await silentFor(stopTimeoutMs + LAST_CHANCE_MS);
  line.clear();
  return areOver(heard) ? 'ended' : 'silent';
}

/** The launcher of collectors that are to end. */
class EndedLauncher {
  readonly #parts: CollectorsParts;
  /** Until when hosts have time to write their journals, monotonic ms. */
  readonly #deadline: number;
  #signalled = false;

  constructor(parts: CollectorsParts, deadline: number) {
    this.#parts = parts;
    this.#deadline = deadline;
  }

  /**
   * Has it tell the collectors that they are to stop. Later calls change nothing. Where a launcher would end at that, the
   * hosts that are left end by themselves, if they see that rank 0's rendezvous file is gone.
   */
  signal(): void {
    const { heard, launcher, passesOn } = this.#parts;
    if (this.#signalled) return;
    this.#signalled = true;
    if (!this.#hasEnded() && (passesOn === 'always' || heard.gather === undefined)) launcher.kill('SIGUSR1');
  }

  /** Waits for it when rank 0 is waited for no more, and ends it. */
  async end(rank0: Rank0End): Promise<void> {
    const { heard, launcher, isLocal, log, clock } = this.#parts;
    if (rank0 === 'ended' && !this.#signalled) await heard.until(this.#hasEnded, BY_ITSELF_MS);
    this.signal();
    const left = Math.max(JOURNALS_MS, this.#deadline - clock.mono());
    if (rank0 === 'ended') await heard.until(this.#hasEnded, left);
    if (this.#hasEnded()) return;
    if (!isLocal && rank0 === 'ended') {
      log.warn(launcherWaits(heard, LEFT_MS));
      launcher.leave(LEFT_MS);
      launcher.unref();
      return;
    }
    launcher.kill('SIGTERM');
    if (!(await heard.until(this.#hasEnded, KILL_AFTER_MS))) launcher.kill('SIGKILL');
    launcher.unref();
  }

  readonly #hasEnded = (): boolean => this.#parts.heard.launcherEnd !== undefined;
}
