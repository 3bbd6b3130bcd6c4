import { type Context, Dealer, Router } from 'zeromq';
import { admitOnly, bindPort, clientOptions, type PortRange, serverOptions, tcp } from './curve.ts';
import type { JobKeys } from './keys.ts';

/** The socket of a broker, and its port. */
export interface BrokerSocket {
  readonly router: Router;
  readonly port: number;
  close(): void;
}

/**
 * Binds a broker's socket to all interfaces, for this job's keys only.
 * @throws Error if no port of the range is free
 */
export async function bindBroker(context: Context, keys: JobKeys, ports: PortRange): Promise<BrokerSocket> {
  const zap = await admitOnly(context, keys.client.publicKey);
  const router = new Router({ ...serverOptions(context, keys), handover: true });
  const close = () => {
    router.close();
    zap.close();
  };
  try {
    return { router, port: await bindPort(router, ports), close };
  } catch (error) {
    close();
    throw error;
  }
}

/** Connects to a broker. */
export function connectToBroker(context: Context, keys: JobKeys, host: string, port: number): Dealer {
  // The last word, that the job is done, must still leave when the process ends right after.
  const dealer = new Dealer({ ...clientOptions(context, keys, host), linger: 1000 });
  dealer.connect(tcp(host, port));
  return dealer;
}
