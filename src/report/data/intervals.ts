import { type Rates, ratesBetween } from '../../series/rates.ts';
import type { Sample, SeriesHeader } from '../../series/schema.ts';

/** What a host did between two samples. */
export interface Interval {
  readonly before: Sample;
  readonly after: Sample;
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
  readonly #leastSeconds: number;
  #last: { readonly host: string; readonly sample: Sample } | undefined;

  constructor(header: SeriesHeader) {
    this.#header = header;
    this.#leastSeconds = leastSeconds(header.collection_interval_seconds);
  }

  /** The interval that ends with this sample; undefined for the first one of a host, and for one that comes too soon. */
  next(host: string, sample: Sample): Interval | undefined {
    const last = this.#last;
    if (last?.host !== host) {
      this.#last = { host, sample };
      return undefined;
    }
    const seconds = this.#secondsBetween(last.sample, sample);
    if (seconds >= 0 && seconds < this.#leastSeconds) return undefined;
    this.#last = { host, sample };
    if (seconds < 0) return undefined; // Somebody has set the clock: how long it was is not known.
    const info = this.#header.host_info[host];
    return { before: last.sample, after: sample, rates: ratesBetween(last.sample, sample, info, seconds) };
  }

  /** By their ticks, which are on the monotonic clock; a sample that is at none has only the wall clock. */
  #secondsBetween(before: Sample, after: Sample): number {
    if (before.tick !== null && after.tick !== null) {
      const late = (after.late_ms ?? 0) - (before.late_ms ?? 0);
      return (after.tick - before.tick) * this.#header.collection_interval_seconds + late / 1000;
    }
    return (Date.parse(after.timestamp) - Date.parse(before.timestamp)) / 1000;
  }
}
