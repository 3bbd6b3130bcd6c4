import { type Metric, memoryCached } from '../../series/rates.ts';
import { SampleTimes } from '../../series/sample-times.ts';
import type { Sample } from '../../series/schema.ts';
import { METRICS } from '../metrics/metrics.ts';
import type { Interval } from './intervals.ts';
import { type Columns, PackedRows } from './packed-rows.ts';
import { TickRuns } from './tick-runs.ts';

const FIELDS: readonly Metric[] = METRICS.map(({ name }) => name);
/** Of the numbers of a row, behind the metrics: when it began and ended, how long it was, and the tick at its end; NaN for none. */
const START = FIELDS.length;
const END = START + 1;
const SECONDS = START + 2;
const TICK = START + 3;
const WIDTH = START + 4;
const COLUMNS: Columns = { width: WIDTH, start: START, end: END, seconds: SECONDS };
/** Rows that there is room for at first. */
const FIRST_ROWS = 64;

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
  /** Row by row, with room for more. Doubles, so that means are those of a summary. */
  #open: Float64Array | undefined;
  /** The same, once no more of them are expected. */
  #packed: PackedRows | undefined;
  #wasOpened = false;

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
    const numbers = this.#withRoom();
    const first = this.#count * WIDTH;
    for (let at = 0; at < FIELDS.length; at++) numbers[first + at] = rates[FIELDS[at]!] ?? Number.NaN;
    numbers[first + START] = start;
    numbers[first + END] = end;
    numbers[first + SECONDS] = rates.seconds;
    numbers[first + TICK] = after.tick ?? Number.NaN;
    this.#longest = Math.max(this.#longest, end - start);
    this.#isInOrder &&= this.#count === 0 || end >= this.end(this.#count - 1);
    this.#count++;
  }

  /** Takes less memory: no rows are expected any more. Of a host that comes again it is not tried twice. */
  pack(): void {
    if (this.#open === undefined || this.#wasOpened) return;
    const at = (row: number, column: number) => this.#number(row, column);
    this.#packed = new PackedRows({ count: this.#count, at }, COLUMNS);
    this.#open = undefined;
  }

  /** Takes away what is known of some metrics, of all rows. */
  forget(isForgotten: (metric: Metric) => boolean): void {
    for (const [at, field] of FIELDS.entries()) {
      if (!isForgotten(field)) continue;
      this.#packed?.forget(at);
      for (let row = 0; row < this.#count; row++) if (this.#open) this.#open[row * WIDTH + at] = Number.NaN;
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
   * @param means where they go
   * @param sums, seconds memory for as many numbers, which is given for many hosts
   */
  spread(
    metric: Metric,
    columns: ArrayLike<number>,
    width: number,
    means = new Float32Array(width),
    sums = new Float64Array(width),
    seconds = new Float64Array(width),
  ): Float32Array {
    const at = FIELDS.indexOf(metric);
    sums.fill(0);
    seconds.fill(0);
    for (let row = 0; row < columns.length; row++) {
      const value = this.#number(row, at);
      if (Number.isNaN(value)) continue;
      const column = columns[row]!;
      const took = this.end(row) - this.start(row);
      sums[column]! += value * took;
      seconds[column]! += took;
    }
    for (let column = 0; column < width; column++) means[column] = sums[column]! / seconds[column]!;
    return means;
  }

  #number(row: number, at: number): number {
    if (!(row < this.#count)) return Number.NaN;
    return this.#packed === undefined ? this.#open![row * WIDTH + at]! : this.#packed.at(row, at);
  }

  /** The rows, with room for one more. */
  #withRoom(): Float64Array {
    const open = this.#open ?? this.#opened();
    const isFull = open.length < (this.#count + 1) * WIDTH;
    const numbers = isFull ? new Float64Array(open.length * 2) : open;
    if (isFull) numbers.set(open);
    this.#open = numbers;
    return numbers;
  }

  #opened(): Float64Array {
    const open = new Float64Array(Math.max(FIRST_ROWS, this.#count) * WIDTH);
    const packed = this.#packed;
    if (packed === undefined) return open;
    this.#wasOpened = true;
    for (let at = 0; at < this.#count * WIDTH; at++) open[at] = packed.at(Math.floor(at / WIDTH), at % WIDTH);
    this.#packed = undefined;
    return open;
  }
}
