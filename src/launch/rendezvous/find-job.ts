import { setTimeout as pause } from 'node:timers/promises';
import * as v from 'valibot';
import type { Context } from 'zeromq';
import { isSecret, jobKeys } from '../../wire/keys.ts';
import type { Endpoint } from '../../wire/transport.ts';
import { firstReachable } from '../network/addresses.ts';
import { askBroker } from './broker/link.ts';
import { gatherAddressSchema } from './broker/messages.ts';
import { list, type Rendezvous, read } from './file/file.ts';
import { find } from './file/search.ts';
import { pmiExchange } from './pmi/exchange.ts';
import { parseRendezvous, type Way } from './way.ts';

/** Where a gather is, and the secret of its job. */
export interface FoundGather {
  readonly secret: string;
  /** Those that take a connection, best first. */
  readonly endpoints: readonly Endpoint[];
}

export interface LookUpOptions {
  readonly context: Context;
  readonly way: Way;
  readonly resultsDir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly timeoutMs: number;
}

const PROBE_MS = 3000;
const ASK_MS = 5000;
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
  if (way.kind === 'broker') return await lookUpByBroker(context, way, timeoutMs);
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
    const file = await find({ ...where, timeoutMs: left });
    if (file === undefined) return undefined;
    const found = await reachable(ofFile(file));
    if (found.endpoints.length > 0 || performance.now() >= end) return found;
    await pause(AGAIN_MS);
  }
}

async function lookUpByBroker(
  context: Context,
  { brokers, secret }: Way & { kind: 'broker' },
  timeoutMs: number,
): Promise<FoundGather | undefined> {
  const end = performance.now() + timeoutMs;
  while (performance.now() < end) {
    for (const broker of await firstReachable(brokers, { timeoutMs: PROBE_MS })) {
      const left = Math.max(ASK_MS, end - performance.now());
      const gather = await askBroker(context, jobKeys(secret), broker, left);
      if (gather !== undefined) return await reachable({ secret, endpoints: gather.endpoints });
    }
  }
  return undefined;
}

export interface FindOptions {
  readonly context: Context;
  readonly resultsDir: string;
  /** The option `--rendezvous`. */
  readonly rendezvous: string | undefined;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Finds a running job, as somebody who wants to stop it.
 * @throws Error that says why there is none, or which of several is to be named
 */
export async function findGather({
  context,
  resultsDir,
  rendezvous,
  env,
}: FindOptions): Promise<FoundGather> {
  const said = rendezvous ?? env.RANKSTAT_RENDEZVOUS;
  const way = said === undefined || said === '' ? undefined : parseRendezvous(said, env);
  if (way?.kind === 'broker') {
    const found = await lookUpByBroker(context, way, ASK_MS);
    if (found !== undefined) return found;
    throw new Error(`no running job is known at ${said}`);
  }
  const candidates = way?.kind === 'file' ? [await read(way.path)] : await list(resultsDir);
  const ours = candidates.filter(
    ({ job_id }) => env.SLURM_JOB_ID === undefined || job_id === env.SLURM_JOB_ID,
  );
  const alive: FoundGather[] = [];
  for (const candidate of ours.length > 0 ? ours : candidates) {
    const found = await reachable(ofFile(candidate));
    if (found.endpoints.length > 0) alive.push(found);
  }
  const [only, another] = alive;
  const where = way?.kind === 'file' ? `behind ${way.path}` : `in ${resultsDir}`;
  if (only === undefined) {
    throw new Error(`no running job ${where}: give its --results-dir, or --rendezvous file:PATH`);
  }
  if (another !== undefined) {
    throw new Error(`${alive.length} running jobs ${where}: name one by --rendezvous file:PATH`);
  }
  return only;
}

function ofFile({ secret, addresses }: Rendezvous): FoundGather {
  return { secret, endpoints: addresses };
}

/** Leaves out the endpoints where nobody listens. */
async function reachable({ secret, endpoints }: FoundGather): Promise<FoundGather> {
  const candidates = endpoints.map((endpoint) => ({
    host: endpoint.host,
    port: endpoint.pullPort,
    endpoint,
  }));
  const answering = await firstReachable(candidates, { timeoutMs: PROBE_MS });
  return { secret, endpoints: answering.map(({ endpoint }) => endpoint) };
}
