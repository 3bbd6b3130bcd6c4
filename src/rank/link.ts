import { type Clock, roundToMicroseconds } from '../system/clock.ts';
import type { Faults } from '../system/faults.ts';
import { type Control, parseControl } from '../wire/control.ts';
import { Parcel } from '../wire/parcel.ts';
import { encodeHead } from '../wire/records.ts';
import type { PeerTransport } from '../wire/transport.ts';
import type { Outbox, Outgoing } from './outbox.ts';
import type { Sender } from './sender.ts';

export interface LinkOptions {
  readonly transport: PeerTransport;
  readonly sender: Sender;
  readonly outbox: Outbox;
  readonly clock: Clock;
  /** Called with each control message for this rank or for all, and when it was heard (wall clock, ms). */
  readonly onControl: (message: Control, heard: number) => void;
  /** Called when the connection of the data stream breaks, and when it is there (again). */
  readonly onConnection: (state: 'up' | 'down') => void;
  /** Are told what these two throw, and what fails though the link is not closed. The link goes on. */
  readonly faults: Faults;
}

/** If nothing was acknowledged for so long, what is unacknowledged is sent again. */
const RESEND_MS = 120_000;
const NOTHING = new Uint8Array(0);

/**
 * A rank's connection to the gather: sends what is in the outbox, hears what is said to the rank.
 *
 * On each connection records go in the order of their numbers, those that wait together in one message, from the oldest that
 * is not acknowledged: what was given to one that broke may not have arrived. So nothing is given to the transport while the
 * connection is known to be down. A new one would take it before it is told of, and the gather would miss what comes before it.
 */
export class Link {
  readonly #options: LinkOptions;
  /** Unknown at first, and for good within a process: nobody tells there. */
  #connection: 'unknown' | 'up' | 'down' = 'unknown';
  /** What is sent next is the oldest record. */
  #again = false;
  #pings = 0;
  #sending = false;
  #closed = false;
  #bytesSent = 0;
  #acknowledged: number;

  constructor(options: LinkOptions) {
    this.#options = options;
    const { transport, clock } = options;
    this.#acknowledged = clock.mono();
    transport.onConnection((state) => this.#connected(state));
    this.#listen().catch((error: unknown) => this.#failed(error));
  }

  /** Bytes of records given to the network so far; as text their bodies are a third longer. */
  get bytesSent(): number {
    return this.#bytesSent;
  }

  /** Sends what waits in the outbox. */
  flush(): void {
    if (this.#options.clock.mono() - this.#acknowledged > RESEND_MS) this.#sendAgain();
    this.#pump().catch((error: unknown) => this.#failed(error));
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

  #connected(state: 'up' | 'down'): void {
    if (this.#closed) return;
    const { faults, onConnection } = this.#options;
    // What waits for the first connection has not been lost with one before it.
    if (state === 'up' && this.#connection !== 'unknown') {
      this.#sendAgain();
      this.#pings++; // The gather speaks to who has spoken over a connection: there may be no record to send.
    }
    this.#connection = state;
    if (state === 'up') this.flush();
    faults.safely(() => onConnection(state));
  }

  #sendAgain(): void {
    this.#acknowledged = this.#options.clock.mono();
    this.#again = true;
  }

  async #pump(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    try {
      await undefined; // What is put into the outbox at the same moment travels together.
      while (this.#connection !== 'down') {
        const parcel = this.#nextRecords();
        const { bytes } = parcel;
        // What waits for a connection says nothing of the time that a message takes: then a ping comes behind it.
        if (this.#pings > 0 && (bytes === 0 || this.#connection === 'up')) this.#addPing(parcel);
        if (parcel.records.length === 0) return;
        await this.#send(parcel, bytes);
      }
    } finally {
      this.#sending = false;
    }
  }

  /** The only place where the outbox goes back: not while some of its records are being sent. */
  #nextRecords(): Parcel {
    const { outbox } = this.#options;
    if (this.#again) outbox.rewind();
    this.#again = false;
    const parcel = new Parcel();
    const take = (record: Outgoing) => parcel.add(record);
    while (outbox.next(take) !== undefined);
    return parcel;
  }

  #addPing(parcel: Parcel): void {
    const { sender, clock } = this.#options;
    const { rank, id, seq } = sender;
    const head = encodeHead({ type: 'ping', rank, id, seq, time: roundToMicroseconds(clock.wall()) });
    if (parcel.add({ head, body: NOTHING })) this.#pings = 0;
  }

  /** @param bytes of the records that are the outbox's */
  async #send({ frames }: Parcel, bytes: number): Promise<void> {
    try {
      await this.#options.transport.send(frames);
      this.#bytesSent += bytes;
    } catch (error) {
      this.#again = true; // What follows it would be of no use.
      throw error;
    }
  }

  async #listen(): Promise<void> {
    const { clock, outbox, sender, onControl, faults } = this.#options;
    for await (const [bytes] of this.#options.transport.messages) {
      const heard = clock.wall();
      const message = understood(bytes);
      if (this.#closed || message === undefined) continue;
      if ('id' in message && message.id !== sender.id) continue;
      if (message.type === 'ack') {
        this.#acknowledged = clock.mono();
        outbox.acknowledge(message.seq);
        if (message.again) {
          this.#sendAgain();
          this.flush();
        }
      }
      // A rank that does not listen any more would never end.
      faults.safely(() => onControl(message, heard));
    }
  }

  /** Sending and hearing end with an error when the transport is closed. */
  #failed(error: unknown): void {
    if (!this.#closed) this.#options.faults.tell(error);
  }
}

/** Only the gather has the key that gets a message here, but a newer one may say things unknown to us. */
function understood(bytes: Uint8Array = NOTHING): Control | undefined {
  try {
    return parseControl(bytes);
  } catch {
    return undefined;
  }
}
