import type { Clock } from '../../../system/clock.ts';
import { Condition } from '../../../system/condition.ts';
import { safely } from '../../../system/faults.ts';
import type { BrokerPeerSocket } from '../../../wire/broker-sockets.ts';
import { type FromBroker, parseFromBroker, type ToBroker } from './messages.ts';

/** What the broker says by itself: all but the answers to a question. */
export type Order = Exclude<FromBroker, { op: 'gather' | 'failed' }>;

export interface BrokerLinkEvents {
  /** What it should do. */
  readonly onMessage: (message: Order) => void;
  /** Called when the connection breaks, and when it is there (again). */
  readonly onConnection: (state: 'up' | 'down') => void;
  readonly onClose: () => void;
  /** Told what one of these has thrown: that costs what it was called for and no more. */
  readonly onFault: (error: unknown) => void;
}

/** Rank 0's line to the broker: tells where the gather is and how far it has come, hears what it should do. */
export class BrokerLink {
  readonly #socket: BrokerPeerSocket;
  readonly #events: BrokerLinkEvents;
  #introduction: ToBroker | undefined;
  readonly #news: Condition;
  #answered = false;
  #closed = false;

  constructor(socket: BrokerPeerSocket, clock: Clock, events: BrokerLinkEvents) {
    this.#socket = socket;
    this.#news = new Condition(clock);
    this.#events = events;
    socket.onConnection((state) => {
      if (state === 'up' && this.#introduction !== undefined) this.tell(this.#introduction);
      safely(() => events.onConnection(state), events.onFault);
    });
    this.#listen().catch((error: unknown) => {
      if (!this.#closed) events.onFault(error);
    });
  }

  /** Says this now, and again on each new connection: to the broker that is a new peer. */
  introduce(message: ToBroker): void {
    this.#introduction = message;
    this.tell(message);
  }

  /**
   * A broker that is gone, or a queue that is full, is no error: what matters is told again. Once the line is closed
   * this is nothing.
   */
  tell(message: ToBroker): void {
    this.#socket.send(JSON.stringify(message)).catch(() => {});
  }

  /**
   * Says the last thing, waits until the broker has heard it, `patienceMs` at most, and closes. This process ends right
   * after, and what is only queued can be lost with it; so a question follows, whose answer says that it was heard.
   */
  async end(last: ToBroker, patienceMs: number): Promise<void> {
    this.#answered = false;
    this.tell(last);
    this.tell({ op: 'ask' });
    await this.#news.until(() => this.#answered || this.#closed, patienceMs);
    this.close();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#news.changed();
    safely(() => this.#events.onClose(), this.#events.onFault);
    this.#socket.close();
  }

  async #listen(): Promise<void> {
    for await (const [bytes] of this.#socket.messages) {
      const message = parseFromBroker(bytes);
      if (message?.op === 'gather' || message?.op === 'failed') {
        this.#answered = true;
        this.#news.changed();
      } else if (message !== undefined) {
        safely(() => this.#events.onMessage(message), this.#events.onFault);
      }
    }
  }
}
