import { type Context, Dealer, Router } from 'zeromq';
import { ownDescriptors } from '../system/descriptors.ts';
import { admitOnly, clientOptions, type PortRange, serverOptions, tcp } from './curve.ts';
import { Door } from './door/door.ts';
import { Room } from './door/room.ts';
import { received, whenFree } from './door/when-free.ts';
import type { JobKeys } from './keys.ts';

/** Where a broker listens. The host may be an IPv6 address, without brackets. */
export interface BrokerAddress {
  readonly host: string;
  readonly port: number;
}

/** How a broker talks with all who have connected to it. */
export interface BrokerSocket {
  /** The port that it listens on. */
  readonly port: number;
  /** What comes: the peer that says it, and the message. Ends when it is closed. */
  readonly messages: AsyncIterable<readonly Buffer[]>;
  /**
   * Says something to one peer.
   * @throws Error if that has hung up, or once it is closed
   */
  send(peer: Buffer, message: string): Promise<void>;
  /** Has `handle`, which must not throw, called a moment after some peer has hung up; which, a message to it tells. */
  onHangUp(handle: () => void): void;
  close(): void;
}

/** How a rank, or somebody who asks, talks with a broker. */
export interface BrokerPeerSocket {
  /** What the broker says, one frame a message. Ends when it is closed. */
  readonly messages: AsyncIterable<readonly Buffer[]>;
  /**
   * Resolves when the message is queued: it leaves as soon as there is a connection.
   * @throws Error once it is closed
   */
  send(message: string): Promise<void>;
  /** Has `handle`, which must not throw, called when the connection breaks, and when it is there (again). */
  onConnection(handle: (state: 'up' | 'down') => void): void;
  /**
   * What is queued has the time that was given to leave. Where the connection is not there yet and the process ends right
   * after it can be lost all the same: who needs it heard waits for an answer.
   */
  close(): void;
}

/** The socket itself learns of it a moment later than its events, ms. */
const HANG_UP_MS = 50;

/**
 * Binds a broker's socket to all interfaces, for this job's keys only.
 * @throws Error if no port of the range is free
 */
export async function bindBroker(
  context: Context,
  keys: JobKeys,
  ports: PortRange,
  descriptors = ownDescriptors(),
): Promise<BrokerSocket> {
  const zap = await admitOnly(context, keys.client.publicKey);
  const router = new Router({ ...serverOptions(context, keys), handover: true, mandatory: true });
  const door = new Door(router, new Room(descriptors, null), () => {});
  const close = () => {
    door.close();
    router.close();
    zap.close();
  };
  try {
    await door.open(ports);
    return {
      port: door.port,
      messages: received(router),
      send: async (peer, message) => await whenFree(async () => await router.send([peer, message])),
      onHangUp(handle) {
        router.events.on('disconnect', () => setTimeout(handle, HANG_UP_MS).unref());
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/**
 * Connects to a broker.
 * @param lingerMs how long what is queued when it is closed can still leave
 */
export function connectToBroker(
  context: Context,
  keys: JobKeys,
  { host, port }: BrokerAddress,
  lingerMs: number,
): BrokerPeerSocket {
  const dealer = new Dealer({ ...clientOptions(context, keys, host), linger: lingerMs });
  const { events } = dealer; // Takes descriptors, too: all that does is done here.
  dealer.connect(tcp(host, port));
  return {
    messages: dealer,
    send: async (message) => await dealer.send(message),
    onConnection(handle) {
      events.on('handshake', () => handle('up'));
      events.on('disconnect', () => handle('down'));
    },
    close: () => dealer.close(),
  };
}
