import * as v from 'valibot';
import { phaseSchema } from '../../../wire/control.ts';
import { absentHost, benchmarkInfo, parse } from '../../../wire/records.ts';

const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535));
const text = v.pipe(v.string(), v.maxLength(4096));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Where the gather of a job is, as rank 0 tells it. */
export const gatherAddressSchema = v.object({
  /** Best first. */
  endpoints: v.pipe(
    v.array(v.object({ host: v.pipe(v.string(), v.ip()), port })),
    v.minLength(1),
    v.maxLength(256),
  ),
  hostname: text,
  /** The series file to come. */
  file: text,
  journal: text,
  /** The file by which `stop` and `mark` find the job; null if it could not be written. */
  rendezvous: v.nullable(text),
});
export type GatherAddress = v.InferOutput<typeof gatherAddressSchema>;

/** So many lines are told again. */
export const MOST_LAST_WORDS = 10;

const progress = {
  ready: count,
  expected: v.nullable(count),
  /** Names of some of those that have not come. */
  missing: v.optional(v.pipe(v.array(text), v.maxLength(1000))),
  /** The share of the samples that is in the series file; null before the merge. */
  merged: v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
};
/** How far a job is, as `rankstat run` wants to know. */
export type Progress = Omit<Extract<ToBroker, { op: 'progress' }>, 'op'>;

const toBroker = v.variant('op', [
  v.object({ op: v.literal('ask') }),
  v.object({ op: v.literal('tell'), gather: gatherAddressSchema }),
  v.object({ op: v.literal('progress'), ...progress }),
  v.object({
    op: v.literal('done'),
    phase: phaseSchema,
    problem: v.nullable(text),
    /** What rank 0 has said last on its stderr, of which a launcher can lose the end. */
    said: v.optional(v.pipe(v.array(text), v.maxLength(MOST_LAST_WORDS))),
  }),
]);
/** What ranks say to the broker. */
export type ToBroker = v.InferOutput<typeof toBroker>;

const fromBroker = v.variant('op', [
  v.object({ op: v.literal('gather'), gather: gatherAddressSchema }),
  v.object({ op: v.literal('failed'), problem: text }),
  v.object({ op: v.literal('stop'), reason: text }),
  v.object({ op: v.literal('benchmark'), benchmark: benchmarkInfo }),
  /** A host has said that it is not recorded. */
  v.object({ op: v.literal('absent'), ...absentHost.entries }),
]);
/** What the broker says: to those who asked, where the gather is or that there will be none; to rank 0, what to do. */
export type FromBroker = v.InferOutput<typeof fromBroker>;

const MAX_BYTES = 256 * 1024;

/**
 * What a rank says. All who can say something have the job's key: what is no message can only be one of another
 * version, and costs the job nothing.
 * @returns undefined if the bytes are no such message
 */
export function parseToBroker(bytes: Uint8Array | undefined): ToBroker | undefined {
  return parsed(toBroker, bytes);
}

/**
 * What a broker says.
 * @returns undefined if the bytes are no such message
 */
export function parseFromBroker(bytes: Uint8Array | undefined): FromBroker | undefined {
  return parsed(fromBroker, bytes);
}

function parsed<const S extends v.GenericSchema>(
  schema: S,
  bytes: Uint8Array | undefined,
): v.InferOutput<S> | undefined {
  try {
    return bytes && parse(schema, bytes, MAX_BYTES);
  } catch {
    return undefined;
  }
}
