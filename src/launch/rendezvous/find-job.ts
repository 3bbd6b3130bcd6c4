import type { Context } from 'zeromq';
import { systemClock } from '../../system/clock.ts';
import { type BrokerAddress, connectToBroker } from '../../wire/broker-sockets.ts';
import { jobKeys } from '../../wire/keys.ts';
import { askBrokers } from './broker/ask.ts';
import { list, read } from './file/file.ts';
import { type FoundGather, reachable } from './found-gather.ts';
import { parseRendezvous } from './way.ts';

export interface FindJobOptions {
  readonly context: Context;
  readonly resultsDir: string;
  /** The option `--rendezvous`. */
  readonly rendezvous: string | undefined;
  readonly env: NodeJS.ProcessEnv;
}

const ASK_MS = 5000;

/**
 * Finds a running job, as somebody who wants to stop it.
 * @throws Error that says why there is none, or which of several is to be named
 */
export async function findGather({
  context,
  resultsDir,
  rendezvous,
  env,
}: FindJobOptions): Promise<FoundGather> {
  const said = rendezvous ?? env.RANKSTAT_RENDEZVOUS;
  const way = said === undefined || said === '' ? undefined : parseRendezvous(said, env);
  if (way?.kind === 'broker') {
    const { brokers, secret } = way;
    const connect = (to: BrokerAddress) => connectToBroker(context, jobKeys(secret), to, 0);
    const gather = await askBrokers(brokers, connect, { clock: systemClock(), timeoutMs: ASK_MS });
    if (gather !== undefined) return await reachable({ secret, endpoints: gather.endpoints });
    throw new Error(`no running job is known at ${said}`);
  }
  const candidates = way?.kind === 'file' ? [await read(way.path)] : await list(resultsDir);
  const ours = candidates.filter(
    ({ job_id }) => env.SLURM_JOB_ID === undefined || job_id === env.SLURM_JOB_ID,
  );
  const alive: FoundGather[] = [];
  for (const { secret, addresses } of ours.length > 0 ? ours : candidates) {
    const found = await reachable({ secret, endpoints: addresses });
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
