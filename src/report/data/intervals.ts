import { offsetAtStart } from '../../series/clock-offsets.ts';
import { type Rates, ratesBetween } from '../../series/rates.ts';
import { SampleTimes } from '../../series/sample-times.ts';
import type { Sample, SeriesHeader } from '../../series/schema.ts';
import { Bridges, type TimedSample } from './bridges.ts';

/** What a host did between two samples. */
export interface Interval {
  readonly host: string;
  readonly before: Sample;
  readonly after: Sample;
  /** When the two were read, ms since 1970, by rank 0's clock. */
  readonly start: number;
  readonly end: number;
  readonly rates: Rates;
}

/**
 * Samples closer than this, such as the baseline and tick 0, are taken together with what follows: CPU time is
 * counted in ticks of 10 ms, so a rate over less is mostly rounding.
 */
const LEAST_SECONDS = 0.1;

/** What an interval takes at least, seconds, of samples so many seconds apart. */
export function leastSeconds(intervalSeconds: number): number {
  return Math.min(LEAST_SECONDS, intervalSeconds / 4);
}

/** Makes intervals of the samples of a series file, which come host by host, in order of time. */
export class Intervals {
  readonly #header: SeriesHeader;
  readonly #intervalMs: number;
  readonly #leastSeconds: number;
  #host = '';
  #times: SampleTimes | undefined;
  /** Where the next interval begins. */
  #last: TimedSample | undefined;
  /** The interval that ends there; not yet given, as the last of a host takes in what comes too soon behind it. */
  #pending: readonly [before: TimedSample, after: TimedSample] | undefined;
  /** What came too soon since. */
  #tooSoon: TimedSample | undefined;
  readonly #bridges = new Bridges();

  constructor(header: SeriesHeader) {
    this.#header = header;
    this.#intervalMs = header.collection_interval_seconds * 1000;
    this.#leastSeconds = leastSeconds(header.collection_interval_seconds);
  }

  /** The intervals of which it is known with this sample where they end: at the one before it. None or one, seldom more. */
  next(host: string, sample: Sample): Interval[] {
    if (this.#times === undefined || host !== this.#host) {
      const done = this.end();
      this.#host = host;
      this.#times = new SampleTimes(this.#intervalMs);
      this.#last = { sample, time: this.#times.next(sample) };
      this.#bridges.clear();
      return done;
    }
    const last = this.#last;
    const moment = { sample, time: this.#times.next(sample) };
    const seconds = last === undefined ? 0 : (moment.time - last.time) / 1000;
    if (seconds >= 0 && seconds < this.#leastSeconds) {
      this.#tooSoon = moment;
      return [];
    }
    const done = this.#made(this.#pending);
    // Somebody has set the clock where there is no tick: how long it was is not known.
    if (seconds < 0) this.#bridges.clear();
    this.#pending = last === undefined || seconds < 0 ? undefined : [last, moment];
    this.#last = moment;
    this.#tooSoon = undefined;
    return done;
  }

  /** The last intervals of the last host, if there are any. */
  end(): Interval[] {
    const [before, after] = this.#pending ?? [];
    const last = before && after && ([before, this.#tooSoon ?? after] as const);
    this.#pending = undefined;
    this.#tooSoon = undefined;
    return this.#made(last);
  }

  #made(moments: readonly [before: TimedSample, after: TimedSample] | undefined): Interval[] {
    if (moments === undefined) return [];
    const [before, after] = moments;
    const bridges = this.#bridges.over(before, after).map(({ from, to }) => this.#interval(from, to));
    return [...bridges, this.#interval(before, after)];
  }

  #interval(before: TimedSample, after: TimedSample): Interval {
    const info = this.#header.host_info[this.#host];
    const offset = offsetAtStart(this.#header, this.#host);
    const seconds = (after.time - before.time) / 1000;
    return {
      host: this.#host,
      before: before.sample,
      after: after.sample,
      start: before.time - offset,
      end: after.time - offset,
      rates: ratesBetween(before.sample, after.sample, info, seconds),
    };
  }
}

/** All intervals of samples, in the order of their ends; calls `onSample` with each sample before the interval that it ends. */
export async function* intervalsOf(
  header: SeriesHeader,
  samples: AsyncIterable<{ readonly host: string; readonly sample: Sample }>,
  onSample: (host: string, sample: Sample) => void = () => {},
): AsyncGenerator<Interval> {
  const intervals = new Intervals(header);
  for await (const { host, sample } of samples) {
    onSample(host, sample);
    yield* intervals.next(host, sample);
  }
  yield* intervals.end();
}
