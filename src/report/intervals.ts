import { type Rates, ratesBetween } from '../series/rates.ts';
import type { Series } from '../series/reader.ts';
import type { Sample } from '../series/schema.ts';

/** What a host did between two samples that follow each other. */
export interface Interval {
  readonly host: string;
  /** The sample at its end. */
  readonly sample: Sample;
  readonly rates: Rates;
}

/**
 * Samples closer than this, such as the baseline and tick 0, are taken together with what follows: CPU time is
 * counted in ticks of 10 ms, so a rate over less is mostly rounding.
 */
const LEAST_SECONDS = 0.1;

/**
 * The intervals of a series file, host by host, in order of time.
 * @throws Error as the reader does
 */
export async function* intervalsOf({ header, samples }: Series): AsyncGenerator<Interval> {
  const leastSeconds = Math.min(LEAST_SECONDS, header.collection_interval_seconds / 4);
  let last: { host: string; sample: Sample } | undefined;
  for await (const { host, sample } of samples) {
    if (last?.host === host) {
      const rates = ratesBetween(last.sample, sample, header.host_info[host]);
      if (rates.seconds >= 0 && rates.seconds < leastSeconds) continue;
      yield { host, sample, rates };
    }
    last = { host, sample };
  }
}
