import { closeSync, existsSync, openSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Router } from 'zeromq';
import { BACKLOG, bindPort, type PortRange } from '../curve.ts';
import { Front } from './front.ts';
import type { Room } from './room.ts';

/** Directories for a socket that only its owner reaches, in this order. */
const DIRECTORIES = [tmpdir(), '/dev/shm', '/var/tmp'];
/** Who has not shown the key by then is dropped by a front, ms. ZeroMQ itself waits longer: many can come at once. */
const PATIENCE_MS = 5000;
const TRY_AGAIN_MS = 50;
/** Of open(2) on Linux: the file as a place, whatever it is. */
const O_PATH = 0o10000000;

/**
 * The port of a process. ZeroMQ listens there itself, at no cost, until strangers are about to take all descriptors of the
 * process: then all are disconnected, a front listens at the same port, and the hosts come back through it. What they had
 * under way they send again.
 */
export class Door {
  #port = 0;
  readonly #socket: Router;
  readonly #room: Room;
  readonly #onCrowd: () => void;
  #endpoint = '';
  #open = 0;
  #unproven = 0;
  #listening: 'zeromq' | 'front' = 'zeromq';
  #front: Front | undefined;
  #directory: string | undefined;
  #held: number | undefined;
  #closed = false;
  readonly #onExit = () => this.#removeDirectory();

  /** @param onCrowd called once when a front takes over */
  constructor(socket: Router, room: Room, onCrowd: () => void) {
    this.#socket = socket;
    this.#room = room;
    this.#onCrowd = onCrowd;
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
   * @throws Error that says which were tried if no port of the range is free
   */
  async open(ports: PortRange): Promise<void> {
    this.#port = await bindPort(this.#socket, ports);
    this.#endpoint = this.#socket.lastEndpoint ?? '';
    this.#look('open');
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
    if (this.#closed || this.#listening === 'front' || this.#port === 0) return;
    if (!this.#room.isTaken({ open: this.#open, unproven: this.#unproven }, how)) return;
    this.#listening = 'front';
    this.#open = 0;
    this.#unproven = 0;
    this.#putUpFront().catch(() => {}); // It tries until it is closed.
    this.#onCrowd();
  }

  async #putUpFront(): Promise<void> {
    // First, for it gives back the descriptors.
    await this.#again(async () => await this.#socket.unbind(this.#endpoint));
    const behind = await this.#again(async () => await this.#bindBehind());
    const port = this.#port;
    const { mostPending } = this.#room;
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
