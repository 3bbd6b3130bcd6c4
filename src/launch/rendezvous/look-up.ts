import { setTimeout as pause } from 'node:timers/promises';
import * as v from 'valibot';
import type { Context } from 'zeromq';
import { isSecret } from '../../wire/keys.ts';
import { askBrokers } from './broker/ask.ts';
import { gatherAddressSchema } from './broker/messages.ts';
import { search } from './file/search.ts';
import { type FoundGather, reachable } from './found-gather.ts';
import { pmiExchange } from './pmi/exchange.ts';
import type { Way } from './way.ts';

export interface LookUpOptions {
  readonly context: Context;
  readonly way: Way;
  readonly resultsDir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly timeoutMs: number;
}

const AGAIN_MS = 200;

const pmiValue = v.object({
  secret: v.pipe(v.string(), v.check(isSecret)),
  endpoints: gatherAddressSchema.entries.endpoints,
});

/**
 * Finds rank 0 in the way that was chosen, as a rank that was started with it.
 * @returns undefined if it was not found within the time, or is not to be reached
 * @throws Error if the way itself fails
 */
export async function lookUp({
  context,
  way,
  resultsDir,
  env,
  timeoutMs,
}: LookUpOptions): Promise<FoundGather | undefined> {
  if (way.kind === 'alone') return undefined;
  if (way.kind === 'broker') {
    const found = await askBrokers(context, way, timeoutMs);
    return found && (await reachable(found));
  }
  if (way.kind === 'pmi') {
    const value = await pmiExchange({ env, value: undefined, timeoutMs });
    return await reachable(v.parse(pmiValue, JSON.parse(value)));
  }
  return await lookUpByFile(way, resultsDir, timeoutMs);
}

/** A file that leads nowhere can be left of a job that crashed: the right one replaces it. */
async function lookUpByFile(
  way: Way & { kind: 'file' | 'directory' },
  resultsDir: string,
  timeoutMs: number,
): Promise<FoundGather | undefined> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const left = Math.max(0, end - performance.now());
    const where = way.kind === 'file' ? { path: way.path } : { directory: resultsDir, key: way.key };
    const file = await search({ ...where, timeoutMs: left });
    if (file === undefined) return undefined;
    const found = await reachable({ secret: file.secret, endpoints: file.addresses });
    if (found.endpoints.length > 0 || performance.now() >= end) return found;
    await pause(AGAIN_MS);
  }
}
