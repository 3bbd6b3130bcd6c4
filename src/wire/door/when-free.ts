import { setTimeout as pause } from 'node:timers/promises';
import type { Router } from 'zeromq';
import { isCode, messageOf } from '../../system/errors.ts';

/** Opening and closing a port takes milliseconds. */
const BUSY_MS = 5;

/**
 * Does with a socket what it refuses while one of its ports is opened or closed, which a {@link Door} does when
 * strangers come: it is done a moment later then, so that nothing is lost by that.
 * @throws what `act` throws otherwise
 */
export async function whenFree<T>(act: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (!isAtPort(error)) throw error;
      await pause(BUSY_MS);
    }
  }
}

/** The same code is given to a second `send` beside one that waits for its peer, which can be gone for good. */
function isAtPort(error: unknown): boolean {
  return isCode(error, 'EBUSY') && messageOf(error).includes('bind or unbind');
}

/**
 * All that comes, also after such a moment; what ZeroMQ's own iterator gives ends with an error there. No generator,
 * in which each message would wait for three promises more.
 */
export function received(socket: Router): AsyncIterable<readonly Buffer[]> {
  return {
    [Symbol.asyncIterator]() {
      const messages = socket[Symbol.asyncIterator]();
      return { next: () => whenFree(() => messages.next()) };
    },
  };
}
