import type { BrokerAddress } from '../../wire/broker-sockets.ts';
import { isSecret } from '../../wire/keys.ts';
import { type Identity, nodesWithRanks } from '../identity/identity.ts';
import { pmiAvailable } from './pmi/connection.ts';

/** A rendezvous that cannot be understood. */
export class RendezvousError extends Error {}

/** How the ranks of a job learn where rank 0 is. */
export type Way =
  | { readonly kind: 'broker'; readonly brokers: readonly BrokerAddress[]; readonly secret: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'pmi' }
  | { readonly kind: 'directory'; readonly key: string }
  | { readonly kind: 'alone' };

/** A way, and why it was chosen. */
export interface ChosenWay {
  readonly way: Way;
  readonly why: string;
}

export interface WayOptions {
  /** The option `--rendezvous`. */
  readonly rendezvous: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly identity: Identity;
}

/**
 * Chooses the way; the first that applies wins. What is said on the command line or in the environment, the PMI
 * of the launcher if it is ours alone, a file named after the launch.
 * @throws Error if what is said cannot be understood
 */
export function chooseWay({ rendezvous, env, identity }: WayOptions): ChosenWay {
  const said = rendezvous ?? env.RANKSTAT_RENDEZVOUS;
  if (said !== undefined && said !== '') {
    const why = rendezvous === undefined ? 'RANKSTAT_RENDEZVOUS says so' : '--rendezvous says so';
    return { way: parseRendezvous(said, env), why };
  }
  if (nodesWithRanks(identity) === 1) return { way: { kind: 'alone' }, why: 'all ranks are on this node' };
  if (pmiAvailable(env)) return { way: { kind: 'pmi' }, why: `${identity.launcher} speaks PMI with us` };
  if (identity.launchKey !== null) {
    const why = 'a file in the results directory, named after this launch';
    return { way: { kind: 'directory', key: identity.launchKey }, why };
  }
  return { way: { kind: 'alone' }, why: 'nothing says that there are other ranks' };
}

/**
 * Reads `tcp://HOST:PORT[,tcp://HOST:PORT…]`, `file:PATH` or `pmi`.
 * @throws RendezvousError if it is none of them, or the secret that goes with a broker is missing
 */
export function parseRendezvous(text: string, env: NodeJS.ProcessEnv): Way {
  if (text === 'pmi') return { kind: 'pmi' };
  if (text.startsWith('file:') && text.length > 'file:'.length) {
    return { kind: 'file', path: text.slice('file:'.length) };
  }
  const brokers = text.split(',').map(brokerAddress);
  if (!brokers.every((broker) => broker !== undefined)) {
    throw new RendezvousError(
      `rendezvous ${JSON.stringify(text)} is not right: tcp://HOST:PORT, file:PATH or pmi`,
    );
  }
  const secret = env.RANKSTAT_SECRET ?? '';
  if (!isSecret(secret))
    throw new RendezvousError('a broker is given, but RANKSTAT_SECRET has not the job’s secret');
  return { kind: 'broker', brokers, secret };
}

function brokerAddress(text: string): BrokerAddress | undefined {
  const [, ipv6, name, port] = /^tcp:\/\/(?:\[([^\]]+)\]|([^:/]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = ipv6 ?? name;
  return host === undefined || Number(port) > 65_535 ? undefined : { host, port: Number(port) };
}
