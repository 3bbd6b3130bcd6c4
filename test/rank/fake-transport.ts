import { Condition } from '../../src/system/condition.ts';
import type { Control } from '../../src/wire/control.ts';
import { unpacked } from '../../src/wire/parcel.ts';
import { type Incoming, parseIncoming } from '../../src/wire/records.ts';
import type { Frames, PeerTransport } from '../../src/wire/transport.ts';
import { ManualClock } from '../manual-clock.ts';

/**
 * A rank's side of a connection that breaks and comes back when a test says so. As with ZeroMQ, one message at most
 * waits for a connection, and the next one takes it before anybody is told that it is there.
 */
export class FakeTransport implements PeerTransport {
  /** All that was given to a connection so far, in its order. */
  readonly given: Incoming[] = [];
  /** The bodies of all that. */
  readonly bodies: Buffer[] = [];
  /** How many records and pings were in each message. */
  readonly together: number[] = [];
  /** How many bytes that was, without frames that only say what comes. */
  bytes = 0;
  closed = false;
  readonly messages: AsyncIterable<readonly Buffer[]>;
  #connected: boolean;
  #waiting: { readonly take: () => void; readonly fail: (error: Error) => void } | undefined;
  #handle: (state: 'up' | 'down') => void = () => {};
  readonly #changed = new Condition(new ManualClock(0));
  readonly #heard: (readonly Buffer[] | Error)[] = [];

  constructor(state: 'connected' | 'not yet' = 'connected') {
    this.#connected = state === 'connected';
    this.messages = this.#listen();
  }

  async send(frames: Frames): Promise<void> {
    if (this.closed) throw new Error('Socket is closed');
    if (this.#waiting !== undefined) throw new Error('Socket is busy');
    if (!this.#connected) {
      await new Promise<void>((take, fail) => {
        this.#waiting = { take, fail };
      });
    }
    const { records } = unpacked(frames.map((frame) => Buffer.from(frame)));
    this.bytes += records.reduce((sum, { head, body }) => sum + head.length + body.length, 0);
    this.together.push(records.length);
    this.given.push(...records.map(({ head }) => parseIncoming(head)));
    this.bodies.push(...records.map(({ body }) => Buffer.from(body)));
  }

  onConnection(handle: (state: 'up' | 'down') => void): void {
    this.#handle = handle;
  }

  close(): void {
    this.closed = true;
    this.#changed.changed();
    this.#settle('fail', new Error('Socket is closed'));
  }

  /** Whether a message waits for a connection. */
  get isWaiting(): boolean {
    return this.#waiting !== undefined;
  }

  /** There is no connection any more; nobody is told yet. */
  break(): void {
    this.#connected = false;
  }

  /** There is a connection, which takes what waits; nobody is told yet. */
  async reconnect(): Promise<void> {
    this.#connected = true;
    this.#settle('take');
    await settled();
  }

  /** Tells what became of the connection. */
  async tell(state: 'up' | 'down'): Promise<void> {
    this.#handle(state);
    await settled();
  }

  /** What waits for a connection is refused. */
  async refuse(why: string): Promise<void> {
    this.#settle('fail', new Error(why));
    await settled();
  }

  /** Something is said to the rank. */
  async say(message: Control | string): Promise<void> {
    const text = typeof message === 'string' ? message : JSON.stringify(message);
    await this.#hear([Buffer.from(text)]);
  }

  /** A message comes that has nothing in it. */
  async sayNothing(): Promise<void> {
    await this.#hear([]);
  }

  /** Hearing fails. */
  async deafen(why: string): Promise<void> {
    await this.#hear(new Error(why));
  }

  async #hear(what: readonly Buffer[] | Error): Promise<void> {
    this.#heard.push(what);
    this.#changed.changed();
    await settled();
  }

  #settle(how: 'take'): void;
  #settle(how: 'fail', error: Error): void;
  #settle(how: 'take' | 'fail', error = new Error()): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (how === 'take') waiting?.take();
    else waiting?.fail(error);
  }

  async *#listen(): AsyncGenerator<readonly Buffer[]> {
    for (;;) {
      await this.#changed.until(() => this.closed || this.#heard.length > 0);
      const next = this.#heard.shift();
      if (next === undefined) return;
      if (next instanceof Error) throw next;
      yield next;
    }
  }
}

/** Lets all go on that waits for nothing but what has already happened. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
