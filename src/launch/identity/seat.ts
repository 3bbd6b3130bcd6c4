import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** The right to sample on a node: one process of a launch has it. */
export interface Seat {
  /** Lets the others of the node go. */
  leave(): void;
}

const RETRY_MS = 200;

/**
 * Takes the seat of this launch on this node.
 *
 * It is an abstract Unix socket: it belongs to the node (its network namespace), leaves no file, and is gone
 * when the process is, however that ends. It keeps no process alive, nor do those that wait for it.
 * @returns the seat; undefined if another process has it
 */
export async function takeSeat(name: string): Promise<Seat | undefined> {
  const waiting = new Set<Socket>();
  const server = createServer((socket) => {
    waiting.add(socket);
    socket.unref();
    socket.on('error', () => {});
    socket.on('close', () => waiting.delete(socket));
  });
  const taken = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(address(name), () => resolve(true));
  });
  if (!taken) return undefined;
  server.on('error', () => {});
  server.unref();
  return {
    leave() {
      server.close();
      for (const socket of waiting) socket.destroy();
    },
  };
}

/**
 * Waits, at no cost, until the process that has the seat ends; or for `patienceMs` that one takes it.
 */
export async function waitForSeat(name: string, patienceMs: number): Promise<void> {
  const end = performance.now() + patienceMs;
  while (!(await untilHungUp(name)) && performance.now() < end) await pause(RETRY_MS);
}

/** Resolves with true when the one who listens has hung up, with false at once if nobody listens. */
async function untilHungUp(name: string): Promise<boolean> {
  return await new Promise((resolve) => {
    let connected = false;
    const socket = connect(address(name));
    socket.on('connect', () => {
      connected = true;
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(connected));
    socket.resume();
  });
}

/** Abstract names are at most 107 bytes. */
function address(name: string): string {
  return `\0rankstat-${process.getuid?.() ?? 0}-${name.slice(0, 80)}`;
}
