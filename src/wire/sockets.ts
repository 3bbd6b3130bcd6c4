import { type Context, Dealer, Router } from 'zeromq';
import { type Descriptors, ownDescriptors } from '../system/descriptors.ts';
import { isCode } from '../system/errors.ts';
import { admitOnly, clientOptions, type PortRange, serverOptions, tcp } from './curve.ts';
import { Door } from './door/door.ts';
import { Room } from './door/room.ts';
import { received, whenFree } from './door/when-free.ts';
import type { JobKeys } from './keys.ts';
import type { Endpoint, GatherTransport, PeerTransport } from './transport.ts';

/** Where the rank that lives in the gather's own process connects: no network, no encryption. */
const OWN = 'inproc://rankstat-gather';
/**
 * So many messages of one rank wait at rank 0 until they are read, each with several records (see `Parcel`). More wait at the
 * rank, whose outbox is bounded. Ten thousand ranks send thousands of messages a second, and a rank 0 that does not get on
 * would hold gigabytes of them, and hear of a stop behind all of them.
 */
const HEARD = 4;
/**
 * After this a message that waits is tried again. ZeroMQ tells of a change once: where the connection is made at the moment
 * in which its binding looks whether a message has come, a message that waits to be sent is not told of it.
 */
const TRY_AGAIN_MS = 500;
/** So many wait for a rank that does not take them in; what is said to it then is lost, and nobody else waits for it. */
const TOLD = 256;

/** Who is expected, and what strangers must not use up. */
export interface Crowd {
  /** How many hosts will come; null if nobody knows. */
  readonly hosts?: number | null;
  readonly descriptors?: Descriptors;
  /** Called once when strangers would have taken all descriptors. Must not throw. */
  readonly onCrowd?: () => void;
}

/**
 * Binds the gather's socket to all interfaces. Whoever has not the job's client key is turned away by the
 * handshake (CURVE) and by the check of the key (ZAP), before a byte of theirs is looked at.
 *
 * Each peer has one connection, for what it says and for what it is told: with a topic for each, libzmq would go through
 * the topics of all whenever one hangs up (`mtrie_t::rm`).
 * @throws Error if no port of the range is free
 */
export async function bindGather(
  context: Context,
  keys: JobKeys,
  ports: PortRange,
  { hosts = null, descriptors = ownDescriptors(), onCrowd = () => {} }: Crowd = {},
): Promise<GatherTransport> {
  const zap = await admitOnly(context, keys.client.publicKey);
  const router = new Router({
    ...serverOptions(context, keys),
    receiveHighWaterMark: HEARD,
    sendHighWaterMark: TOLD,
    // Answers to a stop must still leave when the process ends right after.
    linger: 500,
  });
  const door = new Door(router, new Room(descriptors, hosts), onCrowd);
  const close = () => {
    door.close();
    router.close();
    zap.close();
  };
  try {
    await door.open(ports);
    await whenFree(async () => await router.bind(OWN));
    return {
      port: door.port,
      get connections() {
        return door.connections;
      },
      onConnections(handle) {
        router.events.on('accept', handle);
        router.events.on('disconnect', handle);
      },
      messages: received(router),
      send: (to, frames) => whenFree(() => router.send([to, ...frames])),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/**
 * Connects to a gather. Nothing is queued for a gather that is not there: what is sent waits for the connection.
 * @param to where it listens, or `own` for the gather of this process (same context)
 */
export function connectToGather(context: Context, keys: JobKeys, to: Endpoint | 'own'): PeerTransport {
  const secure = clientOptions(context, keys, to === 'own' ? '' : to.host);
  const dealer = new Dealer({
    ...secure,
    immediate: true,
    sendHighWaterMark: 64,
    sendTimeout: TRY_AGAIN_MS,
  });
  const { events } = dealer; // Takes descriptors, too: all that does is done here.
  dealer.connect(to === 'own' ? OWN : tcp(to.host, to.port));
  return {
    send: async (frames) => await untilSent(() => dealer.send([...frames])),
    messages: dealer,
    onConnection(handle) {
      events.on('handshake', () => handle('up'));
      events.on('disconnect', () => handle('down'));
    },
    close: () => dealer.close(),
  };
}

async function untilSent(send: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await send();
    } catch (error) {
      if (!isCode(error, 'EAGAIN')) throw error;
    }
  }
}
