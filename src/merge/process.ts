import { isSparse } from '../procfs/registry.ts';
import { type HostInfo, hostInfoSchema, type Overhead, overheadSchema } from '../series/schema.ts';
import type { JournalEntry } from '../wire/journal/reader.ts';
import { checkPacked } from '../wire/pack.ts';
import {
  type HelloRecord,
  MAX_BODY_BYTES,
  MAX_SAMPLE_NUMBERS,
  parse,
  type RankRecord,
  type SamplesRecord,
} from '../wire/records.ts';
import { NumberList } from './lists.ts';
import { CUT, isUnread, REFUSED, type SourceSet, type Track } from './track.ts';

/** A record of a rank, and where it lies. */
export interface PlacedRecord {
  readonly record: RankRecord;
  readonly entry: Pick<JournalEntry, 'body' | 'offset' | 'length'>;
  /** Which journal. */
  readonly file: number;
}

/** Which numbers samples have, as their key sample says. */
export type Layouts = NonNullable<SamplesRecord['layouts']>;

/** What is to be known beyond a process to make a track of it. */
export interface TrackContext {
  /** Which sources of these layouts have names. */
  readonly setOf: (layouts: Layouts) => SourceSet;
  /** The last tick that a date can be told of. */
  readonly mostTick: number;
  /** Called with what is wrong with a sample's record, and where that lies. */
  readonly onRefused: (problem: string, file: number, offset: number) => void;
}

interface Lost {
  readonly from: number;
  readonly to: number;
  readonly samples: number;
}

/** What is not beyond this is not beyond 64 bits, with or without a sign. */
const SURELY = 2 ** 62;

/** So a key sample is marked that does not say what it has. */
const UNKNOWN_LAYOUTS = -1;
/** And one that is packed against another. */
const SAME_LAYOUTS = -2;

/**
 * Collects the records of one process in whatever order they lie in journals, each once: some stand there twice, and
 * some also in the journal that the rank has kept itself.
 */
export class Process {
  readonly rank: number;
  readonly id: string;
  #hello: HelloRecord | undefined;
  #info: { readonly seq: number; readonly info: HostInfo | undefined } | undefined;
  readonly #file = new NumberList();
  readonly #offset = new NumberList();
  readonly #length = new NumberList();
  readonly #time = new NumberList();
  readonly #tick = new NumberList();
  readonly #lateMs = new NumberList();
  readonly #seq = new NumberList();
  readonly #base = new NumberList();
  /** Of each sample, which of `layouts` its record names. */
  readonly #named = new NumberList();
  readonly #layouts = new Map<string, { readonly nth: number; readonly layouts: Layouts }>();
  readonly #steps = new Map<number, number>();
  readonly #losts: Lost[] = [];
  /** Numbers of records that are no samples. */
  readonly #others = new Set<number>();
  readonly #errors = new Map<string, string>();
  readonly #unreadTicks = new Map<string, Set<number>>();
  #stride = 1;
  /** How many numbers the samples of the last record had, and its number; 0 if it could not be unpacked. */
  #packed: { readonly width: number | undefined; readonly last: number } = { width: undefined, last: 0 };
  /** What their numbers can be at most, by what they have moved. */
  #most = 0;
  /** Whether it is known of all samples that they can be unpacked. */
  #isSure = true;
  /** The greatest number of a record of samples so far. */
  #greatest = 0;
  #clock: (RankRecord & { type: 'clock' }) | undefined;
  #bye: Track['bye'];
  #overhead: Overhead | undefined;

  constructor({ rank, id }: Pick<RankRecord, 'rank' | 'id'>) {
    this.rank = rank;
    this.id = id;
  }

  get hello(): HelloRecord | undefined {
    return this.#hello;
  }

  /** How many samples it has sent, as far as is known. */
  get samples(): number {
    return this.#seq.length;
  }

