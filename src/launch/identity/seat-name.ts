import { secretName } from '../../wire/keys.ts';
import type { Way } from '../rendezvous/way.ts';
import type { Identity } from './identity.ts';

/**
 * The name of a launch's seat on a node. Under `rankstat run` nobody can guess it: it is derived from the job's secret. Nor
 * does one that was seen on a node, where the kernel lists it for all, tell that of another node. A direct launch has
 * nothing that its ranks share and strangers do not know.
 */
export function seatName({ launchKey, launcher }: Identity, way: Way, hostname: string): string {
  const launch = launchKey ?? `${process.ppid}-${launcher}`;
  return way.kind === 'broker' ? secretName(way.secret, `seat ${launch} ${hostname}`) : launch;
}
