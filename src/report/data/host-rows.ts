import { memoryCached } from '../../series/rates/memory.ts';
import type { Metric } from '../../series/rates.ts';
import { SampleTimes } from '../../series/sample-times.ts';
import type { Sample } from '../../series/schema.ts';
import { METRICS, type ShownMetric } from '../metrics/metrics.ts';
import type { Interval } from './intervals.ts';
import { TickRuns } from './tick-runs.ts';

const namesOf = (isIncluded: (metric: ShownMetric) => boolean): readonly Metric[] =>
  METRICS.filter(isIncluded).map(({ name }) => name);
/** Each row has these; those that a summary has, too, as doubles, so that its means are the same … */
const DOUBLES = namesOf(({ presence, summary }) => presence === 'everywhere' && summary !== undefined);
const SINGLES = namesOf(({ presence, summary }) => presence === 'everywhere' && summary === undefined);
/** … each of these only where a host has it: of ten thousand hosts it takes some 30 MB … */
const RARE = namesOf(({ presence }) => presence === 'somewhere');
/** … and of these a bit says that it is known: it is 0 where it is nothing else. */
const ZEROS = namesOf(({ presence }) => presence === 'when not zero');
/** Where the nth of `METRICS` is among these or those; -1 if it is not. */
const placesIn = (names: readonly Metric[]) => METRICS.map(({ name }) => names.indexOf(name));
const [DOUBLE_PLACES, SINGLE_PLACES, RARE_PLACES, ZERO_PLACES] = [
  placesIn(DOUBLES),
  placesIn(SINGLES),
  placesIn(RARE),
  placesIn(ZEROS),
];
const NTH = new Map(METRICS.map(({ name }, nth) => [name, nth]));
/** Of the doubles of a row, behind the metrics: when it began and ended, and the tick at which it did; NaN for none. */
const START = DOUBLES.length;
const END = START + 1;
const TICK = START + 2;
const WIDTH = START + 3;
/** Of its singles: which of `ZEROS` are known, a bit each, of 24 that one holds exactly. */
const KNOWN = SINGLES.length;
const SINGLES_WIDTH = KNOWN + 1;
/** Rows that memory is taken for at once: what is never moved leaves no holes behind. */
const ROWS = 64;

/** The intervals of one host, in the order of the file: that of their ends, unless its clock was set and there are no ticks. */
export class HostRows {
  /** Those that were sampled. */
  readonly ticks = new TickRuns();
  readonly #intervalMs: number;
  readonly #times: SampleTimes;
  #count = 0;
  #longest = 0;
  #isInOrder = true;
  #tickZero: number | undefined;
  #firstCachedKb: number | undefined;
  #lastCachedKb = Number.NaN;
  /** `ROWS` rows each, row by row. */
  readonly #doubles: Float64Array[] = [];
  readonly #singles: Float32Array[] = [];
  /** By which of `RARE` it is: of `ROWS` rows each, where there is a number in one of them. */
  readonly #rare: (Float64Array | undefined)[][] = RARE.map(() => []);
  /** By which of `ZEROS` it is: of `ROWS` rows each, where there is a number other than 0 in one of them. */
  readonly #trouble: (Float32Array | undefined)[][] = ZEROS.map(() => []);

