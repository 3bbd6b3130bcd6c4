import { Context } from 'zeromq';
import { Broker, type BrokerEvents } from '../launch/rendezvous/broker/broker.ts';
import type { Starter } from '../launch/start/launcher.ts';
import { messageOf } from '../system/errors.ts';
import { faultLine } from '../system/faults.ts';
import type { PortRange } from '../wire/curve.ts';
import { jobKeys, newSecret } from '../wire/keys.ts';
import type { AbsentHost } from '../wire/records.ts';
import { Collectors } from './collectors.ts';
import type { CollectorsParts } from './collectors-parts.ts';
import { Heard } from './heard.ts';
import { launchCollectors } from './launch.ts';
import type { LauncherParts } from './launcher-process.ts';
import { isSeen, removeSeen } from './seen.ts';

/** How collectors are started, and what is told of them. */
export interface StartOptions extends Pick<CollectorsParts, 'stopTimeoutMs' | 'clock' | 'log' | 'line'> {
  /** The option `--launcher`. */
  readonly launcher: Starter | 'auto';
  /** The option `--bcast`: a folder of the nodes; undefined without it. */
  readonly bcast?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** Arguments of `rankstat rank`. */
  readonly rankArguments: readonly string[];
  /** Where the broker listens. */
  readonly ports: PortRange;
  /** Interface name, CIDR or address under which the broker is reached; undefined for all. */
  readonly only: string | undefined;
}

/**
 * Opens the broker of a new job and starts the launcher of this environment.
 * @param aborted when nothing must be started any more
 * @throws Error if there is no way to start collectors; nothing is then left open
 */
export async function startCollectors(options: StartOptions, aborted: AbortSignal): Promise<Collectors> {
  const { launcher: requested, bcast, env, rankArguments, ports, only } = options;
  const secret = newSecret();
  return await putTogether({
    ...options,
    exists: (file) => isSeen(file),
    remove: (file) => removeSeen(file),
    openBroker: (events) => Broker.open(new Context(), jobKeys(secret), ports, events),
    launch: (port, parts) =>
      launchCollectors({ requested, bcast, env, rankArguments, only, secret, aborted }, port, parts),
  });
}

/** What {@link putTogether} makes collectors of. */
export interface ToPutTogether
  extends Pick<CollectorsParts, 'stopTimeoutMs' | 'clock' | 'log' | 'line' | 'exists' | 'remove'> {
  readonly openBroker: (events: BrokerEvents) => Promise<CollectorsParts['broker'] & Pick<Broker, 'port'>>;
  readonly launch: (
    brokerPort: number,
    parts: LauncherParts,
  ) => Promise<Pick<CollectorsParts, 'launcher' | 'isLocal' | 'passesOn'>>;
}

/**
 * Has the broker and the launcher heard, first the broker.
 * @throws what either throws; the broker is then closed
 */
export async function putTogether(parts: ToPutTogether): Promise<Collectors> {
  const { openBroker, launch, clock, log } = parts;
  const heard = new Heard(clock);
  const onFault = (error: unknown) => log.warn(faultLine(error));
  const broker = await openBroker({ ...heard.events, onFault });
  try {
    const onAbsent = (absent: AbsentHost) => {
      if (!heard.isNews(absent)) return;
      broker.tellRank0({ op: 'absent', ...absent }).catch((error: unknown) => log.detail(messageOf(error)));
    };
    const launched = await launch(broker.port, { clock, log, onEnd: heard.onLauncherEnd, onAbsent });
    return new Collectors({ ...parts, ...launched, heard, broker });
  } catch (error) {
    broker.close();
    throw error;
  }
}
