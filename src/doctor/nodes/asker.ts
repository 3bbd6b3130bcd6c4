import type { Clock } from '../../system/clock.ts';
import { Condition } from '../../system/condition.ts';
import { type BrokerSocket, bindBroker } from '../../wire/broker-sockets.ts';
import type { PortRange } from '../../wire/curve.ts';
import { jobKeys } from '../../wire/keys.ts';
import { SmallContext } from '../../wire/small-context.ts';
import type { HostSeen } from '../seen.ts';
import { type FromAsker, parseToAsker, type ToAsker } from './messages.ts';
import { SpokenAnswers } from './spoken.ts';

/** A host that can be recorded no more. */
export interface AbsentSeen {
  readonly host: string;
  readonly reason: string;
}

/** Where the answers of all hosts come together, through the network or as lines of the launcher. */
export class Asker {
  readonly port: number;
  readonly #socket: BrokerSocket;
  readonly #clock: Clock;
  readonly #news: Condition;
  readonly #spoken = new SpokenAnswers();
  readonly #peers = new Map<string, Buffer>();
  readonly #seen = new Map<string, HostSeen>();
  readonly #absent = new Map<string, string>();
  #rank0: FromAsker | undefined;

  constructor(socket: BrokerSocket, clock: Clock) {
    this.port = socket.port;
    this.#socket = socket;
    this.#clock = clock;
    this.#news = new Condition(clock);
    this.#listen().catch(() => {});
  }

  /** @throws Error if no port of the range can be listened at */
  static async open(secret: string, ports: PortRange, clock: Clock): Promise<Asker> {
    return new Asker(await bindBroker(new SmallContext(), jobKeys(secret), ports), clock);
  }

  /** Those that have answered, by rank. */
  get hosts(): HostSeen[] {
    return [...this.#seen.values()].sort((a, b) => a.rank - b.rank);
  }

  get absent(): AbsentSeen[] {
    return [...this.#absent].map(([host, reason]) => ({ host, reason }));
  }

  /** How many hosts have said something, be it that they cannot. */
  get count(): number {
    return this.#seen.size + this.#absent.size;
  }

  /** Takes a line of the launcher's stdout. */
  readonly takeLine = (line: string): void => {
    const message = parseToAsker(this.#spoken.take(line));
    if (message !== undefined) this.#take(message);
  };

  /** Takes a line of its stderr, on which a host can say that it is not recorded. */
  readonly takeError = (line: string): void => {
    const [, host, reason] =
      /^rankstat\[([\w.-]{1,255})\]: this host is not recorded: (.+)$/.exec(line) ?? [];
    if (host === undefined || reason === undefined) return;
    this.#absent.set(host, reason);
    this.#news.changed();
  };

  /** Has who waits look again. */
  readonly changed = (): void => this.#news.changed();

  /** Waits until `isSo`, so long at most. */
  async until(isSo: () => boolean, ms: number): Promise<boolean> {
    return await this.#news.until(isSo, ms);
  }

  /** Tells all that it is over. */
  async end(): Promise<void> {
    for (const peer of this.#peers.values()) await this.#tell(peer, { op: 'end' });
  }

  close(): void {
    this.#socket.close();
  }

  async #listen(): Promise<void> {
    for await (const [peer, bytes] of this.#socket.messages) {
      const received = this.#clock.wall();
      const message = parseToAsker(bytes);
      if (peer === undefined || message === undefined) continue;
      this.#peers.set(peer.toString('hex'), peer);
      if (message.op === 'ping') {
        await this.#tell(peer, { op: 'pong', sent: message.sent, received, answered: this.#clock.wall() });
      } else {
        this.#take(message);
        if (message.op === 'came') await this.#came(message, peer);
      }
    }
  }

  async #came({ rank, listening }: ToAsker & { op: 'came' }, peer: Buffer): Promise<void> {
    if (rank !== 0) {
      if (this.#rank0 !== undefined) await this.#tell(peer, this.#rank0);
      return;
    }
    this.#rank0 = { op: 'rank0', listening };
    for (const other of this.#peers.values()) await this.#tell(other, this.#rank0);
  }

  #take(message: ToAsker): void {
    // Two processes of a host answer for one; two hosts of a name do not.
    if (message.op === 'seen') this.#seen.set(`${message.seen.rank}`, message.seen);
    this.#news.changed();
  }

  /** A peer that is gone meanwhile is no error. */
  async #tell(peer: Buffer, message: FromAsker): Promise<void> {
    await this.#socket.send(peer, JSON.stringify(message)).catch(() => {});
  }
}
