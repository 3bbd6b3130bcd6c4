import { connect, createServer, type Server, type Socket } from 'node:net';
import { Guests } from './guests.ts';
import { GREETING, GREETING_BYTES, type Opening, openingOf } from './zmtp.ts';

/** Where a front listens, and where those go who are let in. */
export interface FrontOptions {
  /** All interfaces: `::` or `0.0.0.0`. */
  readonly host: string;
  readonly port: number;
  readonly backlog: number;
  /** The Unix socket at which ZeroMQ listens. */
  readonly behind: string;
  /** So many can be at ZeroMQ's without having shown the key, and three times as many before. */
  readonly mostPending: number;
  /** Who has not shown it by then goes, ms. */
  readonly patienceMs: number;
}

/** One who is quiet takes one descriptor; at ZeroMQ's it is three. */
const QUIET_PER_LED = 3;
const SILENCE_MS = 30_000;

/**
 * A listener in front of a ZeroMQ socket. ZeroMQ keeps whoever connects, and in the end accepts in a busy loop when no
 * descriptor is left. This one greets and hears for itself, leads only those to ZeroMQ who begin to show the key, and of
 * all who have not shown it lets few wait: who comes displaces who has waited longest. Every byte passes through it.
 */
export class Front {
  readonly #options: FrontOptions;
  readonly #server: Server;
  /** Those who have not said all of a client's opening. */
  readonly #quiet: Guests;
  /** Those who have, and whom ZeroMQ has not answered. */
  readonly #led: Guests;

  private constructor(options: FrontOptions) {
    this.#options = options;
    const { mostPending, patienceMs } = options;
    this.#quiet = new Guests(mostPending * QUIET_PER_LED, patienceMs);
    this.#led = new Guests(mostPending, patienceMs);
    const socket = { noDelay: true, keepAlive: true, keepAliveInitialDelay: SILENCE_MS };
    this.#server = createServer(socket, (caller) => this.#receive(caller));
  }

  /** @throws Error of the network, with its `code` */
  static async open(options: FrontOptions): Promise<Front> {
    const front = new Front(options);
    const { host, port, backlog } = options;
    await new Promise<void>((resolve, reject) => {
      front.#server.once('error', reject);
      front.#server.listen({ host, port, backlog }, resolve);
    });
    front.#server.removeAllListeners('error');
    front.#server.on('error', () => {}); // Who could not be accepted comes again.
    front.#server.unref();
    return front;
  }

  /** How many have not shown the key. */
  get pending(): number {
    return this.#quiet.count + this.#led.count;
  }

  /** Takes nobody more. Those who are in end with what is behind, which has to say the last. */
  close(): void {
    this.#server.close();
    this.#quiet.dismiss();
    this.#led.dismiss();
  }

  #receive(caller: Socket): void {
    caller.on('error', () => {});
    this.#quiet.add(caller);
    caller.write(GREETING);
    let said = Buffer.alloc(0);
    const hear = (bytes: Buffer) => {
      said = Buffer.concat([said, bytes]);
      const opening: Opening = openingOf(said);
      if (opening === 'other') caller.destroy();
      if (opening !== 'whole') return;
      caller.off('data', hear);
      this.#quiet.remove(caller);
      this.#lead(caller, said);
    };
    caller.on('data', hear);
  }

  /** Leads a caller to what is behind. ZeroMQ answers only who has the key, and hangs up on others. */
  #lead(caller: Socket, said: Buffer): void {
    this.#led.add(caller);
    const behind = connect(this.#options.behind);
    behind.on('error', () => {});
    behind.on('close', () => caller.destroySoon());
    caller.on('close', () => behind.destroy());
    behind.write(said);
    caller.pipe(behind);
    let greeting = 0;
    const skip = (bytes: Buffer) => {
      const rest = bytes.subarray(GREETING_BYTES - greeting);
      greeting += bytes.length - rest.length;
      if (rest.length === 0) return; // Its greeting, which the caller has had.
      behind.off('data', skip);
      this.#led.remove(caller);
      caller.write(rest);
      behind.pipe(caller);
    };
    behind.on('data', skip);
  }
}
