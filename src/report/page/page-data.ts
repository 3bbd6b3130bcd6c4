import type { Metric } from '../../series/rates.ts';
import type { Benchmark, Overhead, SeriesHeader } from '../../series/schema.ts';
import type { Comparison } from '../comparison/comparison.ts';
import type { HostCoverage } from '../data/coverage.ts';
import type { Oddity } from '../data/oddities.ts';
import type { Spacing } from '../data/spacing.ts';
import type { PhaseFigures } from '../figures/phase-figures.ts';
import type { Difference } from '../findings/differences.ts';
import type { Findings } from '../findings/finding.ts';
import type { Limit } from '../findings/limits.ts';
import type { SideBySide } from '../findings/side-by-side.ts';
import type { Straggler } from '../findings/stragglers.ts';
import type { MetricView } from '../metrics/metrics.ts';
import type { PhaseRow } from '../phases/phase-table.ts';
import type { Phase, Window } from '../phases/phases.ts';

/** All that a report's page shows: JSON in the page. Times are ms since 1970, rank 0's clock. */
export interface PageData {
  readonly version: string;
  readonly metrics: readonly MetricView[];
  readonly runs: readonly PageRun[];
  /** Of each run after the first with the first, if they are compared. */
  readonly comparisons: readonly Comparison[];
}

/** All of a run but its charts. */
export type PageFacts = Omit<PageRun, 'charts'>;

export interface PageRun {
  readonly name: string;
  readonly benchmark: Benchmark;
  readonly method: SeriesHeader['collection_method'];
  readonly start: number;
  readonly end: number;
  /** Local time less UTC on rank 0's host; null if the file does not say. */
  readonly utcOffsetMinutes: number | null;
  readonly interval_seconds: number;
  /** Between samples that are in the file: more than the interval if they were thinned out. */
  readonly spacing: Spacing;
  /** What means over the whole run, and shares of the time, are over. */
  readonly window: Window['name'];
  readonly samples: number;
  readonly hosts: readonly PageHost[];
  readonly phases: readonly Phase[];
  /** The file that they are from; null if they are those of its marks. */
  readonly phasesFrom: string | null;
  readonly phaseTable: readonly PhaseRow[];
  readonly limits: readonly Limit[];
  readonly findings: Findings;
  readonly strip: Strip;
  /** Mounts of the hosts that nobody sees: what went through them is in no number. Null if the file does not tell of mounts. */
  readonly unseen: readonly string[] | null;
  /** What the benchmark says of itself beside what the hosts saw: of the whole run first, then of its phases. */
  readonly figures: readonly PhaseFigures[];
  /** Over all hosts and all samples, what is known of them. */
  readonly totals: readonly PageTotal[];
  /** Sentences on what came from storage, what from memory, and what the benchmark says of that. */
  readonly storage: readonly string[];
  readonly stragglers: readonly Straggler[];
  /** Of two or three hosts, of which nobody can say which is a straggler. */
  readonly sideBySide: readonly SideBySide[];
  /** Those that are elsewhere, and of how many hosts. */
  readonly remoteDisks: readonly string[];
  readonly differences: readonly Difference[];
  readonly oddities: readonly Oddity[];
  readonly charts: ChartData;
}

/** The whole run in one picture: what the storage under test carried. */
export interface Strip {
  /** What counts it: `disks`, `NFS`; empty if nobody sees what goes to the storage under test. */
  readonly storage: string;
  /** Where the storage under test is, as far as somebody has named it; and what of it nobody sees. */
  readonly mounts: readonly string[];
  readonly blind: readonly string[];
  /** Charts that show it; null if nobody sees it. */
  readonly readMetric: Metric | null;
  readonly writtenMetric: Metric | null;
  /** The run as a whole if it has no phases. */
  readonly phases: readonly StripPhase[];
  readonly curve: Curve;
}

export interface StripPhase extends Phase {
  /** MB/s of all hosts of which it is known, and how many these are; null if of none. */
  readonly read: { readonly all: number; readonly hosts: number } | null;
  readonly written: { readonly all: number; readonly hosts: number } | null;
}

/** MB/s of a host over time, the mean of those that are known: one number for each of equal pieces. */
export interface Curve {
  /** When the first piece begins. */
  readonly start: number;
  /** How long each is. */
  readonly seconds: number;
  readonly read: readonly (number | null)[];
  readonly written: readonly (number | null)[];
}

/** An amount, and of how many hosts it is known: of others it is not in it. */
export interface PageTotal {
  readonly what: string;
  readonly gigabytes: number;
  readonly hosts: number;
}

export interface PageHost {
  readonly name: string;
  readonly status: HostCoverage['status'];
  readonly reason: string | null;
  readonly rank: number | null;
  readonly samples: number;
  /** Null where the file has nothing of it, as `status` is `unknown` then. */
  readonly ticks_expected: number | null;
  readonly ticks_missed: number | null;
  /** Null for a host without samples. */
  readonly first: number | null;
  readonly last: number | null;
  readonly gaps: readonly { readonly from: number; readonly to: number; readonly reason: string }[];
  readonly late_p99_ms: number | null;
  readonly clock_offset_ms: number | null;
  readonly clock_error_ms: number | null;
  readonly overhead: Overhead | null;
}

/**
 * The numbers of charts: little-endian 32-bit floats, in the unit in which they are shown, NaN where nothing is known;
 * compressed with gzip, as base64. One after the other, for each metric of `metrics`: least, median and greatest over
 * hosts, `times.length` numbers each; then for each host `buckets` numbers, or with `columnsPerBucket` beyond 1 its
 * least and its greatest in each bucket, `buckets` numbers each.
 */
export interface ChartData {
  readonly times: readonly number[];
  readonly metrics: readonly Metric[];
  readonly buckets: number;
  readonly columnsPerBucket: number;
  /** Columns of the series file that one of `times` stands for. */
  readonly samplesPerTime: number;
  readonly packed: string;
}
