import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';

/** A lock held by this process; the kernel releases it when the process ends, however it ends. */
export interface Lock {
  release(): Promise<void>;
}

/**
 * Takes the machine-wide lock of that name, waiting for whoever has it. It is an abstract Unix socket (unix(7)):
 * it leaves no file, cannot go stale, and a waiter hears of the release as the end of its connection.
 */
export async function takeLock(name: string): Promise<Lock> {
  for (;;) {
    const server = await listen(`\0${name}`);
    if (server) return { release: () => close(server) };
    await untilReleased(`\0${name}`);
  }
}

const waiting = new WeakMap<Server, Set<{ destroy(): void }>>();

async function listen(address: string): Promise<Server | undefined> {
  const sockets = new Set<{ destroy(): void }>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.unref();
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });
  waiting.set(server, sockets);
  try {
    server.listen(address);
    await once(server, 'listening');
    server.unref();
    return server;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return undefined;
    throw error;
  }
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  for (const socket of waiting.get(server) ?? []) socket.destroy();
  await closed;
}

// A refused connection means that it was released between our listen and our connect.
async function untilReleased(address: string): Promise<void> {
  const socket = connect(address);
  socket.on('error', () => socket.destroy());
  socket.resume();
  if (!socket.closed) await once(socket, 'close').catch(() => undefined);
}
