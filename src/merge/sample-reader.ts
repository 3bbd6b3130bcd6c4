import fs from 'node:fs';
import { asError } from '../system/errors.ts';
import { type Counted, type Decoded, Decoder, type NamesOf } from '../wire/decoder.ts';
import { type ReadSync, readFullSync } from '../wire/journal/file.ts';
import { readFrame } from '../wire/journal/frames.ts';
import type { SamplesRecord } from '../wire/records.ts';
import { isInFile, Steps } from './coverage.ts';
import type { MergedHost } from './hosts.ts';
import type { Replay, ReplayedFile } from './replay.ts';
import type { Selection } from './selection.ts';
import type { Track } from './track.ts';

/** A record that was taken for whole, but whose numbers are not what they should be. */
export interface Unreadable {
  readonly path: string;
  readonly offset: number;
  readonly problem: string;
}

export interface SampleReaderOptions<Names> {
  /** The names of a layout, in the form in which they are wanted. */
  readonly namesOf: NamesOf<Names>;
  /** Called with those that the replay could not see: their numbers are beyond 64 bits, or they lie out of order. */
  readonly onUnreadable: (record: Unreadable) => void;
  /** How journals are read: `fs.readSync` if not given. */
  readonly readSync?: ReadSync | undefined;
}

/** A sample that goes into the series file. It holds until the next one. */
export interface FoundSample<Names> extends Decoded<Names> {
  /** Its tick by the schedule of the job, which need not be that which its record says; null if it is at none. */
  readonly tick: number | null;
  readonly late_ms: number | undefined;
  readonly clock_step_ms: number | undefined;
  /** In which of the journals its record lies, and where. */
  readonly file: number;
  readonly offset: number;
}

/**
 * Reads samples back from journals, host by host.
 *
 * They are read one by one, synchronously: a journal that was just written is in memory, where that takes a
 * microsecond and a way through the thread pool twenty. Whoever asks lets everything else have its turn now and then.
 */
export class SampleReader<Names extends Counted> {
  readonly #replay: Replay;
  readonly #options: SampleReaderOptions<Names>;
  readonly #readSync: ReadSync;
  readonly #files: readonly number[];
  /** Of all samples, and of those that were read, bytes. */
  readonly #total: number;
  #done = 0;
  #bytes = Buffer.alloc(64 * 1024);
  #reads = 0;

  /** @throws Error if a journal cannot be opened */
  constructor(replay: Replay, options: SampleReaderOptions<Names>) {
    this.#replay = replay;
    this.#options = options;
    this.#readSync = options.readSync ?? fs.readSync;
    this.#files = replay.files.map(({ path }) => fs.openSync(path, 'r'));
    this.#total = replay.tracks.reduce((sum, track) => sum + bytesOf(track), 0);
  }

  /** How many records were read. */
  get reads(): number {
    return this.#reads;
  }

  /** Of all samples, in bytes, the share that was read. */
  get share(): number {
    return this.#done / this.#total;
  }

  /**
   * The samples of a host that are selected, in the order in which they were taken.
   * @throws Error if a journal is no longer what it was when it was replayed
   */
  *samplesOf(host: MergedHost, selected: Selection): Generator<FoundSample<Names>> {
    for (const track of host.tracks) yield* this.#samplesOf(track, selected);
  }

  close(): void {
    for (const file of this.#files) fs.closeSync(file);
  }

  *#samplesOf(track: Track, selected: Selection): Generator<FoundSample<Names>> {
    const decoder = new Decoder(this.#options.namesOf);
    const steps = new Steps(track, selected);
    let isCut = false;
    for (let index = 0; index < track.time.length; ) {
      const { record, body } = this.#read(track, index);
      const first = index;
      index += record.taken.length;
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
        if (isInFile(track, nth, selected)) yield placed(track, nth, decoded, stepped[nth - first]);
      }
    }
  }

  #unreadable({ file, offset }: Track, at: number, { message: problem }: Error): void {
    const { path } = this.#replay.files[file.at(at)]!;
    this.#options.onUnreadable({ path, offset: offset.at(at), problem });
  }

  #read(track: Track, index: number): { record: SamplesRecord; body: Uint8Array } {
    const length = track.length.at(index);
    const offset = track.offset.at(index);
    if (length > this.#bytes.length) this.#bytes = Buffer.alloc(length * 2);
    this.#done += length;
    this.#reads++;
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

function placed<Names>(
  { tick, lateMs, file, offset }: Track,
  at: number,
  { taken, parts, numbers }: Decoded<Names>,
  clock_step_ms: number | undefined,
): FoundSample<Names> {
  const late = lateMs.at(at);
  return {
    taken,
    parts,
    numbers,
    tick: tick.at(at) < 0 ? null : tick.at(at),
    late_ms: Number.isNaN(late) ? undefined : late,
    clock_step_ms,
    file: file.at(at),
    offset: offset.at(at),
  };
}

/** The next sample of a record; undefined behind the last; what is wrong if it cannot be unpacked. */
function next<Names>(decoding: Iterator<Decoded<Names>>): Decoded<Names> | Error | undefined {
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
