import * as v from 'valibot';

/** Raised when a record changes its meaning; ranks and gather of one job must agree on it. */
export const PROTOCOL = 2;

/** Longest head that is taken from the network, and longest body, in bytes. */
export const MAX_HEAD_BYTES = 64 * 1024;
export const MAX_BODY_BYTES = 16 * 1024 * 1024;
/** Longest head in a journal: what the gather notes itself can name every node of a job. */
export const MAX_JOURNAL_HEAD_BYTES = 16 * 1024 * 1024;
/** Longest piece of the journal that is given at once. */
export const MAX_PIECE_BYTES = 1024 * 1024;

/** So many numbers a sample may have: twenty thousand disks' worth. */
export const MAX_SAMPLE_NUMBERS = 2_000_000;

/** So many samples one record may have: a key sample is among them or before them, and what is damaged costs no more. */
export const MOST_TAKEN = 16;

/** So long a rank may keep what it has read before it sends it, ms. */
export const MOST_KEPT_MS = 5000;

/** So many hosts a job may have: each that does not come is named in the series file. */
const MOST_HOSTS = 1_000_000;

/** What NTP adjusts slowly runs on both clocks alike: a difference is a clock that was set. So much is none, ms. */
export const LEAST_STEP_MS = 20;

/** A record as bytes: the same in the outbox, on the wire and in the journal. */
export interface RecordBytes {
  readonly head: Uint8Array;
  /** Empty for records without a body. */
  readonly body: Uint8Array;
}

/** A number that counts something. */
export const index = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 31));
/** Up to the year 9999: ISO 8601 has four digits for it. */
export const wallMs = v.pipe(v.number(), v.minValue(0), v.maxValue(253_402_300_799_999));
/** Some thirty years, in either direction. */
const ms = v.pipe(v.number(), v.minValue(-1e12), v.maxValue(1e12));
/** Time between ticks: a day at most. */
export const intervalMs = v.pipe(v.number(), v.minValue(1), v.maxValue(86_400_000));
const numberCount = v.pipe(index, v.maxValue(MAX_SAMPLE_NUMBERS));
const text = v.pipe(v.string(), v.maxLength(1024));
const name = v.pipe(v.string(), v.nonEmpty(), v.maxLength(255));

/** Who sent it: the rank, which of its processes (a rank can be started again), and the how-manieth record. */
const sender = { rank: index, id: v.pipe(v.string(), v.regex(/^[a-z0-9]{6}$/)), seq: index };

/** So many sources a sample may have. */
const MOST_SOURCES = 64;

/** First record of a rank. Its body is the host's `HostInfo` as JSON. */
const hello = v.object({
  type: v.literal('hello'),
  ...sender,
  time: wallMs,
  protocol: index,
  hostname: name,
  /** What the launcher calls the node, where it says so; else null. */
  node: v.nullable(name),
  utc_offset_minutes: v.pipe(v.number(), v.integer(), v.minValue(-1440), v.maxValue(1440)),
  /** The sources that must deliver: those that every kernel has, and those that somebody has named. */
  required: v.pipe(v.array(name), v.maxLength(MOST_SOURCES)),
});

/** The host has changed: a device or an interface has come. Its body replaces that of the hello. */
const info = v.object({ type: v.literal('info'), ...sender, time: wallMs });

/** Which names numbers have: hosts that have the same names have the same key. See `layoutKey`. */
const layoutKeyText = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{11}$/));

/** The names of one source's numbers. Its body is a `LayoutBody` as JSON; empty if that stands elsewhere under the same key. */
const layout = v.object({ type: v.literal('layout'), ...sender, source: name, key: layoutKeyText });

/** What was read at one moment, but for the numbers. */
const taken = v.object({
  time: wallMs,
  tick: v.nullable(index),
  kind: v.optional(v.picklist(['baseline', 'final'])),
  late: v.optional(ms),
  /** By so much the wall clock was set since the sample before, ms. */
  step: v.optional(ms),
  errors: v.optional(v.record(name, text)),
});
export type Taken = v.InferOutput<typeof taken>;

/** Which numbers a sample has: of each source, in their order, its name, the key of its layout, and how many. */
const parts = v.pipe(
  v.array(v.tuple([name, layoutKeyText, numberCount])),
  v.maxLength(MOST_SOURCES),
  v.check((all) => new Set(all.map(([source]) => source)).size === all.length, 'a source is there twice'),
);

