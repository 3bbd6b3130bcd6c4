import * as v from 'valibot';
import { intervalMs, journalOffset, MAX_HEAD_BYTES, parse, scheduleSchema, wallMs } from './records.ts';

/** To one process of a rank: everything up to `seq` is in the journal. */
const ack = v.object({
  type: v.literal('ack'),
  id: v.string(),
  seq: v.number(),
  /** Set once the gather has chosen it. */
  schedule: v.nullable(scheduleSchema),
  /** Of the ping that it answers: when that was sent (rank's clock), came, and was answered (gather's clock). */
  ping: v.optional(v.object({ sent: wallMs, received: wallMs, answered: wallMs })),
  /** Set if a record is missing behind those: what is not acknowledged is to be sent again, in its order. */
  again: v.optional(v.literal(true)),
});
export type Ack = v.InferOutput<typeof ack>;

const start = v.object({ type: v.literal('start'), schedule: scheduleSchema });
const stop = v.object({ type: v.literal('stop'), reason: v.string() });
/** To one rank: it is not welcome (another process has its number) and should end. */
const reject = v.object({ type: v.literal('reject'), id: v.string(), reason: v.string() });

const control = v.variant('type', [ack, start, stop, reject]);
/** What a rank hears. */
export type Control = v.InferOutput<typeof control>;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const phaseSchema = v.picklist(['waiting', 'sampling', 'stopping', 'merging', 'done', 'failed']);
/** Where the job is: waiting for ranks, sampling, stopping, merging, done, or failed with `problem`. */
export type JobPhase = v.InferOutput<typeof phaseSchema>;

const status = v.object({
  type: v.literal('status'),
  phase: phaseSchema,
  /** Hosts that are expected; null if nobody said how many. */
  expected: v.nullable(count),
  ready: count,
  /** Hosts that have said bye. */
  ended: count,
  samples: count,
  refused: count,
  interval_ms: intervalMs,
  started: wallMs,
  file: v.string(),
  journal: v.string(),
  problem: v.nullable(v.string()),
  /** Only for those who ask for the status, else null: there can be thousands. */
  hosts: v.nullable(
    v.array(
      v.object({
        host: v.string(),
        rank: count,
        samples: count,
        state: v.picklist(['sampling', 'ended', 'silent']),
        last_heard_ms_ago: v.number(),
      }),
    ),
  ),
});
/** The answer to every request but those for the journal. */
export type Status = v.InferOutput<typeof status>;

/** Where somebody who comes later begins to read the journal. */
const guide = v.object({
  type: v.literal('guide'),
  /** Ranges `[from, to)` of whole records, without which samples cannot be understood. */
  openings: v.array(v.tuple([journalOffset, journalOffset])),
  /** From here on there is a key sample of every host that is heard. */
  recent: journalOffset,
  /** As `recent`, half a minute earlier, and one key sample at least: between the two lies at least one more sample of each. */
  earlier: journalOffset,
  /** Bytes that are in the journal. */
  written: journalOffset,
});
export type Guide = v.InferOutput<typeof guide>;

/** A piece of the journal; its bytes are the next frame of the message. */
const piece = v.object({
  type: v.literal('piece'),
  from: journalOffset,
  /** Bytes that are in the journal. */
  written: journalOffset,
  /** Why there are no bytes, if it could not be read. */
  failure: v.nullable(v.string()),
  /** When it was answered, by rank 0's clock. */
  time: wallMs,
  status,
});
export type Piece = v.InferOutput<typeof piece>;

const journalAnswer = v.variant('type', [guide, piece]);

/** @throws Error if the bytes are not a control message */
export function parseControl(bytes: Uint8Array): Control {
  return parse(control, bytes, MAX_HEAD_BYTES);
}

/** @throws Error if the bytes are not the answer to a request */
export function parseStatus(bytes: Uint8Array): Status {
  return parse(status, bytes, MAX_STATUS_BYTES);
}

/** @throws Error if the bytes are not the answer to a request for the journal */
export function parseJournalAnswer(bytes: Uint8Array): Guide | Piece {
  return parse(journalAnswer, bytes, MAX_STATUS_BYTES);
}

/** Ten thousand hosts with long names. */
const MAX_STATUS_BYTES = 8 * 1024 * 1024;
