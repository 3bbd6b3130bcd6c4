import fs from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { JsonTemplate } from '../procfs/json.ts';
import type { SampleFacts, SeriesWriter } from '../series/writer.ts';
import { isoTime } from '../system/clock.ts';
import { asError } from '../system/errors.ts';
import { type Decoded, Decoder } from '../wire/decoder.ts';
import { type ReadSync, readFullSync } from '../wire/journal/file.ts';
import { readFrame } from '../wire/journal/frames.ts';
import type { SamplesRecord } from '../wire/records.ts';
import { isInFile, NAMES_LOST, Steps } from './coverage.ts';
import type { MergedHost } from './hosts.ts';
import type { Replay, ReplayedFile } from './replay.ts';
import type { Selection } from './selection.ts';
import type { Track } from './track.ts';

/** What copying needs of the series file. */
export type SamplesTaker = Pick<SeriesWriter, 'beginHost' | 'sample' | 'endHost'>;

/** A record that was taken for whole, but whose numbers are not what they should be. */
export interface Unreadable {
  readonly path: string;
  readonly offset: number;
  readonly problem: string;
}

export interface CopyOptions {
  readonly writer: SamplesTaker;
  /** Called now and then with the share of the samples, in bytes, that was copied. */
  readonly onShare: (share: number) => void;
  /** Called with those that the replay could not see: their numbers are beyond 64 bits, or they lie out of order. */
  readonly onUnreadable: (record: Unreadable) => void;
  /** How journals are read: `fs.readSync` if not given. */
  readonly readSync?: ReadSync;
}

/** Some ten milliseconds' worth. */
const READS_PER_TURN = 500;

/**
 * Reads samples back from journals and writes them into the series file, host by host.
 *
 * They are read one by one, synchronously: a journal that was just written is in memory, where that takes a
 * microsecond and a way through the thread pool twenty. Now and then everything else has its turn: rank 0 must go on
 * giving signs of life.
 */
export class SampleCopier {
  readonly #replay: Replay;
  readonly #files: readonly number[];
  readonly #readSync: ReadSync;
  readonly #writer: SamplesTaker;
  readonly #onUnreadable: CopyOptions['onUnreadable'];
  readonly #onShare: (share: number) => void;
  /** Of all samples, and of those that were read, bytes. */
  readonly #total: number;
  #done = 0;
  #bytes = Buffer.alloc(64 * 1024);
  #reads = 0;

  private constructor(
    replay: Replay,
    { writer, onShare, onUnreadable, readSync = fs.readSync }: CopyOptions,
  ) {
    const { files, tracks } = replay;
    this.#replay = replay;
    this.#readSync = readSync;
    this.#files = files.map(({ path }) => fs.openSync(path, 'r'));
    this.#writer = writer;
    this.#onShare = onShare;
    this.#onUnreadable = onUnreadable;
    this.#total = tracks.reduce((sum, track) => sum + bytesOf(track), 0);
  }

  /** @throws Error if a journal cannot be opened */
  static open(replay: Replay, options: CopyOptions): SampleCopier {
    return new SampleCopier(replay, options);
  }

