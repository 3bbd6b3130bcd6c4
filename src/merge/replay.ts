import { JsonTemplate } from '../procfs/json.ts';
import { type HostInfo, hostInfoSchema, type Overhead, overheadSchema } from '../series/schema.ts';
import type { SamplePart } from '../series/writer.ts';
import { messageOf } from '../system/errors.ts';
import { type Damage, type JournalEntry, readJournal } from '../wire/journal/reader.ts';
import { decodeLayout } from '../wire/layouts.ts';
import {
  type BenchmarkInfo,
  type HelloRecord,
  type JobRecord,
  type JournalRecord,
  MAX_BODY_BYTES,
  parse,
  parseJournalHead,
  type RankRecord,
  type SampleRecord,
  type Schedule,
  type StopRecord,
} from '../wire/records.ts';
import { NumberList } from './lists.ts';

/** What one process of a rank sent, but for the numbers: only where its samples lie. */
export interface Track {
  readonly hello: HelloRecord;
  readonly info: HostInfo | undefined;
  readonly layouts: Map<number, SamplePart>;
  /** Of each sample: which journal, the offset there, the length, the time (wall ms), and the tick (-1: none). */
  readonly file: NumberList;
  readonly offset: NumberList;
  readonly length: NumberList;
  readonly time: NumberList;
  readonly tick: NumberList;
  readonly lateMs: NumberList;
  /** Samples that were dropped, by how many samples had come before. */
  readonly lost: Map<number, number>;
  /** How many of the samples have anything in them. */
  good: number;
  /** Whether samples of the layouts in force have. */
  hasSources: boolean;
  /** What was wrong with the sources at the last sample. */
  errors: Readonly<Record<string, string>> | undefined;
  /** Every how-manieth tick was sampled at the end. */
  stride: number;
  seq: number;
  clock: { readonly offset_ms: number; readonly error_ms: number } | undefined;
  bye: { readonly time: number; readonly reason: string } | undefined;
  overhead: Overhead | undefined;
}

/** All that journals say, in memory that grows with hosts, and by some fifty bytes per sample. */
export interface Replay {
  readonly paths: readonly string[];
  readonly job: JobRecord;
  readonly schedule: Schedule | undefined;
  readonly benchmark: BenchmarkInfo | undefined;
  readonly marks: readonly { readonly time: number; readonly label: string }[];
  readonly stop: StopRecord | undefined;
  /** In the order of ranks; processes of one rank in the order in which they came. */
  readonly tracks: readonly Track[];
  /** The last tick that any rank sampled; -1 for none. */
  readonly lastTick: number;
  readonly damage: readonly Damage[];
}

/**
 * Reads journals: the gather's, and those that ranks left behind, in any order.
 * @throws Error if one cannot be read, is no journal, or none says what the job was
 */
export async function replay(paths: readonly string[]): Promise<Replay> {
  const reader = new Replayer();
  const ordered = await gatherFirst(paths);
  for (const [index, path] of ordered.entries()) {
    for await (const entries of readJournal(path, (damage) => reader.damage.push(damage))) {
      for (const entry of entries) reader.take(entry, index, path);
    }
  }
  return reader.result(ordered);
}

/** What a rank kept for itself comes behind what the gather got of it: records are taken in the order of their numbers. */
async function gatherFirst(paths: readonly string[]): Promise<string[]> {
  if (paths.length < 2) return [...paths];
  const keepers = new Map<string, number>();
  for (const path of paths) keepers.set(path, await keeperOf(path));
  return [...paths].sort((a, b) => (keepers.get(a) ?? 0) - (keepers.get(b) ?? 0));
}

/** The rank that has kept a journal; -1 for the gather's, and for one that does not say. */
async function keeperOf(path: string): Promise<number> {
  for await (const [first] of readJournal(path, () => {})) {
    if (first === undefined) continue;
    try {
      const head = parseJournalHead(first.head);
      return head.type === 'job' ? (head.kept_by ?? -1) : -1;
    } catch {
      return -1; // It will be told as damage.
    }
  }
  return -1;
}

class Replayer {
  readonly damage: Damage[] = [];
  readonly #tracks = new Map<string, Track>();
  readonly #marks: { time: number; label: string }[] = [];
  #job: JobRecord | undefined;
  #schedule: Schedule | undefined;
  #benchmark: BenchmarkInfo | undefined;
  #stop: StopRecord | undefined;

  take(entry: JournalEntry, file: number, path: string): void {
    try {
      this.#takeRecord(parseJournalHead(entry.head), entry, file);
    } catch (error) {
      const problem = messageOf(error);
      this.damage.push({ kind: 'refused record', path, offset: entry.offset, problem });
    }
  }

