import { type Clock, roundToMicroseconds } from '../system/clock.ts';
import { type Control, parseControl } from '../wire/control.ts';
import { encodeHead } from '../wire/records.ts';
import type { PeerTransport } from '../wire/transport.ts';
import type { Outbox } from './outbox.ts';
import type { Sender } from './sender.ts';

export interface LinkOptions {
  readonly transport: PeerTransport;
  readonly sender: Sender;
  readonly outbox: Outbox;
  readonly clock: Clock;
  /** Called with each control message for this rank or for all, and when it was heard (wall clock, ms). */
  readonly onControl: (message: Control, heard: number) => void;
  /** Called with what `onControl` throws. */
  readonly onFault: (error: unknown) => void;
  /** Called when the connection of the data stream breaks, and when it is there (again). */
  readonly onConnection: (state: 'up' | 'down') => void;
}

/** If nothing was acknowledged for so long, what is unacknowledged is sent again. */
const RESEND_MS = 120_000;

/** A rank's connection to the gather: sends what is in the outbox, hears what is said to the rank. */
export class Link {
  readonly #options: LinkOptions;
  #sending = false;
  #closed = false;
  #bytesSent = 0;
  #acknowledged: number;

  constructor(options: LinkOptions) {
    this.#options = options;
    const { transport, clock, onConnection } = options;
    this.#acknowledged = clock.mono();
    transport.onConnection((state) => {
      if (state === 'up') this.#up();
      else onConnection('down');
    });
    this.#listen().catch(() => {}); // Ends when the socket is closed.
  }

  /** Bytes of records given to the network so far. */
  get bytesSent(): number {
    return this.#bytesSent;
  }

  /** Sends what waits in the outbox. */
  flush(): void {
    const { clock, outbox } = this.#options;
    if (outbox.length > 0 && clock.mono() - this.#acknowledged > RESEND_MS) this.#resend();
    this.#pump().catch(() => {}); // Ends when the socket is closed.
  }

  /** Asks the gather for an answer, to compare clocks. Lost with the connection, unlike a record. */
  ping(): void {
    this.#pings++;
    this.flush();
  }

  close(): void {
    this.#closed = true;
    this.#options.transport.close();
  }

  #pings = 0;

  #up(): void {
    this.#resend();
    this.flush();
    this.#options.onConnection('up');
  }

  #resend(): void {
    this.#acknowledged = this.#options.clock.mono();
    this.#options.outbox.rewind();
  }

  async #pump(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    try {
      const { outbox, transport } = this.#options;
      for (;;) {
        const record = outbox.next();
        if (record !== undefined) {
          await transport.send([record.head, record.body]);
          this.#bytesSent += record.head.length + record.body.length;
        } else if (this.#pings > 0) {
          this.#pings = 0;
          await transport.send([this.#pingHead(), '']);
        } else return;
      }
    } finally {
      this.#sending = false;
    }
  }

  #pingHead(): Buffer {
    const { sender, clock } = this.#options;
    const { rank, id, seq } = sender;
    return encodeHead({ type: 'ping', rank, id, seq, time: roundToMicroseconds(clock.wall()) });
  }

  async #listen(): Promise<void> {
    const { clock, outbox, sender, onControl, onFault } = this.#options;
    for await (const [, bytes] of this.#options.transport.messages) {
      const heard = clock.wall();
      const message = this.#understood(bytes);
      if (this.#closed || message === undefined) continue;
      if ('id' in message && message.id !== sender.id) continue;
      if (message.type === 'ack') {
        this.#acknowledged = clock.mono();
        outbox.acknowledge(message.seq);
        if (message.again) {
          this.#resend();
          this.flush();
        }
      }
      try {
        onControl(message, heard);
      } catch (error) {
        // A rank that does not listen any more would never end.
        onFault(error);
      }
    }
  }

  /** Only the gather has the key that gets a message here, but a newer one may say things unknown to us. */
  #understood(bytes: Uint8Array | undefined): Control | undefined {
    try {
      return parseControl(bytes ?? new Uint8Array(0));
    } catch {
      return undefined;
    }
  }
}
