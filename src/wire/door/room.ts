import type { Descriptors } from '../../system/descriptors.ts';

/** Connections that the port of a process has: opened, and those of them that have not shown the job's key. */
export interface Callers {
  readonly open: number;
  readonly unproven: number;
}

/** For files: journal, series file, what is read of the host. */
const RESERVE = 64;
/** Behind a front a connection takes three descriptors: its own, and both ends of the way to ZeroMQ. */
const BEHIND_FRONT = 3;
/** As many can be on their way, however many descriptors there are: each takes memory. */
const MOST_UNPROVEN = 32_768;
const MOST_PENDING = 256;
const LEAST_PENDING = 4;
/** Those who wait at a front take at most one in so many of the descriptors that hosts leave. */
const SHARE = 2;

/** How many connections fit into a process, and from when on those who have not shown the key are too many. */
export class Room {
  /** More connections would take descriptors that files need. */
  readonly most: number;
  /** How many a front lets wait until they have shown the key. */
  readonly mostPending: number;
  /** Whether all hosts of the job fit behind a front. */
  readonly hasFront: boolean;

  /** @param hosts how many will come; null if nobody knows */
  constructor({ limit, open }: Descriptors, hosts: number | null) {
    const free = limit - open - RESERVE;
    const places = Math.floor(free / BEHIND_FRONT) - (hosts ?? 0);
    const pending = Math.floor(places / SHARE);
    this.most = Math.max(1, free);
    this.hasFront = pending >= LEAST_PENDING;
    this.mostPending = Math.min(MOST_PENDING, pending);
  }

  /**
   * Whether strangers are about to take all the room. Many hosts that have just come are not: without a key they are for a
   * moment, and more than half of all only where there is room for them.
   * @param refused whether the kernel has had no descriptor left for a connection
   */
  isTaken({ open, unproven }: Callers, how: 'full' | 'open'): boolean {
    if (!this.hasFront) return false;
    if (unproven > MOST_UNPROVEN) return true;
    return (how === 'full' || open > this.most) && unproven > open / 2;
  }
}
