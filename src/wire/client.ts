import { randomBytes } from 'node:crypto';
import type { Context } from 'zeromq';
import { parseStatus, requestTopic, type Status } from './control.ts';
import type { JobKeys } from './keys.ts';
import { encodeHead, type Request } from './records.ts';
import { connectToGather, type Endpoint } from './sockets.ts';

/** What is asked; the client numbers it. */
export type Asked = Request extends infer R ? (R extends Request ? Omit<R, 'type' | 'id'> : never) : never;

/** An answer can be missed while the subscription is on its way; asking again is harmless. */
const ASK_AGAIN_MS = 200;

/**
 * Asks the gather something and waits for its answer.
 * @returns the job's status; undefined if no answer came within `timeoutMs`
 */
export async function ask(
  gather: { readonly context: Context; readonly keys: JobKeys; readonly to: Endpoint },
  asked: Asked,
  timeoutMs: number,
): Promise<Status | undefined> {
  const id = randomBytes(8).toString('hex');
  const { context, keys, to } = gather;
  const sockets = connectToGather(context, keys, to, [requestTopic(id)]);
  const head = encodeHead({ type: 'request', id, ...asked });
  let sending = false;
  const send = async () => {
    if (sending) return;
    sending = true;
    await sockets.push.send([head, '']);
    sending = false;
  };
  const again = setInterval(() => send().catch(() => {}), ASK_AGAIN_MS);
  const giveUp = setTimeout(() => sockets.close(), timeoutMs);
  try {
    send().catch(() => {});
    const [, answer] = await sockets.sub.receive();
    return answer === undefined ? undefined : parseStatus(answer);
  } catch {
    return undefined; // The sockets were closed, or what came is no status.
  } finally {
    clearInterval(again);
    clearTimeout(giveUp);
    sockets.close();
  }
}