  /**
   * Writes the samples of a host that are selected, in the order in which they were taken.
   * @throws Error if a journal is no longer what it was when it was replayed, or the file cannot be written
   */
  async copy(host: MergedHost, selected: Selection): Promise<void> {
    this.#writer.beginHost(host.key);
    for (const track of host.tracks) {
      const decoder = new Decoder(this.#replay.templateOf);
      const steps = new Steps(track, selected);
      let isCut = false;
      for (let index = 0; index < track.time.length; ) {
        const { record, body } = this.#read(track, index);
        const first = index;
        index += record.taken.length;
        if (++this.#reads % READS_PER_TURN === 0) {
          this.#onShare(this.#done / this.#total);
          await setImmediate();
        }
        const stepped = record.taken.map((_, nth) => steps.at(first + nth));
        isCut &&= record.base !== 0; // What depends on what cannot be unpacked is cut, and its tick known.
        const decoding = decoder.decode(record, body);
        for (let nth = first; ; nth++) {
          const decoded = next(decoding);
          if (decoded === undefined) break;
          if (decoded instanceof Error) {
            // What is refused can be what others depend on.
            if (!isCut && hasReadable(track, first, index)) this.#unreadable(track, first, decoded);
            isCut = true;
            break;
          }
          const full = isInFile(track, nth, selected)
            ? this.#write(host, decoded, momentOf(track, nth, stepped[nth - first]))
            : undefined;
          if (full !== undefined) await full;
        }
      }
    }
    this.#writer.endHost();
  }

  close(): void {
    for (const file of this.#files) fs.closeSync(file);
  }

  #unreadable({ file, offset }: Track, at: number, { message: problem }: Error): void {
    const { path } = this.#replay.files[file.at(at)]!;
    this.#onUnreadable({ path, offset: offset.at(at), problem });
  }

  /** Gives what must be waited for before the next one, if anything. */
  #write(
    host: MergedHost,
    { taken, parts, numbers }: Decoded<JsonTemplate>,
    moment: Moment,
  ): Promise<void> | undefined {
    const facts = {
      timestamp: isoTime(taken.time),
      hostname: host.key,
      tick: moment.tick,
      kind: taken.kind,
      late_ms: moment.late_ms,
      clock_step_ms: moment.clock_step_ms,
      errors: parts.every(({ names }) => names !== undefined) ? taken.errors : withLost(taken.errors, parts),
    };
    return this.#writer.sample(facts, parts, numbers);
  }

  #read(track: Track, index: number): { record: SamplesRecord; body: Uint8Array } {
    const length = track.length.at(index);
    const offset = track.offset.at(index);
    if (length > this.#bytes.length) this.#bytes = Buffer.alloc(length * 2);
    this.#done += length;
    const nth = track.file.at(index);
    const { path, version }: ReplayedFile = this.#replay.files[nth]!;
    const bytes = this.#bytes.subarray(0, length);
    // What is not there would be what was read before, perhaps a record as good and as long.
    const found = readFullSync(this.#readSync, this.#files[nth]!, bytes, offset);
    const frame = found === length ? readFrame(bytes, 0) : 'cut';
    if (typeof frame === 'object') {
      const record = this.#replay.versions.again({ ...frame, version });
      // With the sum of the frame that is the one that was read before.
      const isSame = record.type === 'samples' && record.taken[0]?.time === track.time.at(index);
      if (isSame) return { record, body: frame.body };
    }
    throw new Error(`${path} changed at byte ${offset} while it was read`);
  }
}

/** What was wrong with sources, and which of them have lost their names. */
function withLost(
  errors: Readonly<Record<string, string>> | undefined,
  parts: Decoded<JsonTemplate>['parts'],
): Record<string, string> {
  const lost = parts.filter(({ names }) => names === undefined).map(({ source }) => [source, NAMES_LOST]);
  return { ...errors, ...Object.fromEntries(lost) };
}

type Moment = Pick<SampleFacts, 'tick' | 'late_ms' | 'clock_step_ms'>;

/** Its tick by the schedule of the job, which need not be that which its record says. */
function momentOf({ tick, lateMs }: Track, at: number, clock_step_ms: number | undefined): Moment {
  const late = lateMs.at(at);
  return {
    tick: tick.at(at) < 0 ? null : tick.at(at),
    late_ms: Number.isNaN(late) ? undefined : late,
    clock_step_ms,
  };
}

/** The next sample of a record; undefined behind the last; what is wrong if it cannot be unpacked. */
function next(decoding: Iterator<Decoded<JsonTemplate>>): Decoded<JsonTemplate> | Error | undefined {
  try {
    const { done, value } = decoding.next();
    return done === true ? undefined : value;
  } catch (error) {
    return asError(error);
  }
}

/** Of all records of samples. */
function bytesOf({ file, offset, length }: Track): number {
  let bytes = 0;
  for (let at = 0; at < length.length; at++) {
    const isSame = offset.at(at) === offset.at(at - 1) && file.at(at) === file.at(at - 1);
    if (!isSame) bytes += length.at(at);
  }
  return bytes;
}

/** Whether one of the samples from `first` to before `end` can be unpacked. */
function hasReadable({ set }: Track, first: number, end: number): boolean {
  for (let at = first; at < end; at++) if (set.at(at) >= 0) return true;
  return false;
}
