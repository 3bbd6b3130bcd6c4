import { Intervals } from '../report/data/intervals.ts';
import { UnknownNetwork } from '../report/data/unknown-network.ts';
import { isRatedMember } from '../series/rated.ts';
import type { Metric, Rates } from '../series/rates.ts';
import { readSeries } from '../series/reader.ts';
import type { Series } from '../series/reading/series.ts';

/** What a host did between two of its samples. */
export interface HostRates extends Rates {
  readonly host: string;
  /** When the two samples were read, ms since 1970, by rank 0's clock. */
  readonly start: number;
  readonly end: number;
  /** The tick of the later one; null if it is a baseline or a final sample. */
  readonly tick: number | null;
}

/**
 * What each host did from sample to sample, as reports have it: host by host, in the order of the file. One host's are in
 * memory at a time.
 * @param of a series file that is being read, whose samples are taken; or the path of one, of which only that is read of
 *   which rates are made, twice as fast
 * @throws Error as `readSeries`; TypeError for what is neither
 */
export async function* ratesOf(of: string | Pick<Series, 'header' | 'samples'>): AsyncGenerator<HostRates> {
  if (typeof of !== 'string' && !isBeingRead(of)) {
    throw new TypeError('rates takes the path of a series file, as text, or what readSeries gives');
  }
  const { header, samples } = typeof of === 'string' ? await readSeries(of, { isWanted: isRatedMember }) : of;
  const intervals = new Intervals(header);
  const unknown = new UnknownNetwork(header);
  let rows: HostRates[] = [];
  const take = (found: ReturnType<Intervals['next']>) => {
    for (const interval of found) {
      const { host, start, end, after, rates } = interval;
      unknown.see(host, interval);
      rows.push({ host, start, end, tick: after.tick, ...rates });
    }
  };
  let last: string | undefined;
  for await (const { host, sample } of samples) {
    if (host !== last && last !== undefined) {
      take(intervals.end());
      yield* known(rows, unknown);
      rows = [];
    }
    last = host;
    take(intervals.next(host, sample));
  }
  take(intervals.end());
  yield* known(rows, unknown);
}

/** Of a program without types: what it passes can be anything. */
function isBeingRead(of: unknown): boolean {
  return typeof of === 'object' && of !== null && 'header' in of && 'samples' in of;
}

/** Rates of one host without those that are not known, which shows at its end only. */
function known(rows: readonly HostRates[], unknown: UnknownNetwork): readonly HostRates[] {
  const [first] = rows;
  if (first === undefined) return rows;
  const hidden = Object.keys(first)
    .filter(isMetric)
    .filter((metric) => unknown.hides(first.host, metric));
  if (hidden.length === 0) return rows;
  const nothing = Object.fromEntries(hidden.map((metric) => [metric, null]));
  return rows.map((row) => ({ ...row, ...nothing }));
}

const NO_METRIC: ReadonlySet<string> = new Set(['host', 'start', 'end', 'tick', 'seconds']);

function isMetric(key: string): key is Metric {
  return !NO_METRIC.has(key);
}
