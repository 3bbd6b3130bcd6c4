import os from 'node:os';
import type { Environment } from '../identity/environment.ts';
import { localAddressTowards, usableAddresses } from './addresses.ts';
import { daemonAddresses, launcherHosts } from './launcher-hosts.ts';

export interface PublishedOptions {
  readonly env: Environment;
  /** Interface name, CIDR or address; undefined for all. */
  readonly only: string | undefined;
  /** How many nodes will look for this process; null if nobody said. */
  readonly nodes: number | null;
}

/**
 * The addresses under which others can reach this process, best first: that towards the launcher, which all
 * nodes can reach, then the rest.
 * @throws Error if `only` fits no address of this host
 */
export async function publishedHosts({ env, only, nodes }: PublishedOptions): Promise<string[]> {
  const interfaces = os.networkInterfaces();
  if (nodes === 1 && only === undefined) return usableAddresses({ interfaces, loopback: 'only' });
  const towards = await Promise.all(launcherHosts(env).map(localAddressTowards));
  const preferred = [...towards.filter((address) => address !== null), ...daemonAddresses(env)];
  const restricted = only === undefined ? {} : { only };
  const usable = usableAddresses({ interfaces, preferred, loopback: 'never', ...restricted });
  // A host without any other address can still be alone.
  return usable.length > 0 ? usable : usableAddresses({ interfaces, loopback: 'only' });
}
