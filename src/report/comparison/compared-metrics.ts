import type { Metric } from '../../series/rates.ts';
import { robustSpread, type Spread, spreadOf } from '../data/statistics.ts';
import { isUntold, METRICS } from '../metrics/metrics.ts';
import type { PairedPhase } from './paired-phases.ts';
import { moreBy } from './text/words.ts';

/** A metric in both runs, over hosts, in the unit in which it is shown. */
export interface ComparedMetric {
  readonly metric: Metric;
  /** Null in a run none of whose hosts has what the metric is of, as NFS. */
  readonly before: Spread | null;
  readonly after: Spread | null;
  /** Of the median: what it is now is so many percent more than before; null if it was next to nothing, or is of one run only. */
  readonly changePercent: number | null;
  /** Whether the medians differ by more than hosts do anyway, and by more than anybody would call the same. */
  readonly isBeyondSpread: boolean;
}

/** Of what is negligible between hosts, this part is nothing that percent could be told of. */
const NOTHING = 0.01;
/** Medians that differ by less than this part of the greater are called the same: no two runs are alike. */
const SAME_SHARE = 0.1;
/** So many robust standard deviations are within what hosts differ by anyway. */
const WITHIN = 2;

/** All metrics that either run has, in a phase. */
export function comparedMetrics({ before: one, after: other }: PairedPhase): ComparedMetric[] {
  return METRICS.flatMap((shown): ComparedMetric[] => {
    const { name, negligible, presence } = shown;
    const [was, is] = [one, other].map((side) => side.hosts(name).map(({ value }) => value));
    const before = spreadOf(was ?? []);
    const after = spreadOf(is ?? []);
    if (isUntold(shown, [before, after])) return [];
    if (before === null || after === null) {
      const isOfOne = presence !== 'everywhere' && before !== after;
      return isOfOne ? [{ metric: name, before, after, changePercent: null, isBeyondSpread: false }] : [];
    }
    const apart = Math.abs(after.median - before.median);
    const anyway = WITHIN * Math.max(robustSpread(was ?? []), robustSpread(is ?? []));
    const same = SAME_SHARE * Math.max(Math.abs(before.median), Math.abs(after.median));
    const isNothing = Math.abs(before.median) < negligible * NOTHING;
    return [
      {
        ...{ metric: name, before, after },
        changePercent: isNothing ? null : moreBy(before.median, after.median),
        isBeyondSpread: apart > Math.max(anyway, same) && apart >= negligible,
      },
    ];
  });
}
