import { type Context, Publisher, Pull, Push, Subscriber } from 'zeromq';
import { type Descriptors, ownDescriptors } from '../system/descriptors.ts';
import { admitOnly, clientOptions, type PortRange, serverOptions, tcp } from './curve.ts';
import { Door, type Doors } from './door/door.ts';
import { Room } from './door/room.ts';
import { received, whenFree } from './door/when-free.ts';
import type { JobKeys } from './keys.ts';
import type { Endpoint, GatherTransport, PeerTransport } from './transport.ts';

/** Where the rank that lives in the gather's own process connects: no network, no encryption. */
const OWN_PULL = 'inproc://rankstat-pull';
const OWN_PUB = 'inproc://rankstat-pub';
const QUEUE = 10_000;

/** Who is expected, and what strangers must not use up. */
export interface Crowd {
  /** How many hosts will come; null if nobody knows. */
  readonly hosts?: number | null;
  readonly descriptors?: Descriptors;
  /** Called once when strangers would have taken all descriptors. Must not throw. */
  readonly onCrowd?: () => void;
}

/**
 * Binds the gather's sockets to all interfaces. Whoever has not the job's client key is turned away by the
 * handshake (CURVE) and by the check of the key (ZAP), before a byte of theirs is looked at.
 * @throws Error if no port of the range is free
 */
export async function bindGather(
  context: Context,
  keys: JobKeys,
  ports: PortRange,
  { hosts = null, descriptors = ownDescriptors(), onCrowd = () => {} }: Crowd = {},
): Promise<GatherTransport> {
  const zap = await admitOnly(context, keys.client.publicKey);
  const secure = serverOptions(context, keys);
  const pull = new Pull({ ...secure, receiveHighWaterMark: QUEUE });
  // Answers to a stop must still leave when the process ends right after.
  const pub = new Publisher({ ...secure, sendHighWaterMark: QUEUE, linger: 500 });
  const doors: Doors = { room: new Room(descriptors, hosts), all: [], onCrowd };
  const close = () => {
    for (const door of doors.all) door.close();
    pull.close();
    pub.close();
    zap.close();
  };
  try {
    const pullDoor = await Door.open(pull, ports, doors);
    const pubDoor = await Door.open(pub, ports, doors);
    await whenFree(async () => await pull.bind(OWN_PULL));
    await whenFree(async () => await pub.bind(OWN_PUB));
    return {
      ports: { pullPort: pullDoor.port, pubPort: pubDoor.port },
      get connections() {
        return pullDoor.connections;
      },
      onConnections(handle) {
        pull.events.on('accept', handle);
        pull.events.on('disconnect', handle);
      },
      messages: received(pull),
      publish: async (frames) => await whenFree(async () => await pub.send([...frames])),
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
export function connectToGather(
  context: Context,
  keys: JobKeys,
  to: Endpoint | 'own',
  topics: readonly string[],
): PeerTransport {
  const secure = clientOptions(context, keys, to === 'own' ? '' : to.host);
  const push = new Push({ ...secure, immediate: true, sendHighWaterMark: 64 });
  const sub = new Subscriber(secure);
  const { events } = push; // Takes descriptors, too: all that does is done here.
  sub.subscribe(...topics);
  push.connect(to === 'own' ? OWN_PULL : tcp(to.host, to.pullPort));
  sub.connect(to === 'own' ? OWN_PUB : tcp(to.host, to.pubPort));
  return {
    send: async (frames) => await push.send([...frames]),
    messages: sub,
    onConnection(handle) {
      events.on('handshake', () => handle('up'));
      events.on('disconnect', () => handle('down'));
    },
    close() {
      push.close();
      sub.close();
    },
  };
}
