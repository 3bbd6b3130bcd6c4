import { setTimeout as pause } from 'node:timers/promises';
import type { Context } from 'zeromq';
import { systemClock } from '../../system/clock.ts';
import { type BrokerAddress, connectToBroker } from '../../wire/broker-sockets.ts';
import { jobKeys } from '../../wire/keys.ts';
import { askBrokers } from './broker/ask.ts';
import { search } from './file/search.ts';
import { type FoundGather, reachable } from './found-gather.ts';
import { pmiExchange } from './pmi/exchange.ts';
import { parseValue } from './pmi/value.ts';
import type { Way } from './way.ts';

export interface LookUpOptions {
  readonly context: Context;
  readonly way: Way;
  readonly resultsDir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly timeoutMs: number;
  /**
   * Ends it early. It still takes leave of PMI, within two seconds, or the launcher would take the end of this rank for a
   * crash; so it is to be waited for.
   */
  readonly signal?: AbortSignal;
}

const AGAIN_MS = 200;

/**
 * Finds rank 0 in the way that was chosen, as a rank that was started with it.
 * @returns undefined if it was not found within the time or until `signal`
 * @throws RankZeroFailed if rank 0 says that there will be no gather
 * @throws Error if the way itself fails
 */
export async function lookUp(options: LookUpOptions): Promise<FoundGather | undefined> {
  try {
    return await find(options);
  } catch (error) {
    if (options.signal?.aborted === true) return undefined;
    throw error;
  }
}

async function find(options: LookUpOptions): Promise<FoundGather | undefined> {
  const { context, way, resultsDir, env, timeoutMs, signal } = options;
  if (way.kind === 'alone') return undefined;
  if (way.kind === 'broker') {
    const keys = jobKeys(way.secret);
    const connect = (to: BrokerAddress) => connectToBroker(context, keys, to, 0);
    const gather = await askBrokers(way.brokers, connect, { clock: systemClock(), timeoutMs, signal });
    return gather && (await reachable({ secret: way.secret, endpoints: gather.endpoints }, signal));
  }
  if (way.kind === 'pmi') {
    const value = await pmiExchange({ env, value: undefined, timeoutMs, signal });
    return await reachable(parseValue(value), signal);
  }
  const where = way.kind === 'file' ? { path: way.path } : { directory: resultsDir, key: way.key };
  return await lookUpByFile(where, timeoutMs, signal);
}

/** A file that leads nowhere can be left of a job that crashed: the right one replaces it. */
async function lookUpByFile(
  where: { path: string } | { directory: string; key: string },
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<FoundGather | undefined> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const left = Math.max(0, end - performance.now());
    const file = await search({ ...where, timeoutMs: left, signal });
    if (file === undefined) return undefined;
    const found = await reachable({ secret: file.secret, endpoints: file.addresses }, signal);
    if (found.endpoints.length > 0 || performance.now() >= end) return found;
    await pause(AGAIN_MS, undefined, { signal });
  }
}
