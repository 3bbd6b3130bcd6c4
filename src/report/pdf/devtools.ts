import type { Readable, Writable } from 'node:stream';
import * as v from 'valibot';

const messageSchema = v.object({
  id: v.optional(v.number()),
  method: v.optional(v.string()),
  result: v.optional(v.unknown()),
  error: v.optional(v.object({ message: v.string() })),
});

/** Messages are as long as the PDF; what is longer is none. Bytes. */
const MOST_BYTES = 1 << 29;

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Speaks with a browser over two pipes: JSON, each message with a zero byte at its end.
 * @see https://chromedevtools.github.io/devtools-protocol/
 */
export class Devtools {
  readonly #to: Writable;
  readonly #waiting = new Map<number, Waiting>();
  readonly #events = new Map<string, () => void>();
  #pieces: Buffer[] = [];
  #bytes = 0;
  #last = 0;
  #ended: Error | undefined;

  constructor(to: Writable, from: Readable) {
    this.#to = to;
    from.on('data', (piece: Buffer) => this.#take(piece));
    for (const pipe of [to, from]) pipe.on('error', () => {}); // It has ended: how is told by `end`.
  }

  /** Asks for something. @param session the page that it is asked of; the browser if undefined. @throws Error if it is refused, or the browser ends */
  async ask<T>(
    method: string,
    params: Readonly<Record<string, unknown>>,
    answer: v.GenericSchema<unknown, T>,
    session?: string,
  ): Promise<T> {
    if (this.#ended !== undefined) throw this.#ended;
    const id = ++this.#last;
    const result = await new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      const message = { id, method, params, ...(session !== undefined && { sessionId: session }) };
      this.#to.write(`${JSON.stringify(message)}\0`);
    });
    return v.parse(answer, result);
  }

  /** The next event of this name. @throws Error if the browser ends before */
  async event(method: string): Promise<void> {
    if (this.#ended !== undefined) throw this.#ended;
    await new Promise<void>((resolve, reject) => {
      const id = ++this.#last;
      this.#waiting.set(id, { resolve: () => {}, reject });
      this.#events.set(method, () => {
        this.#waiting.delete(id);
        resolve();
      });
    });
  }

  /** Nothing more is heard: whoever waits is told. */
  end(why: Error): void {
    this.#ended ??= why;
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }

  #take(piece: Buffer): void {
    let rest = piece;
    for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
      const text = Buffer.concat([...this.#pieces, rest.subarray(0, end)]).toString('utf8');
      rest = rest.subarray(end + 1);
      this.#pieces = [];
      this.#bytes = 0;
      this.#hear(text);
    }
    this.#pieces.push(rest);
    this.#bytes += rest.length;
    if (this.#bytes > MOST_BYTES) this.end(new Error('it said more than a PDF can be'));
  }

  #hear(text: string): void {
    const { id, method, result, error } = v.parse(messageSchema, JSON.parse(text));
    if (method !== undefined) this.#events.get(method)?.();
    const waiting = this.#waiting.get(id ?? -1);
    if (id === undefined || waiting === undefined) return;
    this.#waiting.delete(id);
    if (error === undefined) waiting.resolve(result);
    else waiting.reject(new Error(error.message));
  }
}
