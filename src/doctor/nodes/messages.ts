import * as v from 'valibot';
import { hostSeen } from '../seen.ts';

const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535));
const endpoint = v.object({ host: v.pipe(v.string(), v.maxLength(256)), port });
/** Where somebody listens. */
export type ListeningAt = v.InferOutput<typeof endpoint>;
const endpoints = v.pipe(v.array(endpoint), v.maxLength(64));

const toAsker = v.variant('op', [
  /** A host has come; that of rank 0 says where it listens. */
  v.object({ op: v.literal('came'), rank: v.number(), listening: endpoints }),
  v.object({ op: v.literal('ping'), sent: v.number() }),
  v.object({ op: v.literal('seen'), seen: hostSeen }),
]);
/** What hosts say to where doctor was asked. */
export type ToAsker = v.InferOutput<typeof toAsker>;

const fromAsker = v.variant('op', [
  v.object({ op: v.literal('pong'), sent: v.number(), received: v.number(), answered: v.number() }),
  /** Where rank 0 listens; none if it has not come. */
  v.object({ op: v.literal('rank0'), listening: endpoints }),
  /** All is known. */
  v.object({ op: v.literal('end') }),
]);
/** What hosts are told. */
export type FromAsker = v.InferOutput<typeof fromAsker>;

/** @returns undefined if the bytes are no such message */
export function parseToAsker(bytes: Uint8Array | string | undefined): ToAsker | undefined {
  return parsed(toAsker, bytes);
}

/** @returns undefined if the bytes are no such message */
export function parseFromAsker(bytes: Uint8Array | undefined): FromAsker | undefined {
  return parsed(fromAsker, bytes);
}

function parsed<const S extends v.GenericSchema>(
  schema: S,
  bytes: Uint8Array | string | undefined,
): v.InferOutput<S> | undefined {
  if (bytes === undefined) return undefined;
  try {
    const text = typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8');
    const result = v.safeParse(schema, JSON.parse(text));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}
