import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { ownDescriptors } from '../../system/descriptors.ts';
import { isCode } from '../../system/errors.ts';
import { isOurListener } from './seat-holder.ts';

/** The right to sample on a node: one process of a launch has it. */
export interface Seat {
  /** Lets the others of the node go. */
  leave(): void;
}

const RETRY_MS = 200;
/** Who has a seat says its process id at once. */
const SAYS_MS = 2000;
const HANGS_UP_MS = 100;
/** So many names a seat has: one that a stranger has taken is passed over. */
const PLACES = [0, 1, 2, 3, 4, 5, 6, 7];
/** One that is given up in just this moment can be had in the next. */
const ATTEMPTS = 3;
/** Of more, who wait do not fit on a node. */
const MOST_WAITING = 512;
/** Who only connects and stays must leave descriptors for samples. */
const SHARE = 4;

/** Who is at a place: a process of this user, one that has just left, somebody else, or nobody. */
type Met =
  | { readonly who: 'ours'; readonly end: Promise<void>; readonly hangUp: () => void }
  | { readonly who: 'left' | 'stranger' | 'nobody' };

/**
 * Takes the seat of this launch on this node.
 *
 * It is an abstract Unix socket: it belongs to the node (its network namespace), leaves no file, and is gone
 * when the process is, however that ends. It keeps no process alive, nor do those that wait for it. Whoever is on the node
 * can bind such a name, or connect to it: a name whose socket is no process of this user's is passed over; where all are
 * such, there is a seat for everybody, since a node that is sampled twice is better than one that is not.
 * @returns the seat; undefined if another process has it
 */
export async function takeSeat(name: string): Promise<Seat | undefined> {
  let place: number | undefined = 0;
  for (let attempt = 0; attempt < ATTEMPTS && place !== undefined; attempt++) {
    const seat = await listen(address(name, place));
    if (seat !== undefined) return seat;
    const met = await meetAll(name);
    for (const one of met) if (one.who === 'ours') one.hangUp();
    if (met.some(({ who }) => who === 'ours')) return undefined;
    place = PLACES.find((nth) => met[nth]?.who !== 'stranger');
  }
  return { leave() {} };
}

/**
 * Waits, at no cost, until the process that has the seat ends; or for `patienceMs` that one takes it.
 */
export async function waitForSeat(name: string, patienceMs: number): Promise<void> {
  const end = performance.now() + patienceMs;
  do {
    const met = await meetAll(name);
    for (const one of met) if (one.who === 'ours') await one.end;
    if (met.some(({ who }) => who === 'ours' || who === 'left')) return;
    await pause(RETRY_MS);
  } while (performance.now() < end);
}

/** Who is where, all asked at once: strangers who say nothing cost no more than one does. */
async function meetAll(name: string): Promise<Met[]> {
  return await Promise.all(PLACES.map(async (place) => await meet(name, place)));
}

async function listen(at: string): Promise<Seat | undefined> {
  const most = Math.min(MOST_WAITING, Math.floor(ownDescriptors().limit / SHARE));
  const waiting = new Set<Socket>();
  const server = createServer((socket) => {
    socket.unref();
    socket.on('error', () => {});
    socket.resume();
    if (waiting.size >= most) {
      socket.end(`${process.pid}\n`, () => socket.destroy());
      return;
    }
    waiting.add(socket);
    socket.on('close', () => waiting.delete(socket));
    socket.write(`${process.pid}\n`);
  });
  const taken = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(at, () => resolve(true));
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

/** Finds out who is at a place. Stays connected to a process of this user, so as to hear of its end. */
async function meet(name: string, place: number): Promise<Met> {
  const at = address(name, place);
  const socket = connect(at);
  let connected = false;
  socket.on('error', (error) => {
    connected ||= isCode(error, 'ECONNRESET'); // It left before this process heard that it was there.
  });
  const end = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.once('connect', () => {
    connected = true;
  });
  const said = await Promise.race([saidPid(socket), end, pause(SAYS_MS, undefined, { ref: false })]);
  if (said !== undefined && (await isOurListener(said, at.slice(1)))) {
    return { who: 'ours', end, hangUp: () => socket.destroy() };
  }
  // It can have ended after it said that.
  if (said !== undefined) await Promise.race([end, pause(HANGS_UP_MS, undefined, { ref: false })]);
  const hungUp = socket.destroyed;
  socket.destroy();
  if (!connected) return { who: 'nobody' };
  return { who: hungUp ? 'left' : 'stranger' };
}

/** The process that a socket's other side says it is; undefined if that is none. */
async function saidPid(socket: Socket): Promise<number | undefined> {
  const [bytes] = await new Promise<[Buffer]>((resolve) => socket.once('data', (data) => resolve([data])));
  const [, pid] = /^(\d{1,10})\n/.exec(bytes.toString('latin1')) ?? [];
  socket.resume();
  return pid === undefined ? -1 : Number(pid);
}

/** Abstract names are at most 107 bytes. */
function address(name: string, place: number): string {
  const place1 = place === 0 ? '' : `-${place + 1}`;
  return `\0rankstat-${process.getuid?.() ?? 0}-${name.slice(0, 80)}${place1}`;
}