  /** @param intervalMs time between ticks */
  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
    this.#times = new SampleTimes(intervalMs);
  }

  /** How many intervals there are. */
  get count(): number {
    return this.#count;
  }

  /** The longest interval, ms. Those over which a source was not read begin before others that end before them. */
  get longest(): number {
    return this.#longest;
  }

  /** Whether no interval ends before the one before it. */
  get isInOrder(): boolean {
    return this.#isInOrder;
  }

  /** When tick 0 was, or would have been, by the host's own clock, ms since 1970; undefined if it has sampled no tick. */
  get tickZero(): number | undefined {
    return this.#tickZero;
  }

  /** How much the page cache has grown from the first sample to the last, kB; NaN if that is not known. */
  get cacheGrownKb(): number {
    return this.#lastCachedKb - (this.#firstCachedKb ?? Number.NaN);
  }

  /** Notes a sample, whether an interval ends with it or not. */
  see(sample: Sample): void {
    const { tick, late_ms = 0, meminfo } = sample;
    const time = this.#times.next(sample);
    if (tick !== null) {
      this.ticks.add(tick);
      this.#tickZero ??= time - late_ms - tick * this.#intervalMs;
    }
    const cached = memoryCached(meminfo);
    if (cached === null) return;
    this.#firstCachedKb ??= cached;
    this.#lastCachedKb = cached;
  }

  /** Notes what was done in an interval. */
  add({ after, start, end, rates }: Pick<Interval, 'after' | 'start' | 'end' | 'rates'>): void {
    const nth = Math.floor(this.#count / ROWS);
    const within = this.#count % ROWS;
    const doubles = roomFor(within, WIDTH, this.#doubles[nth], Float64Array);
    const singles = roomFor(within, SINGLES_WIDTH, this.#singles[nth], Float32Array);
    this.#doubles[nth] = doubles;
    this.#singles[nth] = singles;
    const first = within * WIDTH;
    for (let at = 0; at < DOUBLES.length; at++) doubles[first + at] = rates[DOUBLES[at]!] ?? Number.NaN;
    doubles[first + START] = start;
    doubles[first + END] = end;
    doubles[first + TICK] = after.tick ?? Number.NaN;
    const firstSingle = within * SINGLES_WIDTH;
    for (let at = 0; at < SINGLES.length; at++) singles[firstSingle + at] = rates[SINGLES[at]!] ?? Number.NaN;
    let known = 0;
    for (let at = 0; at < ZEROS.length; at++) {
      const value = rates[ZEROS[at]!];
      if (value === null) continue;
      known |= 1 << at;
      if (value !== 0) this.#addTrouble(at, value);
    }
    singles[firstSingle + KNOWN] = known;
    for (let at = 0; at < RARE.length; at++) this.#addRare(at, rates[RARE[at]!]);
    this.#longest = Math.max(this.#longest, end - start);
    this.#isInOrder &&= this.#count === 0 || end >= this.end(this.#count - 1);
    this.#count++;
  }

  #addTrouble(at: number, value: number): void {
    const blocks = this.#trouble[at]!;
    const nth = Math.floor(this.#count / ROWS);
    blocks[nth] ??= new Float32Array(ROWS);
    blocks[nth][this.#count % ROWS] = value;
  }

  #addRare(at: number, value: number | null): void {
    if (value === null) return;
    const blocks = this.#rare[at]!;
    const nth = Math.floor(this.#count / ROWS);
    blocks[nth] ??= new Float64Array(ROWS).fill(Number.NaN);
    blocks[nth][this.#count % ROWS] = value;
  }

  /** Whether there is anything to show of the nth of `METRICS`: of trouble a number other than 0. */
  has(nth: number): boolean {
    if (ZERO_PLACES[nth]! >= 0) return this.#trouble[ZERO_PLACES[nth]!]!.length > 0;
    if (RARE_PLACES[nth]! < 0) return true;
    const blocks = this.#rare[RARE_PLACES[nth]!]!;
    return blocks.some((numbers) => numbers?.some((value) => !Number.isNaN(value)));
  }

  /** Gives back the memory that it has to spare. */
  trim(): void {
    const last = this.#doubles.length - 1;
    const rest = this.#count - last * ROWS;
    if (last < 0 || rest >= ROWS) return;
    this.#doubles[last] = this.#doubles[last]!.slice(0, rest * WIDTH);
    this.#singles[last] = this.#singles[last]!.slice(0, rest * SINGLES_WIDTH);
  }

  /** Takes away what is known of some metrics, of all rows. */
  forget(isForgotten: (metric: Metric) => boolean): void {
    for (const [at, field] of DOUBLES.entries()) {
      if (isForgotten(field)) for (const numbers of this.#doubles) clear(numbers, at, WIDTH);
    }
    for (const [at, field] of SINGLES.entries()) {
      if (isForgotten(field)) for (const numbers of this.#singles) clear(numbers, at, SINGLES_WIDTH);
    }
    for (const [at, field] of RARE.entries()) if (isForgotten(field)) this.#rare[at] = [];
    for (const [at, field] of ZEROS.entries()) {
      if (!isForgotten(field)) continue;
      this.#trouble[at] = [];
      for (const numbers of this.#singles)
        for (let place = KNOWN; place < numbers.length; place += SINGLES_WIDTH)
          numbers[place] = numbers[place]! & ~(1 << at);
    }
  }

  /** When an interval began, ms since 1970, by rank 0's clock. */
  start(row: number): number {
    return this.#number(row, START);
  }

  /** When it ended. */
  end(row: number): number {
    return this.#number(row, END);
  }

  /** The tick at which it ended; null if it was at none. */
  tick(row: number): number | null {
    const tick = this.#number(row, TICK);
    return Number.isNaN(tick) ? null : tick;
  }

  /** What was done in it of the nth of `METRICS`; NaN if it is not known. */
  value(row: number, nth: number): number {
    const place = DOUBLE_PLACES[nth]!;
    if (place >= 0) return this.#number(row, place);
    if (row >= this.#count) return Number.NaN;
    const block = Math.floor(row / ROWS);
    const within = row % ROWS;
    const single = SINGLE_PLACES[nth]!;
    const singles = this.#singles[block]!;
    if (single >= 0) return singles[within * SINGLES_WIDTH + single]!;
    const zero = ZERO_PLACES[nth]!;
    if (zero < 0) return this.#rare[RARE_PLACES[nth]!]?.[block]?.[within] ?? Number.NaN;
    const isKnown = (singles[within * SINGLES_WIDTH + KNOWN]! & (1 << zero)) !== 0;
    return isKnown ? (this.#trouble[zero]?.[block]?.[within] ?? 0) : Number.NaN;
  }

  /**
   * The numbers of a metric, each at the column of its row; NaN at columns without one. One of a source that the samples
   * before did not have stands for all the time since it was read: it is also at the columns of the rows that end in it.
   * Rows that meet in a column, of a process that ended and one that began between two ticks, or of a sample that was late,
   * are their mean over time.
   * @param means where they go, a number a column
   * @param sums, seconds memory for as many numbers, which is given for many hosts
   */
  spread(
    metric: Metric,
    columns: ArrayLike<number>,
    means: Float32Array,
    sums = new Float64Array(means.length),
    seconds = new Float64Array(means.length),
  ): Float32Array {
    const nth = NTH.get(metric)!;
    sums.fill(0);
    seconds.fill(0);
    for (let row = 0; row < columns.length; row++) {
      const value = this.value(row, nth);
      if (Number.isNaN(value)) continue;
      const start = this.start(row);
      const took = this.end(row) - start;
      let last = -1;
      for (let within = row; within >= 0 && this.end(within) > start; within--) {
        const column = columns[within]!;
        if (column === last) continue;
        last = column;
        sums[column]! += value * took;
        seconds[column]! += took;
      }
    }
    for (let column = 0; column < means.length; column++) means[column] = sums[column]! / seconds[column]!;
    return means;
  }

  #number(row: number, at: number): number {
    const numbers = this.#doubles[Math.floor(row / ROWS)];
    return row < this.#count ? (numbers?.[(row % ROWS) * WIDTH + at] ?? Number.NaN) : Number.NaN;
  }
}

/** A block of so many numbers a row in which there is room for a row, with those that are there. */
function roomFor<T extends Float32Array | Float64Array>(
  row: number,
  width: number,
  there: T | undefined,
  Block: new (length: number) => T,
): T {
  if (there !== undefined && there.length > row * width) return there;
  const room = new Block(ROWS * width);
  if (there !== undefined) room.set(there);
  return room;
}

/** Makes each nth number of rows NaN. */
function clear(numbers: Float32Array | Float64Array, nth: number, width: number): void {
  for (let place = nth; place < numbers.length; place += width) numbers[place] = Number.NaN;
}
