import type { Metric } from '../../series/rates.ts';
import type { SeriesHeader } from '../../series/schema.ts';
import type { HostCoverage } from '../data/coverage.ts';
import type { Phase } from '../phases/phases.ts';

/** Equal pieces of the time of a run, on rank 0's clock. */
export interface Pieces {
  /** When the first begins, ms since 1970. */
  readonly start: number;
  readonly seconds: number;
  readonly count: number;
}

/** Something of a host that there can be several of: a mount, a disk, an interface. */
export interface Thing {
  readonly kind: 'mount' | 'disk' | 'interface';
  readonly name: string;
  /**
   * By phase, the whole run first; NaN where nothing is known. Of a mount the mean time of a data operation, ms; of a disk
   * that of a request, ms; of an interface the share of its speed that the busier direction used, percent.
   */
  readonly means: Float64Array;
  /** By phase: what the mean is of: operations, requests; MB that went through an interface. */
  readonly amounts: Float64Array;
}

/** What rules look at: means of each host, by phase and in pieces of time. */
export interface Observed {
  readonly header: SeriesHeader;
  /** All that were expected or seen, in the order of the file. */
  readonly hosts: readonly string[];
  readonly coverage: readonly HostCoverage[];
  /** The whole run, as means are over it, then its phases. */
  readonly phases: readonly Phase[];
  /** By host: the mean of a metric over a phase, in its own unit (that of `Rates`); NaN where it is not known. */
  readonly means: (metric: Metric, phase: number) => Float64Array;
  readonly pieces: Pieces;
  /** When tick 0 was, ms since 1970, rank 0's clock; of a run without ticks its start. */
  readonly tickZero: number;
  /** Of one host: the mean of a metric in each piece, in its own unit; NaN where it is not known. */
  readonly inPieces: (metric: Metric, host: number) => Float32Array;
  /** By host. */
  readonly things: readonly (readonly Thing[])[];
}
