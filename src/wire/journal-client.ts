import { type Asked, type AskedGather, exchange, newRequestId } from './client.ts';
import { type Guide, type Piece, parseJournalAnswer } from './control.ts';
import { encodeHead, MAX_PIECE_BYTES } from './records.ts';
import { connectToGather } from './sockets.ts';
import type { PeerTransport } from './transport.ts';

/** A piece of a running job's journal. */
export interface JournalPiece extends Piece {
  readonly bytes: Buffer;
}

/** The first request can be lost with its connection. Later, an answer takes as long as the network. */
const FIRST_AGAIN_MS = 200;
const AGAIN_MS = 2000;

/** Reads the journal of a running job, piece by piece, over one connection. */
export class JournalClient {
  readonly #gather: AskedGather;
  readonly #id = newRequestId();
  #transport: PeerTransport | undefined;
  #answered = false;

  constructor(gather: AskedGather) {
    this.#gather = gather;
  }

  /** Where to begin. Undefined if no answer came within `timeoutMs`. @throws NotUnderstood if it is another */
  async guide(timeoutMs: number): Promise<Guide | undefined> {
    return await this.#ask({ op: 'guide' }, timeoutMs, (answer) =>
      answer.type === 'guide' ? answer : undefined,
    );
  }

  /**
   * What is in the journal from `from` on, `most` bytes at most; there can be less, or nothing yet.
   * @returns undefined if no answer came within `timeoutMs`
   * @throws NotUnderstood if it is another
   */
  async piece(from: number, timeoutMs: number, most = MAX_PIECE_BYTES): Promise<JournalPiece | undefined> {
    return await this.#ask({ op: 'piece', from, most }, timeoutMs, (answer, bytes) => {
      // A request that was sent twice is answered twice.
      if (answer.type !== 'piece' || answer.from !== from || bytes === undefined) return undefined;
      return { ...answer, bytes: bytes.subarray(0, most) };
    });
  }

  close(): void {
    this.#transport?.close();
    this.#transport = undefined;
  }

  async #ask<T>(
    asked: Asked,
    timeoutMs: number,
    accept: (answer: Guide | Piece, bytes: Buffer | undefined) => T | undefined,
  ): Promise<T | undefined> {
    const { context, keys, to } = this.#gather;
    if (this.#transport === undefined) {
      const transport = connectToGather(context, keys, to);
      // Rank 0 has ended, most likely: no answer will come.
      transport.onConnection((state) => {
        if (state === 'down') transport.close();
      });
      this.#transport = transport;
    }
    const head = encodeHead({ type: 'request', id: this.#id, ...asked });
    const againMs = this.#answered ? AGAIN_MS : FIRST_AGAIN_MS;
    const answer = await exchange(this.#transport, {
      head,
      againMs,
      timeoutMs,
      accept: ([first, bytes]) =>
        first === undefined ? undefined : accept(parseJournalAnswer(first), bytes),
    });
    this.#answered = answer !== undefined;
    if (answer === undefined) this.close(); // The next one connects anew.
    return answer;
  }
}
