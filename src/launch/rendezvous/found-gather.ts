import type { Endpoint } from '../../wire/transport.ts';
import { firstReachable, PROBE_MS } from '../network/reachable.ts';

/** Where a gather is, and the secret of its job. */
export interface FoundGather {
  readonly secret: string;
  /** Those that take a connection, best first. */
  readonly endpoints: readonly Endpoint[];
}

/** Leaves out the endpoints where nobody listens, at `signal` all. */
export async function reachable(
  { secret, endpoints }: FoundGather,
  signal?: AbortSignal,
): Promise<FoundGather> {
  return { secret, endpoints: await firstReachable(endpoints, { timeoutMs: PROBE_MS, signal }) };
}
