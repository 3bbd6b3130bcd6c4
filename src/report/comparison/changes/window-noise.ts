import type { Metric } from '../../../series/rates.ts';
import { spreadOf } from '../../data/statistics.ts';
import type { Time } from '../../findings/finding.ts';
import type { Observed } from '../../observed/observed.ts';

/** How far a host was from the median of all in a time, in the metric's own unit; NaN where it is not known. */
export function apartInTime(observed: Observed, metric: Metric, host: number, time: Time): number {
  const { pieces } = observed;
  const at = (ms: number) => (ms - pieces.start) / 1000 / pieces.seconds;
  const from = Math.max(0, Math.floor(at(time.start)));
  const to = Math.min(pieces.count, Math.max(from + 1, Math.ceil(at(time.end))));
  const medians = mediansOf(observed, metric);
  const apart = [...observed.inPieces(metric, host)].map(
    (value, piece) => value - (medians[piece] ?? Number.NaN),
  );
  return meanOf(apart.slice(from, to));
}

/**
 * How far any host came from the median of all for so long, against what that host was apart all the time: what happens in a run in
 * which nothing is wrong. NaN where nothing is known.
 * @param seconds how long
 * @param direction whether above the median or below it
 */
export function noiseOfWindows(
  observed: Observed,
  metric: Metric,
  { seconds, direction }: { readonly seconds: number; readonly direction: 'above' | 'below' },
): number {
  const { pieces, hosts } = observed;
  const medians = mediansOf(observed, metric);
  const width = Math.min(pieces.count, Math.max(1, Math.round(seconds / pieces.seconds)));
  let most = Number.NaN;
  for (let host = 0; host < hosts.length; host++) {
    const values = observed.inPieces(metric, host);
    const apart = [...values].map((value, piece) => value - (medians[piece] ?? Number.NaN));
    const usual = spreadOf(apart.filter((value) => !Number.isNaN(value)))?.median ?? Number.NaN;
    for (const mean of windowMeans(apart, width)) {
      const far = direction === 'above' ? mean - usual : usual - mean;
      if (!Number.isNaN(far) && !(far <= most)) most = far;
    }
  }
  return most;
}

function mediansOf({ pieces, hosts, inPieces }: Observed, metric: Metric): number[] {
  const rows = hosts.map((_, host) => inPieces(metric, host));
  return Array.from({ length: pieces.count }, (_, piece) => {
    const known = rows.map((row) => row[piece] ?? Number.NaN).filter((value) => !Number.isNaN(value));
    return spreadOf(known)?.median ?? Number.NaN;
  });
}

/** Means of so many neighbours, of those that are known. */
function windowMeans(values: readonly number[], width: number): number[] {
  let [sum, known] = [0, 0];
  const take = (value: number | undefined, sign: 1 | -1) => {
    if (value === undefined || Number.isNaN(value)) return;
    sum += sign * value;
    known += sign;
  };
  return values.flatMap((value, at) => {
    take(value, 1);
    if (at >= width) take(values[at - width], -1);
    return at < width - 1 || known === 0 ? [] : [sum / known];
  });
}

function meanOf(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.length === 0 ? Number.NaN : known.reduce((sum, value) => sum + value, 0) / known.length;
}
