import type { DeviceNames } from '../procfs/host/complete.ts';
import type { Outcome, SourceReader } from '../procfs/reading/reader.ts';
import type { Layout } from '../procfs/reading/reading.ts';
import { type Clock, roundToMicroseconds } from '../system/clock.ts';
import { type LayoutBody, layoutKey } from '../wire/layouts.ts';
import { Packer } from '../wire/pack.ts';
import { encodeHead, MOST_TAKEN, type SamplesRecord, type Taken } from '../wire/records.ts';
import { ClockSteps } from './clock-steps.ts';
import type { Outgoing } from './outbox.ts';
import type { Sender } from './sender.ts';

/** Which moment a sample is of. */
export type Moment =
  | { readonly kind: 'baseline' | 'final' }
  | { readonly kind: 'tick'; readonly tick: number; readonly lateMs: number; readonly stride: number };

/** One of so many samples can be unpacked without those before it: what is damaged costs no more than these. */
const KEY_EVERY = MOST_TAKEN;

/** Which numbers a source gives: name, key, count. */
type LayoutPart = NonNullable<SamplesRecord['layouts']>[number];

interface Told {
  readonly part: LayoutPart;
  /** Its record's body, until that is sent. */
  body: Buffer | undefined;
}

/** Reads all sources of this host and packs what they gave. */
export class Sampler {
  readonly #readers: readonly SourceReader[];
  readonly #clock: Clock;
  readonly #sender: Sender;
  readonly #packer = new Packer();
  readonly #steps: ClockSteps;
  /** Layouts by their keys: a source that fails and comes back needs no new one. */
  readonly #told = new Map<string, Told>();
  readonly #current = new Map<Layout, Told>();
  readonly #outcomes = new Map<string, Outcome>();
  #layouts: readonly Told[] = [];
  #base = 0;
  #sinceKey = 0;
  #samples = 0;
  #step: number | undefined;
  #came: DeviceNames | undefined;

  constructor(readers: readonly SourceReader[], clock: Clock, sender: Sender) {
    this.#readers = readers;
    this.#clock = clock;
    this.#sender = sender;
    this.#steps = new ClockSteps(clock);
  }

  /** Samples taken so far. */
  get samples(): number {
    return this.#samples;
  }

  /** By how much the wall clock was set before the last sample, ms; undefined if it was not. */
  get step(): number | undefined {
    return this.#step;
  }

  /** What the kernel's lists had at the last sample, if one of them had names that it had never had; else undefined. */
  get came(): DeviceNames | undefined {
    return this.#came;
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
    const { time, step } = this.#steps.now();
    this.#step = step;
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
    const layouts = given.map(({ reading }) => this.#toldOf(reading.layout));
    const same =
      layouts.length === this.#layouts.length && layouts.every((told, at) => told === this.#layouts[at]);
    const key = base === 0 || !same || this.#sinceKey >= KEY_EVERY - 1;
    const body = this.#packNumbers(given, key ? 'key' : 'delta');
    this.#came = this.#samples === 0 ? undefined : namesThatCame(given, layouts);
    const records: Outgoing[] = [];
    for (const told of layouts)
      if (told.body !== undefined) records.push(this.#layoutRecord(told, told.body));
    const sample = this.#record({ time, step, moment, errors, layouts, base: key ? 0 : base, body });
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
    step: number | undefined;
    moment: Moment;
    errors: Record<string, string>;
    layouts: readonly Told[];
    base: number;
    body: Buffer;
  }): Outgoing {
    const { time, step, moment, errors, layouts, base, body } = sample;
    const isTick = moment.kind === 'tick';
    const taken: Taken = { time: roundToMicroseconds(time), tick: isTick ? moment.tick : null };
    if (isTick) taken.late = roundToMicroseconds(moment.lateMs);
    else taken.kind = moment.kind;
    if (step !== undefined) taken.step = step;
    if (Object.keys(errors).length > 0) taken.errors = errors;
    const head: SamplesRecord = { type: 'samples', ...this.#sender.next(), base, taken: [taken] };
    if (base === 0) head.layouts = layouts.map(({ part }) => part);
    if (isTick && moment.stride > 1) head.stride = moment.stride;
    return { seq: head.seq, role: base === 0 ? 'key' : 'delta', samples: 1, head: encodeHead(head), body };
  }

  #packNumbers(given: readonly SourceReader[], as: 'key' | 'delta'): Buffer {
    this.#packer.begin();
    for (const { reading } of given) {
      if (as === 'key') this.#packer.key(reading.numbers);
      else this.#packer.delta(reading.numbers, reading.previous);
    }
    return this.#packer.end();
  }

  #toldOf(layout: Layout): Told {
    const current = this.#current.get(layout);
    if (current !== undefined) return current;
    const columns = layout.rows.map((row) => row.columns);
    const uniform = columns.every((count) => count === columns[0]);
    const content: LayoutBody = {
      names: layout.rows.map(({ name }) => name),
      columns: uniform ? (columns[0] ?? 0) : columns,
    };
    const body = Buffer.from(JSON.stringify(content));
    const key = layoutKey(layout.source, body);
    const count = columns.reduce((sum, one) => sum + one, 0);
    const told = this.#told.get(key) ?? { part: [layout.source, key, count], body };
    this.#told.set(key, told);
    this.#forget(layout.source);
    this.#current.set(layout, told);
    return told;
  }

  #layoutRecord(told: Told, body: Buffer): Outgoing {
    const stamp = this.#sender.next();
    const [source, key] = told.part;
    told.body = undefined;
    return {
      seq: stamp.seq,
      role: 'essential',
      samples: 0,
      head: encodeHead({ type: 'layout', ...stamp, source, key }),
      body,
    };
  }

  /** A source has one layout at a time. */
  #forget(source: string): void {
    for (const layout of this.#current.keys()) if (layout.source === source) this.#current.delete(layout);
  }
}

/** @param layouts those of what was given, in the same order */
function namesThatCame(given: readonly SourceReader[], layouts: readonly Told[]): DeviceNames | undefined {
  const names = (source: string) =>
    given.flatMap(({ reading }, at) =>
      reading.layout.source === source && layouts[at]?.body !== undefined
        ? reading.layout.rows.map(({ name }) => name)
        : [],
    );
  const came = { disks: names('diskstats'), interfaces: names('netdev') };
  return came.disks.length + came.interfaces.length === 0 ? undefined : came;
}
