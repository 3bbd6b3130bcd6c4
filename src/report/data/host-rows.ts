import { memoryCached } from '../../series/rates/memory.ts';
import type { Metric } from '../../series/rates.ts';
import { SampleTimes } from '../../series/sample-times.ts';
import type { Sample } from '../../series/schema.ts';
import { METRICS, type ShownMetric } from '../metrics/metrics.ts';
import type { Interval } from './intervals.ts';
import { TickRuns } from './tick-runs.ts';

const namesOf = (presence: ShownMetric['presence']): readonly Metric[] =>
  METRICS.filter((metric) => metric.presence === presence).map(({ name }) => name);
/** Each row has these … */
const FIELDS = namesOf('everywhere');
/** … and each of these only where a host has it: of ten thousand hosts it takes some 30 MB. */
const RARE = namesOf('somewhere');
/** Where the nth of `METRICS` is among these or those. */
const PLACES = METRICS.map(({ name }) => FIELDS.indexOf(name));
const RARE_PLACES = METRICS.map(({ name }) => RARE.indexOf(name));
/** Of the numbers of a row, behind the metrics: when it began and ended, and the tick at which it did; NaN for none. */
const START = FIELDS.length;
const END = START + 1;
const TICK = START + 2;
const WIDTH = START + 3;
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
  /** `ROWS` rows each, row by row. Doubles, so that means are those of a summary. */
  readonly #numbers: Float64Array[] = [];
  /** Of `RARE`, by which of these it is: of `ROWS` rows each, where there is a number in one of them. */
  readonly #rare: (Float64Array | undefined)[][] = RARE.map(() => []);

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
    const first = (this.#count % ROWS) * WIDTH;
    const found = this.#numbers[nth];
    const numbers = found === undefined || found.length <= first ? roomBehind(found) : found;
    this.#numbers[nth] = numbers;
    for (let at = 0; at < FIELDS.length; at++) numbers[first + at] = rates[FIELDS[at]!] ?? Number.NaN;
    for (let at = 0; at < RARE.length; at++) this.#addRare(at, rates[RARE[at]!]);
    numbers[first + START] = start;
    numbers[first + END] = end;
    numbers[first + TICK] = after.tick ?? Number.NaN;
    this.#longest = Math.max(this.#longest, end - start);
    this.#isInOrder &&= this.#count === 0 || end >= this.end(this.#count - 1);
    this.#count++;
  }

  #addRare(at: number, value: number | null): void {
    if (value === null) return;
    const blocks = this.#rare[at]!;
    const nth = Math.floor(this.#count / ROWS);
    blocks[nth] ??= new Float64Array(ROWS).fill(Number.NaN);
    blocks[nth][this.#count % ROWS] = value;
  }

  /** Whether anything is known of the nth of `METRICS`, which not every host has. */
  hasRare(nth: number): boolean {
    const blocks = this.#rare[RARE_PLACES[nth]!] ?? [];
    return blocks.some((numbers) => numbers?.some((value) => !Number.isNaN(value)));
  }

  /** Gives back the memory that it has to spare. */
  trim(): void {
    const last = this.#numbers.length - 1;
    const rest = this.#count - last * ROWS;
    if (last >= 0 && rest < ROWS) this.#numbers[last] = this.#numbers[last]!.slice(0, rest * WIDTH);
  }

  /** Takes away what is known of some metrics, of all rows. */
  forget(isForgotten: (metric: Metric) => boolean): void {
    for (const [at, field] of FIELDS.entries()) {
      if (!isForgotten(field)) continue;
      for (const numbers of this.#numbers)
        for (let place = at; place < numbers.length; place += WIDTH) numbers[place] = Number.NaN;
    }
    for (const [at, field] of RARE.entries()) if (isForgotten(field)) this.#rare[at] = [];
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
    const place = PLACES[nth]!;
    if (place >= 0) return this.#number(row, place);
    const numbers = this.#rare[RARE_PLACES[nth]!]?.[Math.floor(row / ROWS)];
    return row < this.#count ? (numbers?.[row % ROWS] ?? Number.NaN) : Number.NaN;
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
    const nth = METRICS.findIndex(({ name }) => name === metric);
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
    const numbers = this.#numbers[Math.floor(row / ROWS)];
    return row < this.#count ? (numbers?.[(row % ROWS) * WIDTH + at] ?? Number.NaN) : Number.NaN;
  }
}

/** Room for `ROWS` rows, with those that are there. */
function roomBehind(there: Float64Array = new Float64Array(0)): Float64Array {
  const room = new Float64Array(ROWS * WIDTH);
  room.set(there);
  return room;
}
