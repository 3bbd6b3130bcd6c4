import type { Followed } from './followed.ts';

/** So often it is tried whether a process that has ended is in the numbers of one that has waited for it. */
const TRIES = 2;

interface Ended {
  readonly process: Followed;
  tries: number;
}

/**
 * Finds out for processes that have ended whose numbers have what they did. They are read parents first, so that no parent
 * has in its numbers already what is read of a child behind it.
 */
export class Accounts {
  #ended: Ended[] = [];

  /** @param processes that were found to have ended, parents first */
  add(processes: readonly Followed[]): void {
    this.#ended.push(...processes.map((process) => ({ process, tries: 0 })));
  }

  /** @param alive all that were read now, with the one that waits for the benchmark */
  settle(alive: readonly Followed[]): void {
    const isRead = new Set(alive);
    this.#ended = this.#ended.filter((ended) => {
      const waiter = waiterOf(ended.process);
      if (waiter === undefined) return false;
      if (!isRead.has(waiter)) return true;
      return !waiter.takesOver(ended.process.owed) && ++ended.tries < TRIES;
    });
    for (const process of alive) process.settle();
  }
}

/** Who has waited for it, if anybody did who is followed: its parent, or if that has ended, too, the parent's. */
function waiterOf({ parent }: Followed): Followed | undefined {
  let waiter = parent;
  while (waiter?.hasEnded === true) waiter = waiter.parent;
  return waiter;
}
