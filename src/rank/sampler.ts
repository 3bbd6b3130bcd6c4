import type { DeviceNames } from '../procfs/host/complete.ts';
import type { Outcome } from '../procfs/reading/outcome.ts';
import type { SourceReader, Turn } from '../procfs/reading/reader.ts';
import type { Reading } from '../procfs/reading/reading.ts';
import { Slab } from '../procfs/reading/slab.ts';
import { type TickOfTurns, Turns } from '../procfs/reading/turns.ts';
import { isMemoryWaitedFor, MemoryLook } from '../procfs/shortage.ts';
import type { Source } from '../procfs/source.ts';
import { type Clock, roundToMicroseconds } from '../system/clock.ts';
import { MOST_TAKEN, type Taken } from '../wire/records.ts';
import { ClockSteps } from './clock-steps.ts';
import type { Outgoing } from './outbox.ts';
import { type Put, SamplePacker } from './packing/sample-packer.ts';
import { Sender } from './sender.ts';

/** Which moment a sample is of. */
export type Moment =
  | { readonly kind: 'baseline' | 'final' }
  | (TickOfTurns & { readonly kind: 'tick'; readonly lateMs: number; readonly stride: number });

/** With so many bytes of files or more it is time to parse them; a node of 256 CPUs and 200 disks prints 200 KB a tick. */
const MOST_BYTES = 512 * 1024;
/** Parsing more at once keeps a CPU longer than it saves. */
const MOST_WAITING = MOST_TAKEN;

/** With ticks so far apart each is every source's turn. */
const PRACTICE_MS = 3_600_000;

/** A sample whose files are read and not parsed yet. */
interface Captured {
  readonly moment: Moment;
  /** The number of its first file in the slab. */
  readonly first: number;
  /** Wall ms. */
  readonly time: number;
  readonly step: number | undefined;
}

/** Reads all sources of this host at one moment after the other, and parses and packs what they gave, then or later. */
export class Sampler {
  readonly #readers: readonly SourceReader[];
  readonly #clock: Clock;
  readonly #sender: Sender;
  readonly #steps: ClockSteps;
  readonly #turns: Turns;
  readonly #slab = new Slab();
  readonly #captured: Captured[] = [];
  /** Which of the files that are read at each moment tell of memory; -1 for none. */
  readonly #meminfo: number;
  readonly #pressure: number;
  readonly #memory = new MemoryLook();
  readonly #packer: SamplePacker;
  /** What the sources gave that gave something, at the sample under way. */
  readonly #given: Reading[] = [];
  #step: number | undefined;

  constructor(readers: readonly SourceReader[], clock: Clock, sender: Sender) {
    this.#readers = readers;
    this.#turns = new Turns(readers.map(({ source }) => source));
    this.#clock = clock;
    this.#sender = sender;
    this.#steps = new ClockSteps(clock);
    this.#packer = new SamplePacker(sender);
    // Sources whose number of files changes come behind all others.
    const files = readers.flatMap(({ source }) => source.files);
    this.#meminfo = files.indexOf('meminfo');
    this.#pressure = files.indexOf('pressure/memory');
  }

  /** Samples parsed so far. */
  get samples(): number {
    return this.#packer.samples;
  }

  /** How many samples are read and not parsed yet. */
  get waiting(): number {
    return this.#captured.length;
  }

