import type { Context } from 'zeromq';
import { connectToBroker } from '../../../wire/broker-sockets.ts';
import { type JobKeys, jobKeys } from '../../../wire/keys.ts';
import { firstReachable } from '../../network/reachable.ts';
import type { FoundGather } from '../found-gather.ts';
import type { BrokerAddress } from './link.ts';
import { type GatherAddress, parseFromBroker } from './messages.ts';

const PROBE_MS = 3000;
const ASK_AGAIN_MS = 2000;
const LEAST_MS = 5000;

/**
 * Asks brokers, one after the other, where the gather of their job is.
 * @returns undefined if none of them said within `timeoutMs`
 */
export async function askBrokers(
  context: Context,
  { brokers, secret }: { readonly brokers: readonly BrokerAddress[]; readonly secret: string },
  timeoutMs: number,
): Promise<FoundGather | undefined> {
  const end = performance.now() + timeoutMs;
  while (performance.now() < end) {
    for (const broker of await firstReachable(brokers, { timeoutMs: PROBE_MS })) {
      const left = Math.max(LEAST_MS, end - performance.now());
      const gather = await askBroker(context, jobKeys(secret), broker, left);
      if (gather !== undefined) return { secret, endpoints: gather.endpoints };
    }
  }
  return undefined;
}

/**
 * Asks a broker where the gather is.
 * @returns its address; undefined if the broker did not say within `timeoutMs`
 */
export async function askBroker(
  context: Context,
  keys: JobKeys,
  broker: BrokerAddress,
  timeoutMs: number,
): Promise<GatherAddress | undefined> {
  const dealer = connectToBroker(context, keys, broker.host, broker.port);
  const ask = () => void dealer.send(JSON.stringify({ op: 'ask' })).catch(() => {});
  const again = setInterval(ask, ASK_AGAIN_MS);
  const giveUp = setTimeout(() => dealer.close(), timeoutMs);
  ask();
  try {
    for await (const [bytes] of dealer) {
      const message = understood(bytes);
      if (message?.op === 'gather') return message.gather;
    }
    return undefined;
  } catch {
    return undefined; // Closed: nobody answered.
  } finally {
    clearInterval(again);
    clearTimeout(giveUp);
    dealer.linger = 0;
    dealer.close();
  }
}

function understood(bytes: Uint8Array | undefined) {
  try {
    return parseFromBroker(bytes ?? new Uint8Array(0));
  } catch {
    return undefined;
  }
}
