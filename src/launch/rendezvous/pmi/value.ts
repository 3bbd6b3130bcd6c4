import * as v from 'valibot';
import { isSecret } from '../../../wire/keys.ts';
import { gatherAddressSchema } from '../broker/messages.ts';
import type { FoundGather } from '../found-gather.ts';
import { RankZeroFailed } from '../rank-zero-failed.ts';

/** A value has less than 1024 bytes at most servers, in base64. */
const MAX_ENDPOINTS = 6;
const MAX_PROBLEM_CHARS = 240;

const valueSchema = v.union([
  v.object({ failure: v.string() }),
  v.object({
    secret: v.pipe(v.string(), v.check(isSecret)),
    endpoints: gatherAddressSchema.entries.endpoints,
  }),
]);

/** What rank 0 tells by PMI: where the gather is. Of many addresses the best. */
export function addressValue({ secret, endpoints }: FoundGather): string {
  return JSON.stringify({ secret, endpoints: endpoints.slice(0, MAX_ENDPOINTS) });
}

/** What rank 0 tells by PMI: that there will be no gather. A long reason is cut. */
export function failureValue(problem: string): string {
  const cut = problem.length > MAX_PROBLEM_CHARS;
  return JSON.stringify({ failure: cut ? `${problem.slice(0, MAX_PROBLEM_CHARS - 1)}…` : problem });
}

/**
 * Reads what rank 0 has told by PMI.
 * @throws RankZeroFailed if it says that there will be no gather
 * @throws Error if it is not what rank 0 tells
 */
export function parseValue(value: string): FoundGather {
  const told = v.parse(valueSchema, JSON.parse(value));
  if ('failure' in told) throw new RankZeroFailed(told.failure);
  return told;
}