  /** Whether those should be parsed now: there would be no room for another. */
  get isFull(): boolean {
    const { length } = this.#captured;
    return length >= MOST_WAITING || (this.#slab.length * (length + 1)) / length > MOST_BYTES;
  }

  /** Whether memory was short when files were read last: this process can be killed with what it has not sent. */
  get isMemoryShort(): boolean {
    const first = this.#captured.at(-1)?.first;
    if (first === undefined) return false;
    const { bytes } = this.#slab;
    return (
      (this.#meminfo >= 0 && this.#memory.isShort(bytes, ...this.#span(first + this.#meminfo))) ||
      (this.#pressure >= 0 && isMemoryWaitedFor(bytes, ...this.#span(first + this.#pressure)))
    );
  }

  /** By how much the wall clock was set before files were read last, ms; undefined if it was not. */
  get step(): number | undefined {
    return this.#step;
  }

  /** What the kernel's lists had last, if one of them had names, since the last `flush` but one, that it had never had. */
  get came(): DeviceNames | undefined {
    return this.#packer.came;
  }

  /** What became of each source at the sample that was parsed last. */
  get outcomes(): ReadonlyMap<string, Outcome> {
    const outcomes = new Map<string, Outcome>();
    for (const { source, outcome } of this.#readers)
      if (outcome !== undefined) outcomes.set(source.name, outcome);
    return outcomes;
  }

  /**
   * Does all that is done at ticks for nothing, `readings` times at most and not after `until` on the monotonic clock, ms.
   * The JavaScript engine compiles code once it has run often: without this it does so in the first minutes of the
   * benchmark.
   * @returns how many times
   */
  warmUp(readings: number, until: number): number {
    const practice = new Sampler(this.#readers, this.#clock, new Sender(this.#sender.rank));
    let done = 0;
    for (; done < readings && this.#clock.mono() < until; done++) {
      practice.capture({ kind: 'tick', tick: done, intervalMs: PRACTICE_MS, lateMs: 0, stride: 1 });
      practice.flush(() => true);
    }
    this.startOver();
    return done;
  }

  /** Makes the next sample a key sample: the one before it is gone. */
  startOver(): void {
    this.#packer.startOver();
  }

  /**
   * Takes a sample, and parses it with those that waited. If that throws, no number was given to a record, and the next is
   * a key sample.
   * @returns the records of samples, each after those of layouts that it is the first to use
   */
  take(moment: Moment): Outgoing[] {
    const records: Outgoing[] = [];
    this.capture(moment);
    this.flush((record) => {
      records.push(record);
      return true;
    });
    return records;
  }

  /** Takes a sample: reads the files, and nothing else. If that throws, there is none, and the next is a key sample. */
  capture(moment: Moment): void {
    const { time, step } = this.#steps.now();
    this.#step = step;
    const slab = this.#slab;
    // Behind this begins what this moment has: where that is nothing, what comes next is nobody's.
    const mark = slab.mark();
    try {
      for (let at = 0; at < this.#readers.length; at++) {
        const reader = this.#readers[at]!;
        reader.capture(slab, this.#turnOf(reader.source, moment));
      }
    } catch (error) {
      this.#truncate(mark);
      this.startOver();
      throw error;
    }
    this.#captured.push({ moment, first: mark + 1, time, step });
  }

  /**
   * Parses and packs all samples that wait, and puts out their records, each after those of layouts that it is the first
   * to use.
   * @throws what the first of them has thrown that could not be parsed or packed; it is lost, and no number was given to
   *   it, all others are put out
   */
  flush(put: Put): void {
    this.#packer.begin();
    let fault: { readonly error: unknown } | undefined;
    for (const captured of this.#captured) {
      try {
        this.#slab.seek(captured.first);
        this.#parse(captured, put);
      } catch (error) {
        this.startOver();
        fault ??= { error };
      }
    }
    this.#captured.length = 0;
    this.#truncate(0);
    this.#packer.end(put);
    if (fault !== undefined) throw fault.error;
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

  #turnOf(source: Source, moment: Moment): Turn {
    if (moment.kind !== 'tick') return 'in any case';
    return this.#turns.isTurn(source, moment) ? 'its turn' : 'not its turn';
  }

  /** Drops what was captured from this file on: also what readers know of it that were not asked to parse it. */
  #truncate(first: number): void {
    this.#slab.truncate(first);
    for (let at = 0; at < this.#readers.length; at++) this.#readers[at]!.forget(first);
  }

  #span(file: number): [from: number, to: number] {
    return [this.#slab.endOf(file - 1), this.#slab.endOf(file)];
  }

  #parse({ moment, time, step }: Captured, put: Put): void {
    const given = this.#given;
    given.length = 0;
    let errors: Record<string, string> | undefined;
    for (let at = 0; at < this.#readers.length; at++) {
      const reader = this.#readers[at]!;
      if (reader.parse(this.#slab) === 'ok') given.push(reader.reading);
      const { error } = reader;
      if (error === undefined) continue;
      errors ??= {};
      errors[reader.source.name] = error.slice(0, 1000);
    }
    const taken = takenOf(moment, time, step, errors);
    const stride = moment.kind === 'tick' ? moment.stride : 1;
    this.#packer.add(given, taken, stride, put);
  }
}

function takenOf(
  moment: Moment,
  time: number,
  step: number | undefined,
  errors: Record<string, string> | undefined,
): Taken {
  const taken: Taken = { time: roundToMicroseconds(time), tick: moment.kind === 'tick' ? moment.tick : null };
  if (moment.kind === 'tick') taken.late = roundToMicroseconds(moment.lateMs);
  else taken.kind = moment.kind;
  if (step !== undefined) taken.step = step;
  if (errors !== undefined) taken.errors = errors;
  return taken;
}
