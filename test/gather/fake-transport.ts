import type { RecordBytes } from '../../src/wire/records.ts';
import type { Frames, GatherTransport, Peer } from '../../src/wire/transport.ts';

/** What a gather has said: to whom, the message, and the bytes behind it. */
export interface Said {
  readonly to: string;
  readonly message: unknown;
  readonly bytes: readonly Uint8Array[];
}

interface Delivery {
  readonly frames: readonly Buffer[];
  readonly taken: () => void;
  readonly failed: (error: Error) => void;
}

/** A gather's side of the network whose other side is the test. */
export class FakeGatherTransport implements GatherTransport {
  readonly port = 1;
  /** All that was said, in its order. */
  readonly said: Said[] = [];
  /** What saying something throws from now on. */
  failure: Error | undefined;
  #closed = false;
  #connections = 0;
  readonly #handles: (() => void)[] = [];
  readonly #queue: Delivery[] = [];
  #underWay: Delivery | undefined;
  #asked: { resolve: () => void; reject: (error: Error) => void } | undefined;

  get closed(): boolean {
    return this.#closed;
  }

  get connections(): number {
    return this.#connections;
  }

  /** So many are connected from now on. */
  set connections(count: number) {
    this.#connections = count;
    for (const handle of this.#handles) handle();
  }

  onConnections(handle: () => void): void {
    this.#handles.push(handle);
  }

  /** What was said to a peer. */
  saidTo(peer: string): unknown[] {
    return this.said.filter(({ to }) => to === peer).map(({ message }) => message);
  }

  async send(to: Peer, [message, ...bytes]: Frames): Promise<void> {
    if (this.#closed) throw new Error('Socket is closed');
    if (this.failure !== undefined) throw this.failure;
    const binary = bytes.map((part) => (typeof part === 'string' ? Buffer.from(part) : part));
    this.said.push({ to: String(to), message: JSON.parse(String(message)), bytes: binary });
  }

  /**
   * Has a message arrive. Resolves when the gather is done with it, and asks for the next.
   * @param peer who says it
   * @throws Error if the gather does not, since something was thrown
   */
  async deliver(record: RecordBytes, peer: string): Promise<void> {
    await this.deliverTogether([record], peer);
  }

  /** As `deliver`, with several records in one message. */
  async deliverTogether(records: readonly RecordBytes[], peer: string): Promise<void> {
    const frames = records.flatMap(({ head, body }) => [head, Buffer.from(body).toString('base64')]);
    await this.deliverFrames([peer, ...frames].map((frame) => Buffer.from(frame)));
  }

  /** As `deliver`, with frames that need not be a record's. */
  async deliverFrames(frames: readonly Buffer[]): Promise<void> {
    await new Promise<void>((taken, failed) => {
      this.#queue.push({ frames, taken, failed });
      this.#asked?.resolve();
    });
  }

  /** Has the receiving itself fail. */
  fail(error: Error): void {
    this.#asked?.reject(error);
  }

  readonly messages: AsyncIterable<readonly Buffer[]> = {
    [Symbol.asyncIterator]: () => ({ next: () => this.#next(), return: () => this.#left() }),
  };

  close(): void {
    this.#closed = true;
    this.#asked?.resolve();
  }

  async #next(): Promise<IteratorResult<readonly Buffer[], undefined>> {
    this.#underWay?.taken();
    this.#underWay = undefined;
    if (this.#queue.length === 0 && !this.#closed) {
      await new Promise<void>((resolve, reject) => {
        this.#asked = { resolve, reject };
      });
      this.#asked = undefined;
    }
    const next = this.#closed ? undefined : this.#queue.shift();
    if (next === undefined) return { done: true, value: undefined };
    this.#underWay = next;
    return { done: false, value: next.frames };
  }

  async #left(): Promise<IteratorResult<readonly Buffer[], undefined>> {
    this.#underWay?.failed(new Error('the gather has left its receive loop at this message'));
    return { done: true, value: undefined };
  }
}

/** Resolves when everything has gone on that does not wait for a clock, a file or the network. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
