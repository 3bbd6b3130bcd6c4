import { type Context, Reply, type Router } from 'zeromq';
import { messageOf } from '../system/errors.ts';
import { type JobKeys, z85 } from './keys.ts';
import { MAX_BODY_BYTES, MAX_HEAD_BYTES } from './records.ts';

/** A range of TCP ports, both ends included; `0` to `0` lets the kernel choose. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

export const ANY_PORT: PortRange = { first: 0, last: 0 };

const ZAP = 'inproc://zeromq.zap.01';
const ZAP_DOMAIN = 'rankstat';
/** Ranks of a large job connect within the same second. */
export const BACKLOG = 4096;

/** Options of a socket that binds: whoever has not the key that goes with these is turned away. */
export function serverOptions(context: Context, keys: JobKeys) {
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

/** Options of a socket that connects. @param host where to; an IPv6 address has colons */
export function clientOptions(context: Context, keys: JobKeys, host: string) {
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
  return `tcp://${hostAndPort(host, port)}`;
}

/** `host:port`, with brackets where IPv6 needs them. */
export function hostAndPort(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/**
 * Binds a socket to all interfaces at the first port of a range that is free.
 * @returns the port
 * @throws Error that says which were tried if none is
 */
export async function bindPort(socket: Router, ports: PortRange): Promise<number> {
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
  const { first, last } = ports;
  if (first === 0) throw new Error(`cannot listen on any port: ${messageOf(failure)}`);
  const tried =
    first === last ? `port ${first} is not free` : `too few of the ports ${first}-${last} are free`;
  throw new Error(
    `${tried} (${messageOf(failure)}); give a --port-range with more: rank 0 takes one, rankstat run one on its host`,
  );
}

/**
 * Answers ZeroMQ's question whether a client with this key may come in.
 * @see https://rfc.zeromq.org/spec/27/
 */
export async function admitOnly(context: Context, publicKey: string): Promise<Reply> {
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
