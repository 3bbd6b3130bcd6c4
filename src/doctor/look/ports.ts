import { publishedHosts } from '../../launch/network/published.ts';
import type { Clock } from '../../system/clock.ts';
import { messageOf } from '../../system/errors.ts';
import type { PortRange } from '../../wire/curve.ts';
import { type Listener, listen } from '../nodes/connect.ts';

/** What is to be listened at. */
export interface PortsOptions {
  readonly ports: PortRange;
  /** Interface, network or address; undefined for all. */
  readonly only: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
}

/** `run` listens at one port, and rank 0, which can be on the same host, at another. @returns why they cannot; null if they can */
export async function listenTwice({ ports, only, env }: PortsOptions): Promise<string | null> {
  const open: Listener[] = [];
  try {
    if (only !== undefined) await publishedHosts({ env, only, nodes: null });
    for (let nth = 0; nth < 2; nth++) open.push(await listen(ports));
    return null;
  } catch (error) {
    const { first, last } = ports;
    const range = first === 0 ? 'any port' : `two of the ports ${first}-${last}`;
    const isOurs = open.length > 0 || (error instanceof Error && 'syscall' in error);
    return isOurs
      ? `nobody can listen at ${range} (${messageOf(error)}): run takes one, and rank 0 another; give a --port-range with more that are free`
      : messageOf(error);
  } finally {
    for (const { close } of open) close();
  }
}
