import type { Outcome, SourceReader } from '../procfs/reading/reader.ts';
import type { Layout } from '../procfs/reading/reading.ts';
import { type Clock, roundToMicroseconds } from '../system/clock.ts';
import type { LayoutBody } from '../wire/layouts.ts';
import { Packer } from '../wire/pack.ts';
import { encodeHead, type SampleRecord } from '../wire/records.ts';
import type { Outgoing } from './outbox.ts';
import type { Sender } from './sender.ts';

/** Which moment a sample is of. */
export type Moment =
  | { readonly kind: 'baseline' | 'final' }
  | { readonly kind: 'tick'; readonly tick: number; readonly lateMs: number; readonly stride: number };

/** After so many samples at most, one can be unpacked without those before it. */
const KEY_EVERY = 64;

/** Reads all sources of this host and packs what they gave. */
export class Sampler {
  readonly #readers: readonly SourceReader[];
  readonly #clock: Clock;
  readonly #sender: Sender;
  readonly #packer = new Packer();
  /** Layouts told so far, by their content: a source that fails and comes back needs no new one. */
  readonly #told = new Map<string, number>();
  readonly #current = new Map<Layout, number>();
  readonly #outcomes = new Map<string, Outcome>();
  #layouts: readonly number[] = [];
  /** Layouts to be told with the next sample. */
  readonly #untold: { readonly id: number; readonly source: string; readonly body: string }[] = [];
  #base = 0;
  #sinceKey = 0;
  #samples = 0;

  constructor(readers: readonly SourceReader[], clock: Clock, sender: Sender) {
    this.#readers = readers;
    this.#clock = clock;
    this.#sender = sender;
  }

  /** Samples taken so far. */
  get samples(): number {
    return this.#samples;
  }

  /** What became of each source at the last sample. */
  get outcomes(): ReadonlyMap<string, Outcome> {
    return this.#outcomes;
  }

  /**
   * Reads and packs for nothing, `readings` times at most and not after `until` on the monotonic clock, ms. The
   * JavaScript engine compiles code once it has run often: without this it does so in the first minutes of the
   * benchmark.
   */
  warmUp(readings: number, until: number): void {
    for (let done = 0; done < readings && this.#clock.mono() < until; done++) {
      const given = this.#readers.filter((reader) => reader.read() === 'ok');
      this.#packNumbers(given, 'key');
      // What a source gave before can have other names, or be nothing: it failed.
      const { length } = given.filter(({ reading }) => reading.previous.length === reading.numbers.length);
      if (length === given.length) this.#packNumbers(given, 'delta');
    }
    this.startOver();
  }

  /** Makes the next sample a key sample: the one before it is gone. */
  startOver(): void {
    this.#base = 0;
  }

  /**
   * Takes a sample. If that throws, no number was given to a record, and the next is a key sample.
   * @returns its record, after those of layouts that it is the first to use
   */
  take(moment: Moment): Outgoing[] {
    const time = this.#clock.wall();
    const base = this.#base;
    this.startOver(); // Until it has got through.
    const errors: Record<string, string> = {};
    const given: SourceReader[] = [];
    for (const reader of this.#readers) {
      const outcome = reader.read();
      if (outcome === 'ok') given.push(reader);
      this.#outcomes.set(reader.source.name, outcome);
      if (reader.error !== undefined) errors[reader.source.name] = reader.error.slice(0, 1000);
    }
    const layouts = given.map(({ reading }) => this.#layoutId(reading.layout));
    const same =
      layouts.length === this.#layouts.length && layouts.every((id, at) => id === this.#layouts[at]);
    const key = base === 0 || !same || this.#sinceKey >= KEY_EVERY - 1;
    const body = this.#packNumbers(given, key ? 'key' : 'delta');
    const records: Outgoing[] = [];
    for (const layout of this.#untold) records.push(this.#layoutRecord(layout));
    this.#untold.length = 0;
    const sample = this.#record({ time, moment, errors, layouts, base: key ? 0 : base, body });
    records.push(sample);
    this.#base = sample.seq;
    this.#layouts = layouts;
    this.#sinceKey = key ? 0 : this.#sinceKey + 1;
    this.#samples++;
    return records;
  }

  /** Gives back the file descriptors. */
  close(): void {
    for (const reader of this.#readers) reader.close();
  }

  /** How long the sources have taken so far, in seconds. */
  secondsBySource(): Record<string, number> {
    return Object.fromEntries(
      this.#readers.map(({ source, seconds }) => [source.name, Math.round(seconds * 1e6) / 1e6]),
    );
  }

  #record(sample: {
    time: number;
    moment: Moment;
    errors: Record<string, string>;
    layouts: number[];
    base: number;
    body: Buffer;
  }): Outgoing {
    const { time, moment, errors, layouts, base, body } = sample;
    const head: SampleRecord = {
      type: 'sample',
      ...this.#sender.next(),
      time: roundToMicroseconds(time),
      tick: moment.kind === 'tick' ? moment.tick : null,
      base,
    };
    if (moment.kind !== 'tick') head.kind = moment.kind;
    else {
      head.late = roundToMicroseconds(moment.lateMs);
      if (moment.stride > 1) head.stride = moment.stride;
    }
    if (base === 0) head.layouts = layouts;
    if (Object.keys(errors).length > 0) head.errors = errors;
    return { seq: head.seq, role: base === 0 ? 'key' : 'delta', head: encodeHead(head), body };
  }

  #packNumbers(given: readonly SourceReader[], as: 'key' | 'delta'): Buffer {
    this.#packer.begin();
    for (const { reading } of given) {
      if (as === 'key') this.#packer.key(reading.numbers);
      else this.#packer.delta(reading.numbers, reading.previous);
    }
    return this.#packer.end();
  }

  #layoutId(layout: Layout): number {
    const current = this.#current.get(layout);
    if (current !== undefined) return current;
    const columns = layout.rows.map((row) => row.columns);
    const uniform = columns.every((count) => count === columns[0]);
    const body: LayoutBody = {
      names: layout.rows.map(({ name }) => name),
      columns: uniform ? (columns[0] ?? 0) : columns,
    };
    const content = JSON.stringify([layout.source, body]);
    let id = this.#told.get(content);
    if (id === undefined) {
      id = this.#told.size + 1;
      this.#told.set(content, id);
      this.#untold.push({ id, source: layout.source, body: JSON.stringify(body) });
    }
    this.#forget(layout.source);
    this.#current.set(layout, id);
    return id;
  }

  #layoutRecord({ id, source, body }: { id: number; source: string; body: string }): Outgoing {
    const stamp = this.#sender.next();
    const head = encodeHead({ type: 'layout', ...stamp, layout: id, source });
    return { seq: stamp.seq, role: 'essential', head, body: Buffer.from(body) };
  }

  /** A source has one layout at a time. */
  #forget(source: string): void {
    for (const layout of this.#current.keys()) if (layout.source === source) this.#current.delete(layout);
  }
}