  /** @throws Error if it cannot be what it should be; others still count */
  take({ record, entry, file }: PlacedRecord): void {
    if (record.type === 'samples') {
      this.#takeSamples(record, entry, file);
      return;
    }
    if (this.#others.has(record.seq)) return;
    this.#others.add(record.seq);
    if (record.type === 'hello') {
      this.#hello ??= record;
      this.#info ??= { seq: record.seq, info: hostInfoOf(entry.body) };
    } else if (record.type === 'info') {
      if (record.seq > (this.#info?.seq ?? 0)) this.#info = { seq: record.seq, info: hostInfoOf(entry.body) };
    } else if (record.type === 'clock') {
      if (record.seq > (this.#clock?.seq ?? 0)) this.#clock = record;
    } else if (record.type === 'lost') {
      this.#losts.push({ from: record.from, to: record.seq, samples: record.samples });
    } else if (record.type === 'bye') {
      this.#bye = { time: record.time, reason: record.reason };
      this.#overhead = parse(overheadSchema, entry.body, MAX_BODY_BYTES);
    }
  }

  /** What there is of it, in order; undefined if it is not known whose it is. */
  track(context: TrackContext): Track | undefined {
    const hello = this.#hello;
    if (hello === undefined) return undefined;
    const order = this.#order();
    const isWhole = order.length === this.#seq.length && order.every((at, nth) => at === nth);
    const list = (of: NumberList) => {
      const ordered = isWhole ? of : of.chosen(order);
      ordered.trim();
      return ordered;
    };
    const placed = { file: list(this.#file), offset: list(this.#offset), length: list(this.#length) };
    const tick = list(this.#tick);
    const seq = list(this.#seq);
    const layouts = [...this.#layouts.values()].map(({ layouts }) => layouts);
    const sources = { seq, base: list(this.#base), named: list(this.#named) };
    const { dropped, holes } = this.#missing(seq);
    const steps = order.flatMap((at, index) => {
      const step = this.#steps.get(at);
      return step === undefined ? [] : [[index, step] as const];
    });
    return {
      hello,
      seq: [...this.#others].reduce((last, one) => Math.max(last, one), seq.at(seq.length - 1) || 0),
      info: this.#info?.info,
      ...placed,
      time: list(this.#time),
      tick,
      lateMs: list(this.#lateMs),
      set: readableOf({ ...sources, tick }, context.mostTick, (problem, at) =>
        context.onRefused(problem, placed.file.at(at), placed.offset.at(at)),
      ),
      sets: layouts.map(context.setOf),
      steps: new Map(steps),
      dropped,
      holes,
      errors: this.#errors,
      unreadTicks: this.#unreadTicks,
      stride: this.#stride,
      isSure: this.#isSure,
      clock: this.#clock,
      bye: this.#bye,
      overhead: this.#overhead,
    };
  }

  #takeSamples(record: SamplesRecord, entry: PlacedRecord['entry'], file: number): void {
    this.#checkBody(record, entry.body);
    const named = this.#nthOf(record);
    this.#stride = Math.max(this.#stride, record.stride ?? 1);
    for (const { time, tick, late, step, errors } of record.taken) {
      if (step !== undefined) this.#steps.set(this.#seq.length, step);
      this.#file.push(file);
      this.#offset.push(entry.offset);
      this.#length.push(entry.length);
      this.#time.push(time);
      this.#tick.push(tick ?? -1);
      this.#lateMs.push(late ?? Number.NaN);
      this.#seq.push(record.seq);
      this.#base.push(record.base);
      this.#named.push(named);
      for (const [source, message] of Object.entries(errors ?? {})) this.#noteError(source, message, tick);
    }
  }

  /** What a line had that made no sense does not hide that the source could not be read. */
  #noteError(source: string, message: string, tick: number | null): void {
    if (tick !== null && isSparse(source) && isUnread(message)) {
      const ticks = this.#unreadTicks.get(source) ?? new Set();
      this.#unreadTicks.set(source, ticks.add(tick));
    }
    if (isUnread(message) || !isUnread(this.#errors.get(source) ?? '')) this.#errors.set(source, message);
  }

  /**
   * How many numbers a sample has is known where its records lie in their order, as nearly always: then what cannot be
   * unpacked is refused here, before it is counted. Copies, and what lies out of order, say nothing of what comes next.
   * @throws Error if the body does not have so many
   */
  #checkBody({ seq, base, layouts, taken }: SamplesRecord, body: Uint8Array): void {
    const { width, last } = this.#packed;
    const wasSure = this.#isSure;
    this.#isSure = false;
    if (seq <= this.#greatest) return;
    this.#greatest = seq;
    if (base !== 0 && base !== last) return;
    const own = base === 0 ? layouts?.reduce((sum, [, , count]) => sum + count, 0) : width;
    this.#packed = { width: own, last: 0 };
    if (own === undefined) return;
    if (own > MAX_SAMPLE_NUMBERS) throw new Error(`a sample has ${own} numbers`);
    this.#most = (base === 0 ? 0 : this.#most) + checkPacked(body, own, taken.length);
    this.#packed = { width: own, last: seq };
    this.#isSure = wasSure && this.#most <= SURELY;
  }

  #nthOf({ base, layouts }: SamplesRecord): number {
    if (base !== 0) return SAME_LAYOUTS;
    if (layouts === undefined) return UNKNOWN_LAYOUTS;
    const content = JSON.stringify(layouts);
    const nth = this.#layouts.get(content)?.nth ?? this.#layouts.size;
    this.#layouts.set(content, { nth, layouts });
    return nth;
  }

  /** Places of the samples in the order of their records' numbers, each record once. */
  #order(): number[] {
    const seq = this.#seq;
    const places = Array.from({ length: seq.length }, (_, at) => at);
    const isRising = places.every((at) => at === 0 || seq.at(at) >= seq.at(at - 1));
    // A record that lies in two journals lies in one whole behind the other: the first of the two counts.
    if (!isRising) places.sort((a, b) => seq.at(a) - seq.at(b) || a - b);
    const isSame = (a: number, b: number) =>
      this.#file.at(a) === this.#file.at(b) && this.#offset.at(a) === this.#offset.at(b);
    const kept: number[] = [];
    for (const at of places) {
      const last = kept.at(-1);
      if (last === undefined || seq.at(last) !== seq.at(at) || isSame(last, at)) kept.push(at);
    }
    return kept;
  }

  /**
   * What is not there, by how many samples had come before: samples that the outbox could not hold, and records whose
   * numbers nothing stands for. What was dropped can have arrived before, and a later record can stand for what an earlier
   * one stood for.
   */
  #missing(seq: NumberList): Pick<Track, 'dropped' | 'holes'> {
    const losts = widestOf(this.#losts);
    const dropped = new Map<number, number>();
    for (const { from, to, samples } of losts) {
      const first = firstAt(seq, from);
      const there = firstAt(seq, to + 1) - first;
      if (samples > there) add(dropped, first + there, samples - there);
    }
    const holes = new Map<number, number>();
    const known = [...this.#others, ...losts.flatMap(({ from, to }) => [from, to])];
    let next = 1;
    const numbers = [
      ...new Set([...known, ...Array.from({ length: seq.length }, (_, at) => seq.at(at))]),
    ].sort((a, b) => a - b);
    let nextLost = 0;
    let droppedTo = 0;
    const isDropped = (number: number) => {
      for (; (losts[nextLost]?.from ?? Number.POSITIVE_INFINITY) <= number; nextLost++) {
        droppedTo = Math.max(droppedTo, losts[nextLost]!.to);
      }
      return number <= droppedTo;
    };
    for (const number of numbers) {
      if (number > next && !isDropped(next)) add(holes, firstAt(seq, number), number - next);
      next = number + 1;
    }
    return { dropped, holes };
  }
}

/** In the order of their first record, without those that a later one stands for, too. */
function widestOf(losts: readonly Lost[]): Lost[] {
  const sorted = losts.toSorted((a, b) => a.from - b.from || b.to - a.to);
  let furthest = 0;
  return sorted.filter(({ to }) => {
    const isWithin = furthest > to;
    furthest = Math.max(furthest, to);
    return !isWithin;
  });
}

/**
 * Which layouts each sample has: `CUT` if they are not known, or the sample that it was packed against is not there;
 * `REFUSED` if its tick is not behind that of the one before.
 */
function readableOf(
  { seq, base, named, tick }: Readonly<Record<'seq' | 'base' | 'named' | 'tick', NumberList>>,
  mostTick: number,
  onRefused: (problem: string, at: number) => void,
): NumberList {
  const sets = new NumberList();
  let last = 0;
  let set = CUT;
  let before = -1;
  for (let at = 0; at < seq.length; at++) {
    const isFirst = at === 0 || seq.at(at) !== seq.at(at - 1);
    const now = tick.at(at);
    if (isFirst) {
      if (named.at(at) >= 0) set = named.at(at);
      else if (named.at(at) === UNKNOWN_LAYOUTS || base.at(at) !== last) set = CUT;
      last = seq.at(at);
    }
    if (now > mostTick || (now >= 0 && now <= before)) {
      onRefused(now > mostTick ? `tick ${now} is beyond all dates` : `tick ${now} comes after ${before}`, at);
      sets.push(REFUSED);
      continue;
    }
    before = Math.max(before, now);
    sets.push(set);
  }
  return sets;
}

/** Where the first number of a rising list is that is not below `number`. */
function firstAt(list: NumberList, number: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list.at(middle) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

function add(counts: Map<number, number>, at: number, count: number): void {
  counts.set(at, (counts.get(at) ?? 0) + count);
}

/** What a hello says of its host. Host info that is not what it should be costs that host its info, not its samples. */
export function hostInfoOf(body: Uint8Array): HostInfo | undefined {
  try {
    return parse(hostInfoSchema, body, MAX_BODY_BYTES);
  } catch {
    return undefined;
  }
}
