import { type Rates, ratesBetween } from '../../series/rates.ts';
import { SampleTimes } from '../../series/sample-times.ts';
import type { Sample, SeriesHeader } from '../../series/schema.ts';

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

/** A sample and when it was read. */
interface Moment {
  readonly sample: Sample;
  readonly time: number;
}

/** Makes intervals of the samples of a series file, which come host by host, in order of time. */
export class Intervals {
  readonly #header: SeriesHeader;
  readonly #intervalMs: number;
  readonly #leastSeconds: number;
  #host = '';
  #times: SampleTimes | undefined;
  /** Where the next interval begins. */
  #last: Moment | undefined;
  /** The interval that ends there; not yet given, as the last of a host takes in what comes too soon behind it. */
  #pending: readonly [before: Moment, after: Moment] | undefined;
  /** What came too soon since. */
  #tooSoon: Moment | undefined;

  constructor(header: SeriesHeader) {
    this.#header = header;
    this.#intervalMs = header.collection_interval_seconds * 1000;
    this.#leastSeconds = leastSeconds(header.collection_interval_seconds);
  }

  /** The interval, if any, of which it is known with this sample where it ends: at one before it. */
  next(host: string, sample: Sample): Interval | undefined {
    if (this.#times === undefined || host !== this.#host) {
      const done = this.end();
      this.#host = host;
      this.#times = new SampleTimes(this.#intervalMs);
      this.#last = { sample, time: this.#times.next(sample) };
      return done;
    }
    const last = this.#last;
    const moment = { sample, time: this.#times.next(sample) };
    const seconds = last === undefined ? 0 : (moment.time - last.time) / 1000;
    if (seconds >= 0 && seconds < this.#leastSeconds) {
      this.#tooSoon = moment;
      return undefined;
    }
    const done = this.#made(this.#pending);
    // Somebody has set the clock where there is no tick: how long it was is not known.
    this.#pending = last === undefined || seconds < 0 ? undefined : [last, moment];
    this.#last = moment;
    this.#tooSoon = undefined;
    return done;
  }

  /** The last interval of the last host, if there is any. */
  end(): Interval | undefined {
    const [before, after] = this.#pending ?? [];
    const last = before && after && ([before, this.#tooSoon ?? after] as const);
    this.#pending = undefined;
    this.#tooSoon = undefined;
    return this.#made(last);
  }

  #made(moments: readonly [before: Moment, after: Moment] | undefined): Interval | undefined {
    if (moments === undefined) return undefined;
    const [before, after] = moments;
    const info = this.#header.host_info[this.#host];
    const offset = this.#header.host_status[this.#host]?.clock_offset_ms ?? 0;
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

/** All intervals of samples, in their order; calls `onSample` with each sample before the interval that it ends is given. */
export async function* intervalsOf(
  header: SeriesHeader,
  samples: AsyncIterable<{ readonly host: string; readonly sample: Sample }>,
  onSample: (host: string, sample: Sample) => void = () => {},
): AsyncGenerator<Interval> {
  const intervals = new Intervals(header);
  for await (const { host, sample } of samples) {
    onSample(host, sample);
    const interval = intervals.next(host, sample);
    if (interval !== undefined) yield interval;
  }
  const last = intervals.end();
  if (last !== undefined) yield last;
}
