import { closeSync, existsSync, openSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Publisher, type Pull, type Router } from 'zeromq';
import { BACKLOG, bindPort, type PortRange } from '../curve.ts';
import { Front } from './front.ts';
import type { Room } from './room.ts';

/** What the doors of a process share. */
export interface Doors {
  readonly room: Room;
  readonly all: Door[];
  /** Called once when fronts take over. */
  readonly onCrowd: () => void;
}

/** Directories for a socket that only its owner reaches, in this order. */
const DIRECTORIES = [tmpdir(), '/dev/shm', '/var/tmp'];
/** Who has not shown the key by then is dropped by a front, ms. ZeroMQ itself waits longer: many can come at once. */
const PATIENCE_MS = 5000;
const TRY_AGAIN_MS = 50;
/** Of open(2) on Linux: the file as a place, whatever it is. */
const O_PATH = 0o10000000;
/** Of a socket that only sends, after it has closed its port: some seconds. */
const LOOKS = 60;

/**
 * A port of the job. ZeroMQ listens there itself, at no cost, until strangers are about to take all descriptors of the
 * process: then all are disconnected, a front listens at the same port, and the hosts come back through it. What they had
 * under way they send again.
 */
export class Door {
  #port = 0;
  readonly #socket: Pull | Publisher | Router;
  readonly #doors: Doors;
  #endpoint = '';
  #open = 0;
  #unproven = 0;
  #listening: 'zeromq' | 'front' = 'zeromq';
  #front: Front | undefined;
  #directory: string | undefined;
  #held: number | undefined;
  #closed = false;
  readonly #onExit = () => this.#removeDirectory();

  private constructor(socket: Pull | Publisher | Router, doors: Doors) {
    this.#socket = socket;
    this.#doors = doors;
    const { events } = socket;
    events.on('accept', (event) => this.#count(event, 1, 1));
    events.on('handshake', (event) => this.#count(event, 0, -1));
    events.on('handshake:error:protocol', (event) => this.#count(event, 0, -1));
    events.on('handshake:error:auth', (event) => this.#count(event, 0, -1));
    events.on('handshake:error:other', (event) => this.#count(event, 0, -1));
    events.on('disconnect', (event) => this.#count(event, -1, 0));
    events.on('accept:error', () => this.#look('full'));
  }

  /**
   * Opens a port at all interfaces.
   * @param doors those of this process; this one is added to them
   * @throws Error that says which were tried if no port of the range is free
   */
  static async open(socket: Pull | Publisher | Router, ports: PortRange, doors: Doors): Promise<Door> {
    const door = new Door(socket, doors); // First, or it would not count those who come at once.
    door.#port = await bindPort(socket, ports);
    door.#endpoint = socket.lastEndpoint ?? '';
    doors.all.push(door);
    door.#look('open');
    return door;
  }

  get port(): number {
    return this.#port;
  }

  /** How many are connected here. */
  get connections(): number {
    return this.#open;
  }

  /** Who listens at the port. */
  get listening(): 'zeromq' | 'front' {
    return this.#listening;
  }

  close(): void {
    this.#closed = true;
    this.#front?.close();
    if (this.#held !== undefined) closeSync(this.#held);
    this.#held = undefined;
    this.#removeDirectory();
    process.off('exit', this.#onExit);
  }

  /** ZeroMQ says which listener an event is of; of one that is closed there can still be some. */
  #count({ address }: { readonly address: string }, open: number, unproven: number): void {
    if (address.startsWith('ipc:') !== (this.#listening === 'front')) return;
    this.#open = Math.max(0, this.#open + open);
    this.#unproven = Math.max(0, Math.min(this.#open, this.#unproven + unproven));
    if (open > 0) this.#look('open');
  }

  #look(how: 'full' | 'open'): void {
    const { room, all, onCrowd } = this.#doors;
    if (this.#closed || this.#listening === 'front' || this.#port === 0) return;
    const sum = (of: (door: Door) => number) => all.reduce((total, door) => total + of(door), 0);
    const callers = { open: sum((door) => door.#open), unproven: sum((door) => door.#unproven) };
    // All: who is turned away at one port would take the descriptors at another.
    if (!room.isTaken(callers, how)) return;
    for (const door of all) door.#changeOver();
    onCrowd();
  }

  #changeOver(): void {
    if (this.#listening === 'front' || this.#closed) return;
    this.#listening = 'front';
    this.#open = 0;
    this.#unproven = 0;
    this.#putUpFront().catch(() => {}); // It tries until it is closed.
  }

  async #putUpFront(): Promise<void> {
    // First, for it gives back the descriptors.
    await this.#again(async () => await this.#socket.unbind(this.#endpoint));
    this.#letGo();
    const behind = await this.#again(async () => await this.#bindBehind());
    const port = this.#port;
    const { mostPending } = this.#doors.room;
    const host = this.#endpoint.includes('[') ? '::' : '0.0.0.0';
    const options = { host, port, behind, backlog: BACKLOG, patienceMs: PATIENCE_MS, mostPending };
    this.#front = await this.#again(async () => await Front.open(options));
    if (this.#closed) this.#front.close();
  }

  /** Has ZeroMQ listen where only processes of this user come. Gives the path. */
  async #bindBehind(): Promise<string> {
    if (this.#directory === undefined) {
      this.#directory = await privateDirectory();
      process.once('exit', this.#onExit);
    }
    const behind = path.join(this.#directory, 'socket');
    await this.#socket.bind(`ipc://${behind}`);
    return this.#hold(behind);
  }

  /** A path by which this process alone has the socket, and of which nothing is left if it is killed. */
  #hold(behind: string): string {
    this.#held = openSync(behind, O_PATH);
    const held = `/proc/self/fd/${this.#held}`;
    if (!existsSync(held)) return behind; // There is no /proc.
    this.#removeDirectory();
    return held;
  }

  /**
   * The connections end when the socket looks at what ZeroMQ has to say. One that receives always does; who only sends
   * does when it sends next.
   */
  #letGo(): void {
    if (!(this.#socket instanceof Publisher)) return;
    let looks = LOOKS;
    const timer = setInterval(() => {
      void this.#socket.writable;
      if (this.#closed || --looks === 0) clearInterval(timer);
    }, TRY_AGAIN_MS);
    timer.unref();
  }

  /** There can be no descriptor yet, and the port can be another's for a moment. */
  async #again<T>(attempt: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        if (this.#closed) throw error;
        await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS).unref());
      }
    }
  }

  #removeDirectory(): void {
    if (this.#directory !== undefined) rmSync(this.#directory, { recursive: true, force: true });
    this.#directory = undefined;
  }
}

async function privateDirectory(): Promise<string> {
  let failure: unknown;
  for (const directory of DIRECTORIES) {
    try {
      return await mkdtemp(path.join(directory, 'rankstat-door-')); // 0700
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}
