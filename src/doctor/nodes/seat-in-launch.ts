import { identify } from '../../launch/identity/identity.ts';

/** Who a process of doctor is among those on all nodes. */
export function seatInLaunch(env: NodeJS.ProcessEnv): { rank: number; size: number | null } {
  const { rank, size } = identify(env);
  return { rank, size };
}
