import { setMaxListeners } from 'node:events';
import { connect } from 'node:net';
import { type Clock, systemClock } from '../../system/clock.ts';

interface Address {
  readonly host: string;
  readonly port: number;
}

/**
 * Tries a connection, and tells whether somebody takes it.
 * @returns gives it up, or closes it
 */
export type Knock = (at: Address, tell: (isTaken: boolean) => void) => () => void;

export interface ReachableOptions {
  /** When to give up on all, from the start. */
  readonly timeoutMs: number;
  /** Gives up on all earlier. */
  readonly signal?: AbortSignal | undefined;
  /** By TCP, if not given. */
  readonly knock?: Knock;
  /** This host's, if not given. */
  readonly clock?: Clock;
}

/** How long addresses of a running process are given to answer, ms. */
export const PROBE_MS = 3000;
/** Before the next candidate is tried; less if there are many. */
const STAGGER_MS = 50;
/** How long a candidate that answers waits for a better one. */
const GRACE_MS = 150;

/**
 * Finds out by TCP connections, which are closed at once, where somebody listens. The candidates are tried one
 * shortly after the other, so that an address that swallows packets does not hold up the rest.
 * @param candidates best first; what else they have is kept
 * @returns those that answered, best first: not all that would, but the best that did so soon; none if none did
 */
export async function firstReachable<T extends Address>(
  candidates: readonly T[],
  { timeoutMs, signal, knock = knockByTcp, clock = systemClock() }: ReachableOptions,
): Promise<T[]> {
  if (candidates.length === 0 || signal?.aborted === true) return [];
  const stagger = Math.min(STAGGER_MS, timeoutMs / 2 / candidates.length);
  const over = new AbortController();
  // One for each candidate, which is no leak.
  setMaxListeners(candidates.length, over.signal);
  const stop = () => over.abort();
  const cancelEnd = clock.after(timeoutMs, stop);
  signal?.addEventListener('abort', stop);
  let cancelGrace: (() => void) | undefined;
  const answered = new Set<T>();
  const open = new Set(candidates);
  try {
    await Promise.all(
      candidates.map(async (candidate, nth) => {
        const begin = (settle: (isTaken: boolean) => void) => knock(candidate, settle);
        if (await answers(begin, nth * stagger, over.signal, clock)) {
          answered.add(candidate);
          cancelGrace ??= clock.after(GRACE_MS, stop);
        }
        open.delete(candidate);
        // Once all better ones are settled, waiting for the worse gains nothing.
        const best = candidates.find((one) => open.has(one) || answered.has(one));
        if (best !== undefined && answered.has(best)) stop();
      }),
    );
  } finally {
    cancelEnd();
    signal?.removeEventListener('abort', stop);
    cancelGrace?.();
  }
  return candidates.filter((candidate) => answered.has(candidate));
}

/** Knocks after a time, unless all is over before; the door is let go of once that is settled. */
async function answers(
  begin: (settle: (isTaken: boolean) => void) => () => void,
  delayMs: number,
  over: AbortSignal,
  clock: Clock,
): Promise<boolean> {
  return await new Promise((resolve) => {
    let leave = () => {};
    const settle = (isTaken: boolean) => {
      cancelStart();
      over.removeEventListener('abort', stop);
      leave();
      resolve(isTaken);
    };
    const stop = () => settle(false);
    const cancelStart = clock.after(delayMs, () => {
      leave = begin(settle);
    });
    over.addEventListener('abort', stop);
  });
}

const knockByTcp: Knock = ({ host, port }, tell) => {
  const socket = connect({ host, port });
  socket.on('connect', () => tell(true));
  socket.on('error', () => tell(false));
  return () => socket.destroy();
};
