import type { Marker } from '../../wire/records.ts';
import type { Environment } from './environment.ts';
import { identify } from './identity.ts';
import { jobKey } from './launch-key.ts';

/**
 * Who sets a mark, if it is a rank of a launch. Hydra tells nothing that only one of its launches has: there all of a job
 * count as one, which makes no difference as long as they mark one after the other.
 * @returns undefined if it is none, or its environment contradicts itself: a mark counts in any case
 */
export function markerOf(env: Environment): Marker | undefined {
  try {
    const { launcher, launchKey, rank } = identify(env);
    if (launcher === 'none' && launchKey === null) return undefined;
    return { launch: launchKey ?? `${launcher}-${jobKey(env) ?? ''}`, rank };
  } catch {
    return undefined;
  }
}