/**
 * Samples of one process that follow one another; the body has them packed, one behind the other. `base` is the seq of
 * the record whose last sample the first was packed against, 0 for none: then `layouts` says what the numbers are, of
 * these and of all up to the next such record.
 */
const samples = v.object({
  type: v.literal('samples'),
  ...sender,
  base: index,
  layouts: v.optional(parts),
  stride: v.optional(v.pipe(index, v.minValue(2))),
  taken: v.pipe(v.array(taken), v.minLength(1), v.maxLength(MOST_TAKEN)),
});

/** Stands for records `from` to `seq` that the outbox could not hold. */
const lost = v.object({ type: v.literal('lost'), ...sender, from: index, samples: index });

/** The estimate of the host's clock less that of rank 0. */
const clock = v.object({
  type: v.literal('clock'),
  ...sender,
  offset_ms: ms,
  error_ms: v.pipe(ms, v.minValue(0)),
});

/** Last record of a rank. Its body is its `Overhead` as JSON. */
const bye = v.object({ type: v.literal('bye'), ...sender, time: wallMs, reason: text });

const rankRecord = v.variant('type', [hello, info, layout, samples, lost, clock, bye]);
export type RankRecord = v.InferOutput<typeof rankRecord>;
export type HelloRecord = v.InferOutput<typeof hello>;
export type SamplesRecord = v.InferOutput<typeof samples>;

/** How samples are taken; chosen by the gather for all ranks. */
export const scheduleSchema = v.object({
  /** Wall clock time of tick 0. */
  start: wallMs,
  interval_ms: intervalMs,
  max_samples: v.pipe(index, v.minValue(2)),
  on_full: v.picklist(['thin', 'stop', 'ring']),
});
export type Schedule = v.InferOutput<typeof scheduleSchema>;

export const benchmarkInfo = v.object({
  command: v.pipe(v.array(v.string()), v.maxLength(4096)),
  start: v.nullable(wallMs),
  end: v.nullable(wallMs),
  exit_code: v.nullable(v.pipe(v.number(), v.safeInteger())),
});
export type BenchmarkInfo = v.InferOutput<typeof benchmarkInfo>;

/** A host that has said that it is not recorded, by the name that it has itself, and why. */
export const absentHost = v.object({ host: name, reason: text });
export type AbsentHost = v.InferOutput<typeof absentHost>;
/** So many are told of in one head: that is less than the longest, whatever they say. */
export const MOST_ABSENT = 2000;
const absent = v.optional(v.pipe(v.array(absentHost), v.maxLength(MOST_ABSENT)));

/** The how-manieth of rank 0's own records it is: each can stand in the journal twice. */
const own = { nth: index };

/** What rank 0 writes into the journal itself. */
const job = v.object({
  type: v.literal('job'),
  ...own,
  protocol: index,
  version: text,
  time: wallMs,
  interval_ms: intervalMs,
  method: v.picklist(['mpi', 'local']),
  benchmark_type: name,
  launcher: text,
  job_id: v.nullable(text),
  step_id: v.nullable(text),
  expected: v.nullable(v.pipe(index, v.maxValue(MOST_HOSTS))),
  hosts: v.pipe(v.array(name), v.maxLength(MOST_HOSTS)),
  /** In the journal that a rank keeps for itself, that rank. */
  kept_by: v.optional(index),
});
export type JobRecord = v.InferOutput<typeof job>;
/** What it says of the job, but for who wrote it and when. */
export type JobFacts = Omit<JobRecord, 'type' | 'nth' | 'protocol' | 'time'>;
const start = v.object({ type: v.literal('start'), ...own, ...scheduleSchema.entries, absent });
const benchmark = v.object({ type: v.literal('benchmark'), ...own, ...benchmarkInfo.entries });
const mark = v.object({ type: v.literal('mark'), ...own, time: wallMs, label: text });
const stop = v.object({
  type: v.literal('stop'),
  ...own,
  time: wallMs,
  /** Since tick 0, by a clock that nobody can set; null if there was none. */
  since_start_ms: v.nullable(ms),
  reason: text,
  absent,
});

export type StopRecord = v.InferOutput<typeof stop>;
/** What rank 0 notes itself, but for its number. */
export type OwnNote = WithoutNumber<
  v.InferOutput<typeof job | typeof start | typeof benchmark | typeof mark | typeof stop>
>;
type WithoutNumber<T> = T extends unknown ? Omit<T, 'nth'> : never;

