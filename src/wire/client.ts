import { randomBytes } from 'node:crypto';
import type { Context } from 'zeromq';
import { messageOf } from '../system/errors.ts';
import { parseStatus, type Status } from './control.ts';
import type { JobKeys } from './keys.ts';
import { encodeHead, type Request } from './records.ts';
import { connectToGather } from './sockets.ts';
import type { Endpoint, PeerTransport } from './transport.ts';

/** What is asked; the client numbers it. */
export type Asked = Request extends infer R ? (R extends Request ? Omit<R, 'type' | 'id'> : never) : never;

/** The gather that is asked. */
export interface AskedGather {
  readonly context: Context;
  readonly keys: JobKeys;
  readonly to: Endpoint;
}

/** A request can be lost with its connection; asking again is harmless. */
const ASK_AGAIN_MS = 200;

/**
 * Asks the gather something and waits for its answer.
 * @returns the job's status; undefined if no answer came within `timeoutMs`
 * @throws NotUnderstood if it is not what it should be
 */
export async function ask(gather: AskedGather, asked: Asked, timeoutMs: number): Promise<Status | undefined> {
  const id = newRequestId();
  const transport = connectToGather(gather.context, gather.keys, gather.to);
  const head = encodeHead({ type: 'request', id, ...asked });
  const accept = ([answer]: readonly Buffer[]) => (answer === undefined ? undefined : parseStatus(answer));
  try {
    return await exchange(transport, { head, againMs: ASK_AGAIN_MS, timeoutMs, accept });
  } finally {
    transport.close();
  }
}

export function newRequestId(): string {
  return randomBytes(8).toString('hex');
}

/** Somebody has the job's key and answers something else than this version knows. */
export class NotUnderstood extends Error {}

export interface Exchange<T> {
  /** Of the request. */
  readonly head: Buffer;
  /** It is sent again after this, as long as there is no answer. */
  readonly againMs: number;
  readonly timeoutMs: number;
  /** Makes of an answer's frames what was asked for; undefined if it is another's. */
  readonly accept: (frames: readonly Buffer[]) => T | undefined;
}

/**
 * Sends a request until an answer comes that is accepted.
 * @returns undefined if none came within the time; the transport is closed then
 * @throws NotUnderstood if it is not what it should be; the transport is closed then, too
 */
export async function exchange<T>(
  transport: PeerTransport,
  { head, againMs, timeoutMs, accept }: Exchange<T>,
): Promise<T | undefined> {
  let sending = false;
  const send = async () => {
    if (sending) return;
    sending = true;
    try {
      await transport.send([head, '']);
    } finally {
      sending = false;
    }
  };
  const again = setInterval(() => send().catch(() => {}), againMs);
  const giveUp = setTimeout(() => transport.close(), timeoutMs);
  try {
    send().catch(() => {});
    for await (const frames of transport.messages) {
      const accepted = accept(frames);
      if (accepted !== undefined) return accepted;
    }
    return undefined; // It was closed.
  } catch (error) {
    transport.close();
    throw new NotUnderstood(
      `what rank 0 answers is not understood, it may be of another version of rankstat: ${messageOf(error)}`,
    );
  } finally {
    clearInterval(again);
    clearTimeout(giveUp);
  }
}
