import fs from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { SeriesWriter } from '../series/writer.ts';
import { isoTime } from '../system/clock.ts';
import { Decoder } from '../wire/decoder.ts';
import { readFrame } from '../wire/journal/frames.ts';
import { parseJournalHead, type SampleRecord } from '../wire/records.ts';
import type { MergedHost } from './hosts.ts';
import type { Replay, Track } from './replay.ts';
import type { Selection } from './selection.ts';

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
  readonly #files: readonly number[];
  readonly #writer: SeriesWriter;
  readonly #onShare: (share: number) => void;
  /** Of all samples, and of those that were read, bytes. */
  readonly #total: number;
  #done = 0;
  #bytes = Buffer.alloc(64 * 1024);
  #reads = 0;

  private constructor({ paths, tracks }: Replay, writer: SeriesWriter, onShare: (share: number) => void) {
    this.#files = paths.map((path) => fs.openSync(path, 'r'));
    this.#writer = writer;
    this.#onShare = onShare;
    this.#total = tracks.reduce((sum, { length }) => sum + length.sum, 0);
  }

  /**
   * @param onShare called now and then with the share of the samples that was copied
   * @throws Error if a journal cannot be opened
   */
  static open(replay: Replay, writer: SeriesWriter, onShare: (share: number) => void): SampleCopier {
    return new SampleCopier(replay, writer, onShare);
  }

  /** Writes the samples of a host that are selected, in the order in which they were taken. */
  async copy(host: MergedHost, selected: Selection): Promise<void> {
    this.#writer.beginHost(host.key);
    for (const track of host.tracks) {
      const decoder = new Decoder(track.layouts);
      for (let index = 0; index < track.time.length; index++) {
        const { record, body } = this.#read(track, index);
        if (++this.#reads % READS_PER_TURN === 0) {
          this.#onShare(this.#done / this.#total);
          await setImmediate();
        }
        const decoded = decoder.decode(record, body);
        if (!selected(track, index)) continue;
        const { parts, numbers, errors } = decoded;
        const { tick, kind, late } = record;
        const facts = {
          timestamp: isoTime(record.time),
          hostname: host.key,
          tick,
          kind,
          late_ms: late,
          errors,
        };
        const full = this.#writer.sample(facts, parts, numbers);
        if (full !== undefined) await full;
      }
    }
    this.#writer.endHost();
  }

  close(): void {
    for (const file of this.#files) fs.closeSync(file);
  }

  #read(track: Track, index: number): { record: SampleRecord; body: Uint8Array } {
    const length = track.length.at(index);
    const offset = track.offset.at(index);
    if (length > this.#bytes.length) this.#bytes = Buffer.alloc(length * 2);
    this.#done += length;
    fs.readSync(this.#files[track.file.at(index)]!, this.#bytes, 0, length, offset);
    const frame = readFrame(this.#bytes.subarray(0, length), 0);
    if (typeof frame !== 'object') throw new Error(`the journal changed at byte ${offset} while it was read`);
    const record = parseJournalHead(frame.head);
    if (record.type !== 'sample') throw new Error(`the journal changed at byte ${offset} while it was read`);
    return { record, body: frame.body };
  }
}
