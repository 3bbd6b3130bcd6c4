/** The kinds of files that are read: a tool can have several. */
export const FORMATS = [
  'dlio-summary',
  'dlio-epochs',
  'mlpstorage',
  'ior',
  'mdtest',
  'fio',
  'io500',
  'io500-summary',
] as const;
export type ResultFormat = (typeof FORMATS)[number];

/** The benchmarks that they are of. */
export const TOOLS = ['DLIO', 'mlpstorage', 'IOR', 'mdtest', 'fio', 'IO500'] as const;

/**
 * How an amount is known, the surest first: counted by the benchmark; worked out of numbers that it has printed rounded;
 * a bound from above, with nothing but 0 below; what it has set out to do, and may have done in part only.
 */
export const BASES = ['counted', 'rounded', 'at-most', 'planned'] as const;
export type Basis = (typeof BASES)[number];

/** So many bytes or operations, from `least` to `most`, both included. */
export interface Amount {
  readonly least: bigint;
  readonly most: bigint;
  readonly basis: Basis;
}

/** So many operations of a kind, such as `write` or `File creation`. */
export interface Operations extends Amount {
  readonly name: string;
}

/** A number as the benchmark has printed it; bandwidths among them. */
export interface Printed {
  readonly name: string;
  readonly text: string;
  /** What it is of in truth: DLIO's `MB_per_second` are MiB/s. */
  readonly unit: string;
}

/** What the benchmark says that it has moved. Absent is what it does not say. */
export interface Figures {
  readonly read?: Amount;
  readonly written?: Amount;
  readonly operations: readonly Operations[];
  readonly printed: readonly Printed[];
}

/** A part of what the benchmark did; times, ms since 1970 UTC, where it tells them. */
export interface ResultPhase extends Figures {
  readonly label: string;
  readonly start?: number;
  readonly end?: number;
}

/** What a benchmark says of itself. All texts are fit to be shown: without control characters, and of bounded length. */
export interface BenchmarkResult extends Figures {
  readonly format: ResultFormat;
  readonly tool: (typeof TOOLS)[number];
  readonly version?: string;
  /** When it says that it began and ended, ms since 1970 UTC. */
  readonly start?: number;
  readonly end?: number;
  /** In the order of the file. */
  readonly phases: readonly ResultPhase[];
  /** What it says against its own figures, such as that a run is invalid. */
  readonly remarks: readonly string[];
}

/** What a file does not tell of itself. */
export interface ReadOptions {
  /** Local time less UTC, of the host that has written it: most formats have local times without a zone. */
  readonly utcOffsetMinutes: number;
}

/** A file that is no benchmark's result that can be read; the message says what is wrong, in one line. */
export class NotAResult extends Error {}
