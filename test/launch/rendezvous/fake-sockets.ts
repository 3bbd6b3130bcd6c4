import type { BrokerPeerSocket, BrokerSocket } from '../../../src/wire/broker-sockets.ts';

/** Resolves when everything has happened that only waited for promises. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

/** What comes to a socket, as a test says it. Ends when it is closed. */
class Incoming implements AsyncIterable<readonly Buffer[]> {
  readonly #waiting: (readonly Buffer[])[] = [];
  #error: Error | undefined;
  #ended = false;
  #wake = () => {};

  put(frames: readonly Buffer[]): void {
    this.#waiting.push(frames);
    this.#wake();
  }

  fail(error: Error): void {
    this.#error = error;
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<readonly Buffer[]> {
    for (;;) {
      if (this.#error !== undefined) throw this.#error;
      if (this.#ended) return;
      const frames = this.#waiting.shift();
      if (frames !== undefined) yield frames;
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}

/** The peer's side of a connection to a broker that is not there. */
export class FakePeerSocket implements BrokerPeerSocket {
  readonly messages = new Incoming();
  /** What was sent, parsed. */
  readonly sent: unknown[] = [];
  closed = 0;
  #connection: (state: 'up' | 'down') => void = () => {};

  async send(message: string): Promise<void> {
    if (this.closed > 0) throw new Error('Socket is closed');
    this.sent.push(JSON.parse(message));
  }

  onConnection(handle: (state: 'up' | 'down') => void): void {
    this.#connection = handle;
  }

  close(): void {
    this.closed++;
    this.messages.end();
  }

  /** The broker says this. */
  async hear(message: unknown): Promise<void> {
    this.messages.put([Buffer.from(JSON.stringify(message))]);
    await settled();
  }

  async fail(error: Error): Promise<void> {
    this.messages.fail(error);
    await settled();
  }

  connection(state: 'up' | 'down'): void {
    this.#connection(state);
  }
}

/** A broker's side without any network. */
export class FakeBrokerSocket implements BrokerSocket {
  readonly port = 40_000;
  readonly messages = new Incoming();
  /** What was sent, as `peer: message`. */
  readonly sent: string[] = [];
  /** Peers that cannot be reached any more. */
  readonly gone = new Set<string>();
  closed = false;
  #hangUp = () => {};

  async send(peer: Buffer, message: string): Promise<void> {
    if (this.gone.has(peer.toString())) throw new Error('Host unreachable');
    if (message !== '') this.sent.push(`${peer}: ${message}`);
  }

  onHangUp(handle: () => void): void {
    this.#hangUp = handle;
  }

  /** A peer hangs up. */
  async hangUp(peer: string): Promise<void> {
    this.gone.add(peer);
    this.#hangUp();
    await settled();
  }

  close(): void {
    this.closed = true;
    this.messages.end();
  }

  /** A peer says this. */
  async hear(peer: string, message: unknown): Promise<void> {
    this.messages.put([Buffer.from(peer), Buffer.from(JSON.stringify(message))]);
    await settled();
  }

  /** Frames as they are. */
  async hearFrames(...frames: string[]): Promise<void> {
    this.messages.put(frames.map((frame) => Buffer.from(frame)));
    await settled();
  }

  async fail(error: Error): Promise<void> {
    this.messages.fail(error);
    await settled();
  }
}

/** Where a gather is that is not there. */
export const GATHER = {
  endpoints: [{ host: '198.18.0.11', port: 40_001 }],
  hostname: 'node1',
  file: '/results/ior_20261125_032718_timeseries.json',
  journal: '/results/ior_20261125_032718_timeseries.journal',
  rendezvous: null,
};
