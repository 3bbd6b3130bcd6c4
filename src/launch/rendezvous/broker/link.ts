import type { Context, Dealer } from 'zeromq';
import { connectToBroker } from '../../../wire/broker-sockets.ts';
import type { JobKeys } from '../../../wire/keys.ts';
import { type FromBroker, parseFromBroker, type ToBroker } from './messages.ts';

export interface BrokerAddress {
  readonly host: string;
  readonly port: number;
}

export interface BrokerLinkEvents {
  readonly onMessage: (message: FromBroker) => void;
  /** Called when the connection breaks, and when it is there (again). */
  readonly onConnection: (state: 'up' | 'down') => void;
  readonly onClose: () => void;
}

/** Rank 0's line to the broker: tells where the gather is and how far it has come, hears what it should do. */
export class BrokerLink {
  readonly #dealer: Dealer;
  readonly #events: BrokerLinkEvents;
  #introduction: ToBroker | undefined;

  constructor(context: Context, keys: JobKeys, broker: BrokerAddress, events: BrokerLinkEvents) {
    this.#events = events;
    this.#dealer = connectToBroker(context, keys, broker.host, broker.port);
    this.#dealer.events.on('handshake', () => {
      events.onConnection('up');
      this.#introduce();
    });
    this.#dealer.events.on('disconnect', () => events.onConnection('down'));
    this.#listen(events.onMessage).catch(() => {}); // Ends when the socket is closed.
  }

  /** Says this now, and again on each new connection: to the broker that is a new peer. */
  introduce(message: ToBroker): void {
    this.#introduction = message;
    this.#introduce();
  }

  tell(message: ToBroker): void {
    void say(this.#dealer, message);
  }

  close(): void {
    this.#events.onClose();
    this.#dealer.close();
  }

  #introduce(): void {
    if (this.#introduction !== undefined) this.tell(this.#introduction);
  }

  async #listen(onMessage: (message: FromBroker) => void): Promise<void> {
    for await (const [bytes] of this.#dealer) {
      const message = understood(bytes);
      if (message !== undefined) onMessage(message);
    }
  }
}

/** A broker that is gone, or a queue that is full, is no error: what matters is asked or told again. */
async function say(dealer: Dealer, message: ToBroker): Promise<void> {
  await dealer.send(JSON.stringify(message)).catch(() => {});
}

function understood(bytes: Uint8Array | undefined): FromBroker | undefined {
  try {
    return parseFromBroker(bytes ?? new Uint8Array(0));
  } catch {
    return undefined;
  }
}
