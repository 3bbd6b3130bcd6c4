import type { Context } from 'zeromq';
import { type BrokerSocket, bindBroker } from '../../../wire/broker-sockets.ts';
import type { PortRange } from '../../../wire/curve.ts';
import type { JobKeys } from '../../../wire/keys.ts';
import {
  type FromBroker,
  type GatherAddress,
  type Progress,
  parseToBroker,
  type ToBroker,
} from './messages.ts';

/** What the broker hears of the job. */
export interface BrokerEvents {
  readonly onGather: (gather: GatherAddress) => void;
  readonly onProgress: (progress: Progress) => void;
  readonly onDone: (message: ToBroker & { op: 'done' }) => void;
}

/**
 * Where the ranks of a job learn the address of rank 0, and `rankstat run` keeps in touch with it. It runs where
 * the launcher was started: all nodes can reach that one, or the launcher would not work.
 */
export class Broker {
  readonly port: number;
  readonly #socket: BrokerSocket;
  readonly #events: BrokerEvents;
  readonly #asking = new Map<string, Buffer>();
  #rank0: Buffer | undefined;
  #gather: GatherAddress | undefined;
  readonly #said: FromBroker[] = [];

  private constructor(socket: BrokerSocket, events: BrokerEvents) {
    this.port = socket.port;
    this.#socket = socket;
    this.#events = events;
    this.#serve().catch(() => {}); // Ends when the socket is closed.
  }

  /** @throws Error if no port of the range is free */
  static async open(
    context: Context,
    keys: JobKeys,
    ports: PortRange,
    events: BrokerEvents,
  ): Promise<Broker> {
    return new Broker(await bindBroker(context, keys, ports), events);
  }

  /**
   * Tells rank 0, now or as soon as it is there, and again when it comes back after its network was cut: what is
   * said can be heard twice.
   */
  async tellRank0(message: FromBroker): Promise<void> {
    this.#said.push(message);
    if (this.#rank0 !== undefined) await this.#send(this.#rank0, message);
  }

  close(): void {
    this.#socket.close();
  }

  async #serve(): Promise<void> {
    for await (const [peer, bytes] of this.#socket.router) {
      if (peer === undefined || bytes === undefined) continue;
      try {
        await this.#take(peer, parseToBroker(bytes));
      } catch {
        // Of our own ranks, who have the key, nobody sends such a thing; it costs the job nothing.
      }
    }
  }

  async #take(peer: Buffer, message: ToBroker): Promise<void> {
    if (message.op === 'ask') {
      if (this.#gather === undefined) this.#asking.set(peer.toString('hex'), peer);
      else await this.#send(peer, { op: 'gather', gather: this.#gather });
    } else if (message.op === 'tell') {
      await this.#told(peer, message.gather);
    } else if (message.op === 'progress') {
      this.#events.onProgress(message);
    } else {
      this.#events.onDone(message);
    }
  }

  async #told(peer: Buffer, gather: GatherAddress): Promise<void> {
    const first = this.#gather === undefined;
    this.#gather = gather;
    this.#rank0 = peer;
    for (const message of this.#said) await this.#send(peer, message);
    for (const asking of this.#asking.values()) await this.#send(asking, { op: 'gather', gather });
    this.#asking.clear();
    if (first) this.#events.onGather(gather);
  }

  /** A peer that is gone meanwhile is no error. */
  async #send(peer: Buffer, message: FromBroker): Promise<void> {
    await this.#socket.router.send([peer, JSON.stringify(message)]).catch(() => {});
  }
}
