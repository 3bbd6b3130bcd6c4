import { connect, createServer, type Server } from 'node:net';
import type { Clock } from '../../system/clock.ts';
import { messageOf } from '../../system/errors.ts';
import type { PortRange } from '../../wire/curve.ts';
import type { ConnectAttempt } from '../seen.ts';
import type { ListeningAt } from './messages.ts';

/** An address that has not answered after so long swallows packets, ms. */
const ANSWER_MS = 3000;
/** Addresses that are tried of one host. */
const MOST_TRIED = 8;

/** Tries to connect to each of these addresses, all at once. Never rejects. */
export async function tryAll(addresses: readonly ListeningAt[], clock: Clock): Promise<ConnectAttempt[]> {
  return await Promise.all(
    addresses.slice(0, MOST_TRIED).map(async (at) => ({ ...at, problem: await tryOne(at, clock) })),
  );
}

async function tryOne({ host, port }: ListeningAt, clock: Clock): Promise<string | null> {
  return await new Promise((resolve) => {
    const socket = connect({ host, port });
    const settle = (problem: string | null) => {
      cancel();
      socket.destroy();
      resolve(problem);
    };
    const cancel = clock.after(ANSWER_MS, () =>
      settle(`no answer in ${ANSWER_MS / 1000} s, as of a firewall`),
    );
    socket.on('connect', () => settle(null));
    socket.on('error', (error) => settle(reasonOf(error)));
  });
}

/** Without the address, which stands beside it. */
function reasonOf(error: Error): string {
  const code = 'code' in error ? String(error.code) : undefined;
  const words: Readonly<Record<string, string>> = {
    ECONNREFUSED: 'refused',
    EHOSTUNREACH: 'no route to it, or a firewall refuses',
    ENETUNREACH: 'no route to its network',
    ETIMEDOUT: 'no answer',
  };
  return words[code ?? ''] ?? messageOf(error);
}

/** Somebody who listens in the place of rank 0: takes every connection, and hangs up. */
export interface Listener {
  readonly port: number;
  readonly close: () => void;
}

/**
 * Listens on all interfaces at the first free port of a range.
 * @throws Error of the last one that was tried
 */
export async function listen({ first, last }: PortRange): Promise<Listener> {
  let failure: unknown;
  for (let port = first; port <= last; port++) {
    try {
      return await listenAt(port);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

async function listenAt(port: number): Promise<Listener> {
  const server: Server = createServer((socket) => {
    socket.on('error', () => {});
    socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, exclusive: true }, () => resolve());
  });
  server.on('error', () => {});
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return { port: bound, close: () => server.close() };
}
