import type { Metric } from '../../../series/rates.ts';
import type { Cause, Chart } from '../../findings/finding.ts';

/**
 * What a change is of: how long it took; a problem that only the second run has, or only the first had; a host that changed
 * otherwise than the others; all hosts; how much was moved.
 */
export type ChangeKind = 'duration' | 'problem' | 'gone' | 'host' | 'all hosts' | 'amount';

/** Something that is another in the second of two runs, in one sentence. */
export interface Change {
  readonly kind: ChangeKind;
  /** Of a problem. */
  readonly cause: Cause | null;
  /** Whom it is of, the worst first; none if it is of all or of the run. */
  readonly hosts: readonly string[];
  /** Label of the phase; null for the run as a whole. */
  readonly phase: string | null;
  /** One or two sentences with a full stop; names are in it as they are. */
  readonly text: string;
  /** What argues for it, a line each. */
  readonly evidence: readonly string[];
  /** Where it can be seen: times are those of the second run, of what is gone those of the first. */
  readonly chart: Chart | null;
  /** Of the worst host, or the median of all, in the chart's unit; of a duration seconds, of an amount MB. Null where it is no number. */
  readonly before: number | null;
  readonly after: number | null;
  /** Medians of the other hosts. */
  readonly othersBefore: number | null;
  readonly othersAfter: number | null;
}

/** What can be said of two runs beside each other. */
export interface ComparisonFindings {
  /** One to three sentences, what matters most first; where nothing has changed it says so. */
  readonly verdict: readonly string[];
  /** Which change a sentence of the verdict is of, in their order; null for one that is of none. */
  readonly verdictOf: readonly (Change | null)[];
  /** The worst first. */
  readonly findings: readonly Change[];
}

/** A change of which nothing is known but what is given. */
export function changeWith(
  given: Pick<Change, 'kind' | 'text'> & Partial<Omit<Change, 'kind' | 'text'>>,
): Change {
  const nothing = { before: null, after: null, othersBefore: null, othersAfter: null };
  return { cause: null, hosts: [], phase: null, evidence: [], chart: null, ...nothing, ...given };
}

/** A chart of a metric. */
export function chartOfMetric(metric: Metric, hosts: readonly string[], time: Chart['time']): Chart {
  return { metric, hosts, time };
}
