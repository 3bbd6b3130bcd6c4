import { spawn } from 'node:child_process';
import { type PublishedOptions, publishedHosts } from '../launch/network/published.ts';
import type { Starter } from '../launch/start/launcher.ts';
import { startingOf } from '../launch/start/starting.ts';
import type { Clock } from '../system/clock.ts';
import { within } from '../system/patience.ts';
import { tcp } from '../wire/curve.ts';
import type { CollectorsParts } from './collectors-parts.ts';
import { type LauncherParts, LauncherProcess } from './launcher-process.ts';

/** What is to be launched. */
export interface LaunchOptions {
  /** The option `--launcher`. */
  readonly requested: Starter | 'auto';
  /** The option `--bcast`: a folder of the nodes; undefined without it. */
  readonly bcast?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** Arguments of `rankstat rank`. Never the secret. */
  readonly rankArguments: readonly string[];
  /** Interface name, CIDR or address under which the broker is reached; undefined for all. */
  readonly only: string | undefined;
  /** The job's secret. */
  readonly secret: string;
  /** Aborted when nothing must be started any more. */
  readonly aborted: AbortSignal;
}

/**
 * Starts one collector per node with the launcher of this environment. They learn from theirs where the broker is.
 * @throws Error if there is no way to start collectors, or it is too late
 */
export async function launchCollectors(
  { requested, bcast, env, rankArguments, only, secret, aborted }: LaunchOptions,
  brokerPort: number,
  parts: LauncherParts,
): Promise<Pick<CollectorsParts, 'isLocal' | 'passesOn'> & { readonly launcher: LauncherProcess }> {
  const { chosen, notCopied, commandWithCopies } = await startingOf(requested, env, bcast);
  const { launcher, why, warning } = chosen;
  parts.log.detail(`collectors are started by ${launcher}: ${why}`);
  if (warning !== undefined) parts.log.warn(warning);
  if (notCopied !== undefined)
    parts.log.warn(`--bcast: ${notCopied}; the collectors are started from where rankstat is`);
  const isLocal = launcher === 'local';
  const hosts = await addressesSoon({ env, only, nodes: isLocal ? 1 : null }, parts.clock);
  aborted.throwIfAborted();
  const [file = '', ...args] = commandWithCopies(rankArguments);
  const child = spawn(file, args, {
    // Ctrl-C is for the benchmark: the collectors are stopped afterwards.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...env,
      RANKSTAT_RENDEZVOUS: hosts.map((host) => tcp(host, brokerPort)).join(','),
      RANKSTAT_SECRET: secret,
    },
  });
  // Hydra ends at a signal that it cannot pass on to a node whose proxy has ended, and kills what still runs
  // (HYD_pmcd_pmiserv_send_signal of MPICH 4.0: `unable to write data to proxy`).
  const passesOn = launcher === 'mpich' ? 'while all run' : 'always';
  return { launcher: new LauncherProcess(child, parts), isLocal, passesOn };
}

/** The name of the launcher's host can take so long to be looked up; the benchmark waits for that, ms. */
const ADDRESSES_MS = 3000;

/**
 * Where the broker is reached, best first. Which address is best can depend on the launcher's host, whose name a server that
 * does not answer would have to tell: then the order is left to chance.
 */
export async function addressesSoon(
  options: PublishedOptions,
  clock: Clock,
  published = publishedHosts,
): Promise<readonly string[]> {
  const late = new Error('no answer');
  return await within(clock, ADDRESSES_MS, published(options), () => late).catch(async (error: unknown) => {
    if (error !== late) throw error;
    return await published({ ...options, env: {} });
  });
}
