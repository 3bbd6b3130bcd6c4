import type { Clock } from '../../../system/clock.ts';
import { Condition } from '../../../system/condition.ts';
import type { BrokerAddress, BrokerPeerSocket } from '../../../wire/broker-sockets.ts';
import { firstReachable, PROBE_MS } from '../../network/reachable.ts';
import { RankZeroFailed } from '../rank-zero-failed.ts';
import { type GatherAddress, parseFromBroker } from './messages.ts';

export interface AskOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Ends it early, as if the time were over. */
  readonly signal?: AbortSignal | undefined;
}

/** Before brokers that cannot be reached are tried again. */
const PAUSE_MS = 200;
const ASK_AGAIN_MS = 2000;
/** Somebody else can listen at the broker's address: who has not the job's key within this time is not the broker. */
const HANDSHAKE_MS = 5000;
const ASK = JSON.stringify({ op: 'ask' });

/**
 * Asks those of the brokers that can be reached, one after the other, where the gather is.
 * @param connect makes the connection to one of them
 * @returns its address; undefined if none of them said within the time
 * @throws RankZeroFailed if there will be no gather
 */
export async function askBrokers(
  brokers: readonly BrokerAddress[],
  connect: (broker: BrokerAddress) => BrokerPeerSocket,
  { clock, timeoutMs, signal }: AskOptions,
): Promise<GatherAddress | undefined> {
  const end = clock.mono() + timeoutMs;
  const paused = new Condition(clock);
  signal?.addEventListener('abort', () => paused.changed());
  let order = brokers;
  while (clock.mono() < end && signal?.aborted !== true) {
    for (const broker of await firstReachable(order, { timeoutMs: PROBE_MS, signal })) {
      const left = Math.max(HANDSHAKE_MS, end - clock.mono());
      const gather = await askBroker(connect(broker), { clock, timeoutMs: left, signal });
      if (gather !== undefined) return gather;
      order = [...order.filter((other) => other !== broker), broker];
    }
    await paused.until(() => signal?.aborted === true, PAUSE_MS);
  }
  return undefined;
}

/**
 * Asks a broker where the gather is, until it says so. It can be long silent, until rank 0 has told it.
 * @param socket closed at the end
 * @returns its address; undefined if the broker did not say within the time, or this is not the broker
 * @throws RankZeroFailed if there will be no gather
 */
export async function askBroker(
  socket: BrokerPeerSocket,
  { clock, timeoutMs, signal }: AskOptions,
): Promise<GatherAddress | undefined> {
  let cancelNext = () => {};
  const ask = () => {
    socket.send(ASK).catch(() => {}); // It is asked again.
    cancelNext = clock.after(ASK_AGAIN_MS, ask);
  };
  let isClosed = false;
  const close = () => {
    isClosed = true;
    socket.close();
  };
  const cancelEnd = clock.after(timeoutMs, close);
  const cancelStranger = clock.after(HANDSHAKE_MS, close);
  socket.onConnection((state) => {
    if (state === 'up') cancelStranger();
  });
  signal?.addEventListener('abort', close);
  try {
    if (signal?.aborted === true) return undefined;
    ask();
    for await (const [bytes] of socket.messages) {
      const message = parseFromBroker(bytes);
      if (message?.op === 'gather') return message.gather;
      if (message?.op === 'failed') throw new RankZeroFailed(message.problem);
    }
    return undefined;
  } catch (error) {
    // Hearing can end so, where the socket is closed while it waits: `Socket operation on non-socket`.
    if (isClosed && !(error instanceof RankZeroFailed)) return undefined;
    throw error;
  } finally {
    cancelNext();
    cancelEnd();
    cancelStranger();
    signal?.removeEventListener('abort', close);
    close();
  }
}
