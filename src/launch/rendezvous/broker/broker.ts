import type { Context } from 'zeromq';
import { safely } from '../../../system/faults.ts';
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
  /** Called when rank 0 has hung up, and when it is there again. */
  readonly onRank0: (state: 'up' | 'down') => void;
  readonly onProgress: (progress: Progress) => void;
  readonly onDone: (message: ToBroker & { op: 'done' }) => void;
  /** Told what one of these has thrown: that costs the message that it was called for and no more. */
  readonly onFault: (error: unknown) => void;
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
  /** What those who ask are told, once it is known. */
  #answer: FromBroker | undefined;
  readonly #said: FromBroker[] = [];
  #closed = false;

  constructor(socket: BrokerSocket, events: BrokerEvents) {
    this.port = socket.port;
    this.#socket = socket;
    this.#events = events;
    socket.onHangUp(() => void this.#lookForRank0());
    this.#serve().catch((error: unknown) => {
      if (!this.#closed) events.onFault(error);
    });
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
    this.#closed = true;
    this.#socket.close();
  }

  async #serve(): Promise<void> {
    for await (const [peer, bytes] of this.#socket.messages) {
      const message = parseToBroker(bytes);
      if (peer === undefined || message === undefined) continue;
      try {
        await this.#take(peer, message);
      } catch (error) {
        this.#events.onFault(error);
      }
    }
  }

  async #take(peer: Buffer, message: ToBroker): Promise<void> {
    if (message.op === 'ask') {
      if (this.#answer === undefined) this.#asking.set(peer.toString('hex'), peer);
      else await this.#send(peer, this.#answer);
    } else if (message.op === 'tell') {
      await this.#told(peer, message.gather);
    } else if (message.op === 'progress') {
      this.#events.onProgress(message);
    } else {
      // Without a gather nobody has anything to wait for.
      if (this.#rank0 === undefined) await this.#tellAsking(failure(message));
      this.#events.onDone(message);
    }
  }

  async #told(peer: Buffer, gather: GatherAddress): Promise<void> {
    const first = this.#rank0 === undefined;
    this.#rank0 = peer;
    if (!first) this.#events.onRank0('up');
    for (const message of this.#said) await this.#send(peer, message);
    await this.#tellAsking({ op: 'gather', gather });
    if (first) this.#events.onGather(gather);
  }

  /** A message that says nothing goes to those only who are there. Never rejects. */
  async #lookForRank0(): Promise<void> {
    const rank0 = this.#rank0;
    if (rank0 === undefined || this.#closed) return;
    try {
      await this.#socket.send(rank0, '');
    } catch {
      if (this.#rank0 === rank0 && !this.#closed)
        safely(() => this.#events.onRank0('down'), this.#events.onFault);
    }
  }

  /** Tells all who have asked, and from now on all who ask. */
  async #tellAsking(answer: FromBroker): Promise<void> {
    this.#answer = answer;
    const asking = [...this.#asking.values()];
    this.#asking.clear();
    for (const peer of asking) await this.#send(peer, answer);
  }

  /** A peer that is gone meanwhile is no error. */
  async #send(peer: Buffer, message: FromBroker): Promise<void> {
    await this.#socket.send(peer, JSON.stringify(message)).catch(() => {});
  }
}

function failure({ problem }: ToBroker & { op: 'done' }): FromBroker {
  return { op: 'failed', problem: problem ?? 'it did not say why' };
}
