import os from 'node:os';
import type { Environment } from '../identity/environment.ts';
import { type Interfaces, localAddressTowards, usableAddresses } from './addresses.ts';
import { daemonAddresses, launcherHosts } from './launcher-hosts.ts';

export interface PublishedOptions {
  readonly env: Environment;
  /** Interface name, CIDR or address; undefined for all. */
  readonly only: string | undefined;
  /** How many nodes will look for this process; null if nobody said. */
  readonly nodes: number | null;
}

/** What a host knows of its networks. */
export interface HostNetworks {
  readonly interfaces: Interfaces;
  /** The local address from which packets to a host leave; null if there is no route. */
  readonly towards: (host: string) => Promise<string | null>;
}

/**
 * The addresses under which others can reach this process, best first: that towards the launcher, which all
 * nodes can reach, then the rest.
 * @param host this host, if nothing else is said
 * @throws Error if `only` fits no address of this host
 */
export async function publishedHosts(
  { env, only, nodes }: PublishedOptions,
  host: HostNetworks = { interfaces: os.networkInterfaces(), towards: localAddressTowards },
): Promise<string[]> {
  const { interfaces } = host;
  if (nodes === 1 && only === undefined) return usableAddresses({ interfaces, loopback: 'only' });
  const towards = await Promise.all(launcherHosts(env).map(host.towards));
  const preferred = [...towards.filter((address) => address !== null), ...daemonAddresses(env)];
  const restricted = only === undefined ? {} : { only };
  const usable = usableAddresses({ interfaces, preferred, loopback: 'never', ...restricted });
  // A host without any other address can still be alone.
  return usable.length > 0 ? usable : usableAddresses({ interfaces, loopback: 'only' });
}
