import { type Context, Dealer, Publisher, Pull, Push, Reply, Router, Subscriber } from 'zeromq';
import { messageOf } from '../system/errors.ts';
import { type JobKeys, z85 } from './keys.ts';
import { MAX_BODY_BYTES, MAX_HEAD_BYTES } from './records.ts';

/** Where the gather of a job listens. The host may be an IPv6 address, without brackets. */
export interface Endpoint {
  readonly host: string;
  readonly pullPort: number;
  readonly pubPort: number;
}

/** A range of TCP ports, both ends included; `0` to `0` lets the kernel choose. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

export const ANY_PORT: PortRange = { first: 0, last: 0 };

/** The two sockets that the gather binds, and the ports that it got. */
export interface GatherSockets {
  readonly pull: Pull;
  readonly pub: Publisher;
  readonly pullPort: number;
  readonly pubPort: number;
  close(): void;
}

/** Where the rank that lives in the gather's own process connects: no network, no encryption. */
const OWN_PULL = 'inproc://rankstat-pull';
const OWN_PUB = 'inproc://rankstat-pub';
const ZAP = 'inproc://zeromq.zap.01';
const ZAP_DOMAIN = 'rankstat';
/** Ranks of a large job connect within the same second. */
const BACKLOG = 4096;
const QUEUE = 10_000;

/**
 * Binds the gather's sockets to all interfaces. Whoever has not the job's client key is turned away by the
 * handshake (CURVE) and by the check of the key (ZAP), before a byte of theirs is looked at.
 * @throws Error if no port of the range is free
 */
export async function bindGather(context: Context, keys: JobKeys, ports: PortRange): Promise<GatherSockets> {
  const zap = await admitOnly(context, keys.client.publicKey);
  const secure = serverOptions(context, keys);
  const pull = new Pull({ ...secure, receiveHighWaterMark: QUEUE });
  // Answers to a stop must still leave when the process ends right after.
  const pub = new Publisher({ ...secure, sendHighWaterMark: QUEUE, linger: 500 });
  const close = () => {
    pull.close();
    pub.close();
    zap.close();
  };
  try {
    const pullPort = await bindPort(pull, ports);
    const pubPort = await bindPort(pub, ports);
    await pull.bind(OWN_PULL);
    await pub.bind(OWN_PUB);
    return { pull, pub, pullPort, pubPort, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** The two sockets of a rank or of a client of the gather. */
export interface PeerSockets {
  readonly push: Push;
  readonly sub: Subscriber;
  close(): void;
}

/**
 * Connects to a gather. Nothing is queued for a gather that is not there: `push.send` waits for the connection.
 * @param to where it listens, or `own` for the gather of this process (same context)
 */
export function connectToGather(
  context: Context,
  keys: JobKeys,
  to: Endpoint | 'own',
  topics: string[],
): PeerSockets {
  const secure = clientOptions(context, keys, to === 'own' ? '' : to.host);
  const push = new Push({ ...secure, immediate: true, sendHighWaterMark: 64 });
  const sub = new Subscriber(secure);
  sub.subscribe(...topics);
  push.connect(to === 'own' ? OWN_PULL : tcp(to.host, to.pullPort));
  sub.connect(to === 'own' ? OWN_PUB : tcp(to.host, to.pubPort));
  return {
    push,
    sub,
    close() {
      push.close();
      sub.close();
    },
  };
}

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

function serverOptions(context: Context, keys: JobKeys) {
  return {
    context,
    linger: 0,
    ipv6: true,
    curveServer: true,
    curveSecretKey: keys.server.secretKey,
    zapDomain: ZAP_DOMAIN,
    backlog: BACKLOG,
    maxMessageSize: MAX_MESSAGE_BYTES,
    ...COMMON,
  };
}

function clientOptions(context: Context, keys: JobKeys, host: string) {
  return {
    context,
    linger: 0,
    ipv6: host.includes(':'),
    curveServerKey: keys.server.publicKey,
    curvePublicKey: keys.client.publicKey,
    curveSecretKey: keys.client.secretKey,
    reconnectInterval: 100,
    reconnectMaxInterval: 2000,
    connectTimeout: 5000,
    ...COMMON,
  };
}

/**
 * A peer that is cut off without a word is noticed after a minute, by the kernel: its keep-alive and its limit for
 * retransmissions cost no wake-up. ZeroMQ's heartbeats do, and the timers that each of them sets are searched one
 * by one: with ten thousand ranks that takes half a core (`poller_base_t::cancel_timer` of libzmq).
 */
const SILENCE_S = 60;
const PROBES = 3;
const PROBE_EVERY_S = 10;
const COMMON = {
  handshakeInterval: 30_000,
  tcpKeepalive: 1,
  tcpKeepaliveIdle: SILENCE_S - PROBES * PROBE_EVERY_S,
  tcpKeepaliveInterval: PROBE_EVERY_S,
  tcpKeepaliveCount: PROBES,
  tcpMaxRetransmitTimeout: SILENCE_S * 1000,
};
/** A head and a body of the largest size. */
const MAX_MESSAGE_BYTES = MAX_BODY_BYTES + MAX_HEAD_BYTES;

/** `tcp://host:port`, with brackets where IPv6 needs them. */
export function tcp(host: string, port: number): string {
  return host.includes(':') ? `tcp://[${host}]:${port}` : `tcp://${host}:${port}`;
}

async function bindPort(socket: Pull | Publisher | Router, ports: PortRange): Promise<number> {
  let failure: unknown;
  for (let port = ports.first; port <= ports.last; port++) {
    const wildcard = port === 0 ? '*' : port;
    for (const ipv6 of [true, false]) {
      socket.ipv6 = ipv6; // A kernel without IPv6 cannot bind [::].
      try {
        await socket.bind(`tcp://*:${wildcard}`);
        return Number(/:(\d+)$/.exec(socket.lastEndpoint ?? '')?.[1]);
      } catch (error) {
        failure = error;
      }
    }
  }
  const where = ports.first === 0 ? 'any port' : `ports ${ports.first}-${ports.last}`;
  throw new Error(`cannot listen on ${where}: ${messageOf(failure)}`);
}

/**
 * Answers ZeroMQ's question whether a client with this key may come in.
 * @see https://rfc.zeromq.org/spec/27/
 */
async function admitOnly(context: Context, publicKey: string): Promise<Reply> {
  const zap = new Reply({ context, linger: 0 });
  await zap.bind(ZAP);
  const answer = async () => {
    for await (const [version, requestId, , , , mechanism, key] of zap) {
      const known = mechanism?.toString() === 'CURVE' && key !== undefined && z85(key) === publicKey;
      const [code, text] = known ? ['200', 'OK'] : ['400', 'unknown key'];
      await zap.send([version ?? '1.0', requestId ?? '', code, text, '', '']);
    }
  };
  answer().catch(() => {}); // Ends when the socket is closed.
  return zap;
}
