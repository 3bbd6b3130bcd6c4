import { readFile } from 'node:fs/promises';
import type { Context } from 'zeromq';
import type { Clock } from '../../system/clock.ts';
import { messageOf } from '../../system/errors.ts';
import type { JobKeys } from '../../wire/keys.ts';
import type { BenchmarkInfo } from '../../wire/records.ts';
import type { Identity } from '../identity/identity.ts';
import { firstReachable } from '../network/reachable.ts';
import { Watch } from '../network/watch.ts';
import { type BrokerAddress, BrokerLink } from './broker/link.ts';
import type { GatherAddress, ToBroker } from './broker/messages.ts';
import { type Rendezvous, rendezvousPath } from './file/content.ts';
import { publish, remove } from './file/file.ts';
import { pmiExchange } from './pmi/exchange.ts';
import type { Way } from './way.ts';

export interface AnnounceOptions {
  readonly context: Context;
  readonly keys: JobKeys;
  readonly secret: string;
  readonly way: Way;
  readonly env: NodeJS.ProcessEnv;
  readonly identity: Identity;
  readonly resultsDir: string;
  readonly gather: Omit<GatherAddress, 'rendezvous'>;
  readonly clock: Clock;
  /** So long after its end a broker is taken to be gone, ms. */
  readonly goneAfterMs: number;
  /** Called by a broker that wants the job to stop, or is gone. */
  readonly onStop: (reason: string) => void;
  readonly onBenchmark: (info: BenchmarkInfo) => void;
  readonly log: (message: string) => void;
}

/** That rank 0 can be found. */
export interface Announced {
  /** The line to the broker, if there is one. */
  readonly line: BrokerLink | undefined;
  /** Ends it: tells the broker how the job ended, removes the file. */
  withdraw(last: ToBroker & { readonly op: 'done' }): Promise<void>;
}

const PMI_TIMEOUT_MS = 30_000;
const PROBE_MS = 3000;

/**
 * Lets the other ranks find rank 0, in the way that was chosen; and whoever wants to stop the job, by a file in
 * the results directory.
 * @throws Error if the other ranks cannot find it
 */
export async function announce(options: AnnounceOptions): Promise<Announced> {
  const { way, gather, log } = options;
  const file = await publishFile(options).catch((error: unknown) => {
    if (way.kind === 'file' || way.kind === 'directory') throw error;
    log(`rankstat stop and status will not find this job: ${messageOf(error)}`);
    return null;
  });
  const line = way.kind === 'broker' ? await callBroker(options, way.brokers) : undefined;
  line?.introduce({ op: 'tell', gather: { ...gather, rendezvous: file } });
  const ending = new AbortController();
  const told = way.kind === 'pmi' ? tellByPmi(options, ending.signal) : undefined;
  return {
    line,
    async withdraw(last) {
      // PMI has to be taken leave of, or the launcher takes our end for a crash.
      ending.abort();
      await told;
      line?.tell(last);
      line?.close();
      if (file !== null) await remove(file).catch(() => {});
    },
  };
}

/** Waits for the other ranks, which can come late; so rank 0 must not wait for this. Never rejects. */
async function tellByPmi({ env, secret, gather, log }: AnnounceOptions, signal: AbortSignal): Promise<void> {
  const value = JSON.stringify({ secret, endpoints: gather.endpoints.slice(0, MAX_PMI_ENDPOINTS) });
  try {
    await pmiExchange({ env, rank: 0, value, timeoutMs: PMI_TIMEOUT_MS, signal });
  } catch (error) {
    if (signal.aborted) return;
    log(`other ranks cannot learn where this one is: ${messageOf(error)}`);
  }
}

/** PMI values are short: 1024 bytes at the least. */
const MAX_PMI_ENDPOINTS = 6;

/** Tells a broker that there will be no gather, and why. */
export async function announceFailure(
  { context, keys, way }: Pick<AnnounceOptions, 'context' | 'keys' | 'way'>,
  problem: string,
): Promise<void> {
  if (way.kind !== 'broker') return;
  const [broker] = await firstReachable(way.brokers, { timeoutMs: PROBE_MS });
  if (broker === undefined) return;
  const nothing = () => {};
  const line = new BrokerLink(context, keys, broker, {
    onMessage: nothing,
    onConnection: nothing,
    onClose: nothing,
  });
  line.tell({ op: 'done', phase: 'failed', problem });
  line.close();
}

async function callBroker(
  options: AnnounceOptions,
  brokers: readonly BrokerAddress[],
): Promise<BrokerLink | undefined> {
  const { context, keys, clock, goneAfterMs, onStop, onBenchmark } = options;
  const [reachable] = await firstReachable(brokers, { timeoutMs: PROBE_MS });
  const broker = reachable ?? brokers[0];
  if (broker === undefined) return undefined;
  const onGone = () => onStop('rankstat run is gone');
  const watch = new Watch({ clock, ...broker, patienceMs: goneAfterMs, onGone });
  watch.notice('down'); // It can be gone before the first handshake.
  return new BrokerLink(context, keys, broker, {
    onMessage: (message) => {
      if (message.op === 'stop') onStop(message.reason);
      else if (message.op === 'benchmark') onBenchmark(message.benchmark);
    },
    onConnection: (state) => watch.notice(state),
    onClose: () => watch.end(),
  });
}

async function publishFile(options: AnnounceOptions): Promise<string> {
  const { way, identity, resultsDir, gather, secret } = options;
  const key = way.kind === 'directory' ? way.key : (identity.launchKey ?? `local-${process.pid}`);
  const content: Rendezvous = {
    version: 1,
    key,
    secret,
    addresses: gather.endpoints,
    pid: process.pid,
    hostname: gather.hostname,
    boot_id: await readFile('/proc/sys/kernel/random/boot_id', 'utf8').then(
      (text) => text.trim(),
      () => '',
    ),
    started: new Date().toISOString(),
    file: gather.file,
    job_id: identity.jobId,
  };
  const file = way.kind === 'file' ? way.path : rendezvousPath(resultsDir, key);
  return await publish(file, content);
}
