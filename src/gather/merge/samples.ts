import fs from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { Numbers } from '../../procfs/numbers.ts';
import type { SamplePart, SeriesWriter } from '../../series/writer.ts';
import { isoTime } from '../../wire/clock.ts';
import { readFrame } from '../../wire/frames.ts';
import { unpack } from '../../wire/pack.ts';
import { parseJournalHead, type SampleRecord } from '../../wire/records.ts';
import type { MergedHost } from './hosts.ts';
import type { Replay, Track } from './replay.ts';
import type { Selection } from './selection.ts';

const NO_NUMBERS = new Numbers();
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
  #bytes = Buffer.alloc(64 * 1024);
  #reads = 0;

  private constructor(files: readonly number[], writer: SeriesWriter) {
    this.#files = files;
    this.#writer = writer;
  }

  /** @throws Error if a journal cannot be opened */
  static open({ paths }: Replay, writer: SeriesWriter): SampleCopier {
    return new SampleCopier(
      paths.map((path) => fs.openSync(path, 'r')),
      writer,
    );
  }

  /** Writes the samples of a host that are selected, in the order in which they were taken. */
  async copy(host: MergedHost, selected: Selection): Promise<void> {
    this.#writer.beginHost(host.key);
    for (const track of host.tracks) {
      const decoder = new Decoder(track);
      for (let index = 0; index < track.time.length; index++) {
        const { record, body } = this.#read(track, index);
        if (++this.#reads % READS_PER_TURN === 0) await setImmediate();
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
    fs.readSync(this.#files[track.file.at(index)]!, this.#bytes, 0, length, offset);
    const frame = readFrame(this.#bytes.subarray(0, length), 0);
    if (typeof frame !== 'object') throw new Error(`the journal changed at byte ${offset} while it was read`);
    const record = parseJournalHead(frame.head);
    if (record.type !== 'sample') throw new Error(`the journal changed at byte ${offset} while it was read`);
    return { record, body: frame.body };
  }
}

interface Decoded {
  readonly parts: readonly SamplePart[];
  readonly numbers: Numbers;
  readonly errors: Readonly<Record<string, string>> | undefined;
}

/** Unpacks the samples of a track one after the other. */
class Decoder {
  readonly #track: Track;
  #parts: SamplePart[] = [];
  #count = 0;
  #now = new Numbers();
  #before = new Numbers();
  #last = 0;

  constructor(track: Track) {
    this.#track = track;
  }

  /** A sample that cannot be unpacked keeps its place, with the reason instead of numbers. */
  decode(record: SampleRecord, body: Uint8Array): Decoded {
    const { errors } = record;
    try {
      if (record.base === 0) this.#layOut(record.layouts ?? []);
      else if (record.base !== this.#last) throw new Error('the sample that it depends on is lost');
      [this.#now, this.#before] = [this.#before, this.#now];
      unpack(body, this.#count, record.base === 0 ? undefined : this.#before, this.#now);
      this.#last = record.seq;
      return { parts: this.#parts, numbers: this.#now, errors };
    } catch (error) {
      this.#last = 0;
      const message = error instanceof Error ? error.message : String(error);
      return { parts: [], numbers: NO_NUMBERS, errors: { ...errors, sample: message } };
    }
  }

  #layOut(layouts: readonly number[]): void {
    this.#parts = layouts.map((id) => {
      const part = this.#track.layouts.get(id);
      if (part === undefined) throw new Error(`its layout ${id} is lost`);
      return part;
    });
    this.#count = this.#parts.reduce((sum, { template }) => sum + template.count, 0);
  }
}
