import type { Context } from 'zeromq';
import type { Clock } from '../../system/clock.ts';
import { onceDescriptors } from '../../system/descriptors.ts';
import { messageOf } from '../../system/errors.ts';
import { within } from '../../system/patience.ts';
import { type BrokerAddress, connectToBroker } from '../../wire/broker-sockets.ts';
import type { JobKeys } from '../../wire/keys.ts';
import type { AbsentHost, BenchmarkInfo } from '../../wire/records.ts';
import type { Identity } from '../identity/identity.ts';
import { firstReachable, PROBE_MS } from '../network/reachable.ts';
import { Watch } from '../network/watch.ts';
import { BrokerLink } from './broker/link.ts';
import type { GatherAddress, ToBroker } from './broker/messages.ts';
import { remove } from './file/file.ts';
import { publishOwn } from './file/own.ts';
import { pmiExchange } from './pmi/exchange.ts';
import { addressValue } from './pmi/value.ts';
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
  /** Called when a host has said that it is not recorded; perhaps twice. */
  readonly onAbsent: (absent: AbsentHost) => void;
  readonly log: (message: string) => void;
}

/** That rank 0 can be found. */
export interface Announced {
  /** The line to the broker, if there is one. */
  readonly line: BrokerLink | undefined;
  /** Ends it: tells the broker how the job ended, removes the file. */
  withdraw(last: ToBroker & { readonly op: 'done' }): Promise<void>;
}

/** PMI waits for all ranks of a launch; not longer than this. */
export const PMI_TIMEOUT_MS = 30_000;
/** For so long the last word, that the job is done, waits to be heard. */
const LAST_WORD_MS = 1000;

/** For so long the rendezvous file is waited for, when it is written and when it is removed, ms. */
const PUBLISH_MS = 10_000;
const REMOVE_MS = 1000;

/**
 * Lets the other ranks find rank 0, in the way that was chosen; and whoever wants to stop the job, by a file in
 * the results directory.
 * @throws Error if the other ranks cannot find it
 */
export async function announce(options: AnnounceOptions): Promise<Announced> {
  const { way, gather, clock, log } = options;
  const late = () => new Error(`no answer for ${PUBLISH_MS / 1000} s`);
  const published = onceDescriptors(clock, async () => await publishFile(options));
  const file = await within(clock, PUBLISH_MS, published, late).catch((error: unknown) => {
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
      await line?.end(last, LAST_WORD_MS);
      // Its file system may not answer any more; nobody waits for that.
      const late = () => new Error('it does not answer');
      if (file !== null) await within(clock, REMOVE_MS, remove(file), late).catch(() => {});
    },
  };
}

/** Waits for the other ranks, which can come late; so rank 0 must not wait for this. Never rejects. */
async function tellByPmi({ env, secret, gather, log }: AnnounceOptions, signal: AbortSignal): Promise<void> {
  const value = addressValue({ secret, endpoints: gather.endpoints });
  try {
    await pmiExchange({ env, rank: 0, value, timeoutMs: PMI_TIMEOUT_MS, signal });
  } catch (error) {
    if (signal.aborted) return;
    log(`other ranks cannot learn where this one is: ${messageOf(error)}`);
  }
}

async function callBroker(
  options: AnnounceOptions,
  brokers: readonly BrokerAddress[],
): Promise<BrokerLink | undefined> {
  const { context, keys, clock, goneAfterMs, onStop, onBenchmark, onAbsent, log } = options;
  const [reachable] = await firstReachable(brokers, { timeoutMs: PROBE_MS });
  const broker = reachable ?? brokers[0];
  if (broker === undefined) return undefined;
  const onGone = () => onStop('rankstat run is gone');
  const watch = new Watch({ clock, ...broker, patienceMs: goneAfterMs, onGone });
  watch.notice('down'); // It can be gone before the first handshake.
  const connect = () => connectToBroker(context, keys, broker, LAST_WORD_MS);
  return new BrokerLink(await onceDescriptors(clock, connect), clock, {
    onMessage: (message) => {
      if (message.op === 'stop') onStop(message.reason);
      else if (message.op === 'absent') onAbsent({ host: message.host, reason: message.reason });
      else onBenchmark(message.benchmark);
    },
    onConnection: (state) => watch.notice(state),
    onClose: () => watch.end(),
    onFault: (error) => log(`what rankstat run said was not followed: ${messageOf(error)}`),
  });
}

async function publishFile(options: AnnounceOptions): Promise<string> {
  const { endpoints, file, hostname } = options.gather;
  return await publishOwn(options, { hostname, secret: options.secret, addresses: endpoints, file });
}