/** Keeps what stands twice apart. Its body is of no use. */
const pad = v.object({ type: v.literal('pad') });

const journalRecord = v.variant('type', [
  hello,
  info,
  layout,
  samples,
  lost,
  clock,
  bye,
  job,
  start,
  benchmark,
  mark,
  stop,
  pad,
]);
/** The head of any record that a journal holds. */
export type JournalRecord = v.InferOutput<typeof journalRecord>;

/** Asks for an answer at once, to compare clocks and to hear of the schedule. Never in the journal. */
const ping = v.object({ type: v.literal('ping'), ...sender, time: wallMs });
export type Ping = v.InferOutput<typeof ping>;

const requestId = v.pipe(v.string(), v.regex(/^[a-z0-9]{8,32}$/));
/** A place in a journal, bytes from its begin. */
export const journalOffset = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** Who sets a mark: a rank of a launch, by a name that no other launch has. */
const marker = v.object({ launch: name, rank: index });
export type Marker = v.InferOutput<typeof marker>;
/** What `stop`, `status`, `mark`, `top` and `run` ask of the gather. */
const request = v.variant('op', [
  v.object({ type: v.literal('request'), id: requestId, op: v.literal('status') }),
  /** The status without its list of hosts, which is long. */
  v.object({ type: v.literal('request'), id: requestId, op: v.literal('phase') }),
  v.object({ type: v.literal('request'), id: requestId, op: v.literal('stop'), reason: text }),
  v.object({
    type: v.literal('request'),
    id: requestId,
    op: v.literal('mark'),
    label: text,
    by: v.optional(marker),
  }),
  v.object({
    type: v.literal('request'),
    id: requestId,
    op: v.literal('benchmark'),
    benchmark: benchmarkInfo,
  }),
  /** Where to begin to read the journal. */
  v.object({ type: v.literal('request'), id: requestId, op: v.literal('guide') }),
  /** What the journal has from an offset on: so many bytes at most, and no more than `MAX_PIECE_BYTES`. */
  v.object({
    type: v.literal('request'),
    id: requestId,
    op: v.literal('piece'),
    from: journalOffset,
    most: v.pipe(index, v.minValue(1)),
  }),
]);
export type Request = v.InferOutput<typeof request>;

const incoming = v.variant('type', [hello, info, layout, samples, lost, clock, bye, ping, request]);
/** The head of anything that arrives at the gather's socket. */
export type Incoming = v.InferOutput<typeof incoming>;

/** A record without a body. */
export function bareRecord(head: JournalRecord): RecordBytes {
  return { head: encodeHead(head), body: NOTHING };
}

/** The bytes of a record's head. */
export function encodeHead(head: JournalRecord | Incoming): Buffer {
  return Buffer.from(JSON.stringify(head));
}

/** By its type, what a record must be: asking each form in turn whether it is the one takes as long as all the rest. */
const journalForms = new Map<unknown, (typeof journalRecord.options)[number]>(
  journalRecord.options.map((form) => [form.entries.type.literal, form]),
);

/** @throws Error if the bytes are not the head of a record that a journal can hold */
export function parseJournalHead(bytes: Uint8Array): JournalRecord {
  const head: unknown = jsonOf(bytes, MAX_JOURNAL_HEAD_BYTES);
  const type = typeof head === 'object' && head !== null && 'type' in head ? head.type : undefined;
  return checked(journalForms.get(type) ?? journalRecord, head);
}

/** @throws Error if the bytes are not the head of a message to the gather */
export function parseIncoming(bytes: Uint8Array): Incoming {
  return parse(incoming, bytes, MAX_HEAD_BYTES);
}

/** @throws Error if the bytes are not JSON of this schema; the message says where it differs */
export function parse<const S extends v.GenericSchema>(
  schema: S,
  bytes: Uint8Array,
  maxBytes: number,
): v.InferOutput<S> {
  return checked(schema, jsonOf(bytes, maxBytes));
}

function jsonOf(bytes: Uint8Array, maxBytes: number): unknown {
  if (bytes.length > maxBytes) throw new Error(`${bytes.length} bytes where at most ${maxBytes} belong`);
  return JSON.parse(decoder.decode(bytes));
}

function checked<const S extends v.GenericSchema>(schema: S, value: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new Error(`${v.getDotPath(issue) ?? 'record'}: ${issue.message.slice(0, 200)}`);
}

const decoder = new TextDecoder('utf-8', { fatal: true });
const NOTHING = new Uint8Array(0);
