import path from 'node:path';
import * as v from 'valibot';
import { isSecret } from '../../../wire/keys.ts';
import { gatherAddressSchema } from '../broker/messages.ts';

const text = v.pipe(v.string(), v.maxLength(4096));

/** What the rendezvous file of a job says: all that is needed to find and to talk to its rank 0. */
export const rendezvousSchema = v.object({
  version: v.literal(1),
  /** The launch key. */
  key: text,
  /** The secret of the job, base64url of 32 bytes. */
  secret: v.pipe(v.string(), v.check(isSecret, 'not a secret')),
  /** Where the gather listens, best first. */
  addresses: gatherAddressSchema.entries.endpoints,
  /** Of rank 0. */
  pid: v.pipe(v.number(), v.integer(), v.minValue(1)),
  hostname: text,
  boot_id: text,
  started: v.pipe(v.string(), v.isoTimestamp()),
  /** The series file to come. */
  file: text,
  job_id: v.nullable(text),
});
export type Rendezvous = v.InferOutput<typeof rendezvousSchema>;

/** The rendezvous file of a launch. */
export function rendezvousPath(directory: string, launchKey: string): string {
  return path.join(directory, `.rankstat-${launchKey}.json`);
}
