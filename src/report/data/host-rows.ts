import { type Metric, memoryCached } from '../../series/rates.ts';
import { SampleTimes } from '../../series/sample-times.ts';
import type { Sample } from '../../series/schema.ts';
import { METRICS } from '../metrics/metrics.ts';
import type { Interval } from './intervals.ts';

const FIELDS: readonly Metric[] = METRICS.map(({ name }) => name);
/** Of the numbers of a row, behind the metrics: when it began and ended, and the tick at which it did; NaN for none. */
const START = FIELDS.length;
const END = START + 1;
const TICK = START + 2;
const WIDTH = START + 3;

/** The intervals of one host, in the order of the file: that of their ends, unless its clock was set and there are no ticks. */
export class HostRows {
  readonly ticks: number[] = [];
  readonly #intervalMs: number;
  readonly #times: SampleTimes;
  #count = 0;
  #longest = 0;
  #isInOrder = true;
  #tickZero: number | undefined;
  #firstCachedKb: number | undefined;
  #lastCachedKb = Number.NaN;
  /** Row by row; longer than it is filled. Doubles, so that means are those of a summary. */
  #numbers = new Float64Array(16 * WIDTH);

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
      this.ticks.push(tick);
      this.#tickZero ??= time - late_ms - tick * this.#intervalMs;
    }
    const cached = memoryCached(meminfo);
    if (cached === null) return;
    this.#firstCachedKb ??= cached;
    this.#lastCachedKb = cached;
  }

  /** Notes what was done in an interval. */
  add({ after, start, end, rates }: Pick<Interval, 'after' | 'start' | 'end' | 'rates'>): void {
    const first = this.#count * WIDTH;
    if (first + WIDTH > this.#numbers.length) {
      const longer = new Float64Array(Math.max(16 * WIDTH, Math.ceil(this.#numbers.length * 1.5)));
      longer.set(this.#numbers);
      this.#numbers = longer;
    }
    FIELDS.forEach((field, at) => {
      this.#numbers[first + at] = rates[field] ?? Number.NaN;
    });
    this.#numbers[first + START] = start;
    this.#numbers[first + END] = end;
    this.#numbers[first + TICK] = after.tick ?? Number.NaN;
    this.#longest = Math.max(this.#longest, end - start);
    this.#isInOrder &&= this.#count === 0 || end >= this.end(this.#count - 1);
    this.#count++;
  }

  /** Gives back the memory that it has to spare. */
  trim(): void {
    const filled = this.#count * WIDTH;
    if (filled < this.#numbers.length) this.#numbers = this.#numbers.slice(0, filled);
  }

  /** Takes away what is known of some metrics, of all rows. */
  forget(isForgotten: (metric: Metric) => boolean): void {
    for (const [at, field] of FIELDS.entries()) {
      if (!isForgotten(field)) continue;
      for (let row = 0; row < this.#count; row++) this.#numbers[row * WIDTH + at] = Number.NaN;
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
    return this.#number(row, nth);
  }

  /**
   * The numbers of a metric, each at the column of its row; NaN at columns without one. Rows that meet in a column, of a
   * process that ended and one that began between two ticks, or of a sample that was late, are their mean over time.
   */
  spread(metric: Metric, columns: ArrayLike<number>, width: number): Float32Array {
    const at = FIELDS.indexOf(metric);
    const sums = new Float64Array(width);
    const seconds = new Float64Array(width);
    for (let row = 0; row < columns.length; row++) {
      const column = columns[row]!;
      const value = this.#number(row, at);
      if (Number.isNaN(value)) continue;
      const took = this.end(row) - this.start(row);
      sums[column] = (sums[column] ?? 0) + value * took;
      seconds[column] = (seconds[column] ?? 0) + took;
    }
    return Float32Array.from(sums, (sum, column) => sum / (seconds[column] ?? 0));
  }

  #number(row: number, at: number): number {
    return this.#numbers[row * WIDTH + at] ?? Number.NaN;
  }
}
