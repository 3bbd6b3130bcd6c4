import path from 'node:path';
import * as v from 'valibot';
import { isSecret } from '../../../wire/keys.ts';
import { gatherAddressSchema } from '../broker/messages.ts';

const text = v.pipe(v.string(), v.maxLength(4096));

/** What every rendezvous file says of the rank 0 that has written it. */
const about = {
  version: v.literal(1, 'of another version of rankstat: install the same on all nodes'),
  /** The launch key. */
  key: text,
  /** Of rank 0. */
  pid: v.pipe(v.number(), v.integer(), v.minValue(1)),
  hostname: text,
  boot_id: text,
  /** When rank 0 wrote the file. */
  started: v.pipe(v.string(), v.isoTimestamp()),
  job_id: v.nullable(text),
};

/** What the rendezvous file of a job says: all that is needed to find and to talk to its rank 0. */
const rendezvousSchema = v.object({
  ...about,
  /** The secret of the job, base64url of 32 bytes. */
  secret: v.pipe(v.string(), v.check(isSecret, 'not a secret')),
  /** Where the gather listens, best first. */
  addresses: gatherAddressSchema.entries.endpoints,
  /** The series file to come. */
  file: text,
});
export type Rendezvous = v.InferOutput<typeof rendezvousSchema>;

/** What the file says in its place when rank 0 cannot gather. */
const failureSchema = v.object({
  ...about,
  /** Why not. */
  failure: text,
});
export type Failure = v.InferOutput<typeof failureSchema>;

/** Either. What is wrong with a file is told of the one that it looks like. */
export const contentSchema = v.lazy((content) => (isFailure(content) ? failureSchema : rendezvousSchema));

/** Whether it is a failure that a file tells. */
export function isFailure(content: unknown): content is Failure {
  return typeof content === 'object' && content !== null && 'failure' in content;
}

/** The rendezvous file of a launch. */
export function rendezvousPath(directory: string, launchKey: string): string {
  return path.join(directory, `${PREFIX}${launchKey}.json`);
}

/**
 * Another name for it, where that one is taken: readers list the directory, and know both. No launch key has a `+`.
 * @param suffix letters and digits that nobody could foresee
 */
export function otherRendezvousPath(directory: string, launchKey: string, suffix: string): string {
  return path.join(directory, `${PREFIX}${launchKey}+${suffix}.json`);
}

/** Whether a file of this name can be the rendezvous file of a launch, of any if no key is given. */
export function belongsTo(name: string, launchKey?: string): boolean {
  const [, key] = /^\.rankstat-(.+?)(?:\+[0-9a-z]+)?\.json$/.exec(name) ?? [];
  return key !== undefined && (launchKey === undefined || key === launchKey);
}

const PREFIX = '.rankstat-';