  result(paths: readonly string[]): Replay {
    if (this.#job === undefined) throw new Error(`${paths.join(', ')}: no record says what the job was`);
    const tracks = [...this.#tracks.values()].sort((a, b) => a.hello.rank - b.hello.rank);
    return {
      paths,
      job: this.#job,
      schedule: this.#schedule,
      benchmark: this.#benchmark,
      marks: this.#marks,
      stop: this.#stop,
      tracks,
      lastTick: tracks.reduce((most, { tick }) => Math.max(most, lastTick(tick)), -1),
      damage: this.damage,
    };
  }

  #takeRecord(record: JournalRecord, entry: JournalEntry, file: number): void {
    if (record.type === 'job') this.#job ??= record;
    else if (record.type === 'start') this.#schedule ??= record;
    else if (record.type === 'benchmark') this.#benchmark = record;
    else if (record.type === 'mark') this.#marks.push({ time: record.time, label: record.label });
    else if (record.type === 'stop') this.#stop ??= record;
    else this.#takeRankRecord(record, entry, file);
  }

  #takeRankRecord(record: RankRecord, entry: JournalEntry, file: number): void {
    const key = `${record.rank}/${record.id}`;
    const track = this.#tracks.get(key);
    if (record.type === 'hello') {
      if (track === undefined) this.#tracks.set(key, newTrack(record, entry.body));
      return;
    }
    if (track === undefined) throw new Error(`rank ${record.rank} has not said hello`);
    if (record.seq <= track.seq) return; // It lies in another journal, too.
    const before = track.seq;
    track.seq = record.seq;
    if (record.type === 'layout') track.layouts.set(record.layout, samplePart(record.source, entry.body));
    else if (record.type === 'sample') addSample(track, record, entry, file);
    else if (record.type === 'clock') track.clock = record;
    else if (record.type === 'lost') addLost(track, record, before);
    else {
      track.bye = { time: record.time, reason: record.reason };
      track.overhead = parse(overheadSchema, entry.body, MAX_BODY_BYTES);
    }
  }
}

/**
 * Counts the samples that a `lost` record stands for and that are nowhere in the journals: what the outbox could not hold
 * can have arrived before, and a later record can stand for what an earlier one stood for.
 * @param before number of the last record before it
 */
function addLost({ lost, time }: Track, { from, seq }: RankRecord & { type: 'lost' }, before: number): void {
  lost.set(time.length, (lost.get(time.length) ?? 0) + seq - Math.max(before, from - 1));
}

/** The last tick of a list in which -1 is none; -1 if there is none. */
export function lastTick(tick: NumberList): number {
  for (let at = tick.length - 1; at >= 0; at--) if (tick.at(at) >= 0) return tick.at(at);
  return -1;
}

function newTrack(hello: HelloRecord, body: Uint8Array): Track {
  return {
    hello,
    info: hostInfoOf(body),
    layouts: new Map(),
    file: new NumberList(),
    offset: new NumberList(),
    length: new NumberList(),
    time: new NumberList(),
    tick: new NumberList(),
    lateMs: new NumberList(),
    lost: new Map(),
    good: 0,
    hasSources: false,
    errors: undefined,
    stride: 1,
    seq: hello.seq,
    clock: undefined,
    bye: undefined,
    overhead: undefined,
  };
}

/** What a hello says of its host. Host info that is not what it should be costs that host its info, not its samples. */
export function hostInfoOf(body: Uint8Array): HostInfo | undefined {
  try {
    return parse(hostInfoSchema, body, MAX_BODY_BYTES);
  } catch {
    return undefined;
  }
}

/** @throws Error if this version does not know the source, or the rows are not those of that source */
function samplePart(name: string, body: Uint8Array): SamplePart {
  const { source, rows } = decodeLayout(name, body);
  return { source: name, template: new JsonTemplate(source, { source: name, rows }) };
}

/** @throws Error if its tick is not behind that of the sample before */
function addSample(track: Track, record: SampleRecord, entry: JournalEntry, file: number): void {
  const before = lastTick(track.tick);
  if (record.tick !== null && record.tick <= before)
    throw new Error(`tick ${record.tick} comes after ${before}`);
  track.file.push(file);
  track.offset.push(entry.offset);
  track.length.push(entry.length);
  track.time.push(record.time);
  track.tick.push(record.tick ?? -1);
  track.lateMs.push(record.late ?? Number.NaN);
  track.stride = record.stride ?? track.stride;
  track.errors = record.errors;
  if (record.layouts !== undefined) {
    // A sample of which a layout is lost cannot be unpacked.
    track.hasSources = record.layouts.length > 0 && record.layouts.every((id) => track.layouts.has(id));
  }
  if (track.hasSources) track.good++;
}
