import { setTimeout as pause } from 'node:timers/promises';
import type { Pull, Router } from 'zeromq';
import { isCode } from '../../system/errors.ts';

/** Opening and closing a port takes milliseconds. */
const BUSY_MS = 5;

/**
 * Does with a socket what it refuses (EBUSY) while one of its ports is opened or closed, which a {@link Door} does when
 * strangers come: it is done a moment later then, so that nothing is lost by that.
 * @throws what `act` throws otherwise
 */
export async function whenFree<T>(act: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (!isCode(error, 'EBUSY')) throw error;
      await pause(BUSY_MS);
    }
  }
}

/** All that comes, also after such a moment; what ZeroMQ's own iterator gives ends with an error there. */
export function received(socket: Pull | Router): AsyncIterable<readonly Buffer[]> {
  return { [Symbol.asyncIterator]: () => messagesOf(socket) };
}

async function* messagesOf(socket: Pull | Router): AsyncGenerator<readonly Buffer[], void> {
  const messages = socket[Symbol.asyncIterator]();
  for (;;) {
    const { value, done } = await whenFree(async () => await messages.next());
    if (done === true || value === undefined) return;
    yield value;
  }
}
