import { memoryCached, type Rates } from '../../series/rates.ts';
import type { Sample } from '../../series/schema.ts';
import { METRICS } from '../metrics/metrics.ts';
import type { Interval } from './intervals.ts';

const FIELDS: readonly (keyof Rates)[] = ['seconds', ...METRICS.map(({ name }) => name)];
const SECONDS = 0;

/** When an interval has ended. */
export interface End {
  /** Null if it was at none. */
  readonly tick: number | null;
  /** In ticks: that tick, or a place behind the tick before; null if the host had sampled none. */
  readonly position: number | null;
  /** By the host's own clock, ms since 1970. */
  readonly time: number;
}

/** The intervals of one host, in order of time. */
export class HostRows {
  readonly ends: End[] = [];
  readonly ticks: number[] = [];
  readonly #intervalMs: number;
  #tickZero: number | undefined;
  #lastTick: { readonly tick: number; readonly due: number } | undefined;
  #firstCachedKb: number | undefined;
  #lastCachedKb = Number.NaN;
  /** Row by row; longer than it is filled. */
  #numbers = new Float32Array(64 * FIELDS.length);

  /** @param intervalMs time between ticks */
  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
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
  see({ tick, late_ms, timestamp, meminfo }: Sample): void {
    if (tick !== null) {
      const due = Date.parse(timestamp) - (late_ms ?? 0);
      this.ticks.push(tick);
      this.#lastTick = { tick, due };
      this.#tickZero ??= due - tick * this.#intervalMs;
    }
    const cached = memoryCached(meminfo);
    if (cached === null) return;
    this.#firstCachedKb ??= cached;
    this.#lastCachedKb = cached;
  }

  /** Notes what was done in an interval. */
  add({ after, rates }: Interval): void {
    const start = this.ends.length * FIELDS.length;
    const time = Date.parse(after.timestamp);
    // From the last tick, not from the first: somebody can set the clock in the middle of a run.
    const last = this.#lastTick;
    const behind = last === undefined ? null : last.tick + (time - last.due) / this.#intervalMs;
    this.ends.push({ tick: after.tick, position: after.tick ?? behind, time });
    if (start + FIELDS.length > this.#numbers.length) {
      const longer = new Float32Array(Math.ceil(this.#numbers.length * 1.5));
      longer.set(this.#numbers);
      this.#numbers = longer;
    }
    FIELDS.forEach((field, at) => {
      this.#numbers[start + at] = rates[field] ?? Number.NaN;
    });
  }

  /**
   * The numbers of a field, each at the column of its row; NaN at columns without one. Rows that meet in a column, of a
   * process that ended and one that began between two ticks, are their sum for seconds, else their mean over time.
   */
  spread(field: keyof Rates, columns: readonly number[], width: number): Float32Array {
    const spread = new Float32Array(width).fill(Number.NaN);
    const at = FIELDS.indexOf(field);
    columns.forEach((column, row) => {
      const before = spread[column] ?? Number.NaN;
      const value = this.#number(row, at);
      spread[column] = Number.isNaN(before) ? value : this.#together(columns, column, at);
    });
    return spread;
  }

  #together(columns: readonly number[], column: number, at: number): number {
    const rows = columns.flatMap((other, row) => (other === column ? [row] : []));
    const seconds = (row: number) => this.#number(row, SECONDS);
    if (at === SECONDS) return rows.reduce((sum, row) => sum + seconds(row), 0);
    const known = rows.filter((row) => !Number.isNaN(this.#number(row, at)));
    const weight = known.reduce((sum, row) => sum + seconds(row), 0);
    return known.reduce((sum, row) => sum + this.#number(row, at) * seconds(row), 0) / weight;
  }

  #number(row: number, at: number): number {
    return this.#numbers[row * FIELDS.length + at] ?? Number.NaN;
  }
}
