import type { Targets } from '../procfs/host/mounts/targets.ts';
import type { ChosenSources } from '../rank/required-sources.ts';
import type { Verbosity } from '../system/log.ts';
import type { PortRange } from '../wire/curve.ts';
import type { Schedule } from '../wire/records.ts';

/** What `rankstat rank` was told, checked. Times in seconds as given. */
export interface RankOptions extends ChosenSources {
  /** The storage under test; paths are absolute. */
  readonly targets: Targets;
  readonly interval: number;
  readonly maxSamples: number;
  readonly onFull: Schedule['on_full'];
  readonly skipTimeseries: boolean;
  /** Type of the benchmark, the first part of the file names. */
  readonly benchmark: string;
  readonly resultsDir: string;
  readonly journalDir?: string | undefined;
  readonly keepJournal: boolean;
  /** Whether the series file is compressed. */
  readonly gzip: boolean;
  /** What is made of the job at its end. */
  readonly output: 'json' | 'json,parquet';
  /** KiB that are kept while rank 0 cannot be reached. */
  readonly outboxKb: number;
  /** What was read is parsed and sent after so long at most. */
  readonly flush: number;
  readonly procfs: string;
  readonly sysfs: string;
  readonly rendezvous?: string | undefined;
  /** Interface, network or address that rank 0 publishes. */
  readonly interface?: string | undefined;
  readonly ports: PortRange;
  readonly readyTimeout: number;
  readonly stopTimeout: number;
  /** Seconds after which the job is over, for rank 0 and for a rank that does not hear it; undefined: not by itself. */
  readonly duration: number | undefined;
  readonly verbosity: Verbosity;
}
