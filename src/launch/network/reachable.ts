import { setMaxListeners } from 'node:events';
import { connect } from 'node:net';

export interface ReachableOptions {
  /** When to give up on all, from the start. */
  readonly timeoutMs: number;
  /** Gives up on all earlier. */
  readonly signal?: AbortSignal | undefined;
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
export async function firstReachable<T extends { readonly host: string; readonly port: number }>(
  candidates: readonly T[],
  { timeoutMs, signal }: ReachableOptions,
): Promise<T[]> {
  if (candidates.length === 0 || signal?.aborted === true) return [];
  const stagger = Math.min(STAGGER_MS, timeoutMs / 2 / candidates.length);
  const over = new AbortController();
  // Two for each candidate, which is no leak.
  setMaxListeners(2 * candidates.length, over.signal);
  const stop = () => over.abort();
  const giveUp = setTimeout(stop, timeoutMs);
  signal?.addEventListener('abort', stop);
  let grace: NodeJS.Timeout | undefined;
  const answered = new Set<T>();
  const open = new Set(candidates);
  try {
    await Promise.all(
      candidates.map(async (candidate, nth) => {
        if (await answers(candidate, nth * stagger, over.signal)) {
          answered.add(candidate);
          grace ??= setTimeout(() => over.abort(), GRACE_MS);
        }
        open.delete(candidate);
        // Once all better ones are settled, waiting for the worse gains nothing.
        const best = candidates.find((one) => open.has(one) || answered.has(one));
        if (best !== undefined && answered.has(best)) over.abort();
      }),
    );
  } finally {
    clearTimeout(giveUp);
    signal?.removeEventListener('abort', stop);
    clearTimeout(grace);
  }
  return candidates.filter((candidate) => answered.has(candidate));
}

async function answers(
  { host, port }: { readonly host: string; readonly port: number },
  delayMs: number,
  over: AbortSignal,
): Promise<boolean> {
  return await new Promise((resolve) => {
    const settle = (answer: boolean) => {
      clearTimeout(start);
      over.removeEventListener('abort', stop);
      resolve(answer);
    };
    const stop = () => settle(false);
    const start = setTimeout(() => {
      const socket = connect({ host, port });
      const leave = () => socket.destroy();
      over.addEventListener('abort', leave);
      socket.on('connect', () => settle(true));
      socket.on('error', () => settle(false));
      socket.on('connect', leave);
      socket.on('close', () => over.removeEventListener('abort', leave));
    }, delayMs);
    over.addEventListener('abort', stop);
    if (over.aborted) stop();
  });
}
