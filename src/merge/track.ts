import { JsonTemplate } from '../procfs/json.ts';
import { type HostInfo, hostInfoSchema, type Overhead, overheadSchema } from '../series/schema.ts';
import type { SamplePart } from '../series/writer.ts';
import type { JournalEntry } from '../wire/journal/reader.ts';
import { decodeLayout } from '../wire/layouts.ts';
import {
  type HelloRecord,
  MAX_BODY_BYTES,
  parse,
  type RankRecord,
  type SampleRecord,
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
  /** How many cannot be unpacked: what they depend on is lost. */
  cut: number;
  /** Whether samples of the layouts in force have something in them. */
  hasSources: boolean;
  /** Number of the last sample if it can be unpacked, else 0. */
  lastUnpacked: number;
  /** What was wrong with the sources at the last sample. */
  errors: Readonly<Record<string, string>> | undefined;
  /** Every how-manieth tick was sampled at the end. */
  stride: number;
  seq: number;
  clock: { readonly offset_ms: number; readonly error_ms: number } | undefined;
  bye: { readonly time: number; readonly reason: string } | undefined;
  overhead: Overhead | undefined;
}

/** What a process has sent when it has said hello. @param body the host's info, as it came */
export function newTrack(hello: HelloRecord, body: Uint8Array): Track {
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
    cut: 0,
    hasSources: false,
    lastUnpacked: 0,
    errors: undefined,
    stride: 1,
    seq: hello.seq,
    clock: undefined,
    bye: undefined,
    overhead: undefined,
  };
}

/**
 * Takes in a record of a process behind its hello. One that it has already is left out: it lies in another journal, too.
 * @param file which journal it lies in
 * @throws Error if it cannot be what it should be; later ones still count
 */
export function takeRecord(
  track: Track,
  record: Exclude<RankRecord, HelloRecord>,
  entry: JournalEntry,
  file: number,
): void {
  if (record.seq <= track.seq) return;
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

/** The last tick of a list in which -1 is none; -1 if there is none. */
export function lastTick(tick: NumberList): number {
  for (let at = tick.length - 1; at >= 0; at--) if (tick.at(at) >= 0) return tick.at(at);
  return -1;
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
  const { base, layouts = [], seq } = record;
  // Not if a layout of it is lost, nor if the one before cannot be unpacked or is lost.
  const canBeUnpacked =
    base === 0 ? layouts.every((id) => track.layouts.has(id)) : base === track.lastUnpacked;
  if (base === 0) track.hasSources = layouts.length > 0;
  track.lastUnpacked = canBeUnpacked ? seq : 0;
  if (!canBeUnpacked) track.cut++;
  else if (track.hasSources) track.good++;
}

/**
 * Counts the samples that a `lost` record stands for and that are nowhere in the journals: what the outbox could not hold
 * can have arrived before, and a later record can stand for what an earlier one stood for.
 * @param before number of the last record before it
 */
function addLost({ lost, time }: Track, { from, seq }: RankRecord & { type: 'lost' }, before: number): void {
  lost.set(time.length, (lost.get(time.length) ?? 0) + seq - Math.max(before, from - 1));
}
