import type { Starter } from '../launch/start/launcher.ts';
import type { Targets } from '../procfs/host/mounts/targets.ts';
import type { Clock } from '../system/clock.ts';
import type { PortRange } from '../wire/curve.ts';
import type { ConfigurationSeen } from './seen.ts';

/** What is asked of doctor. Times in seconds. */
export interface DoctorOptions {
  readonly clock: Clock;
  readonly env: NodeJS.ProcessEnv;
  readonly launcher: Starter | 'auto';
  /** Whether all nodes are looked at, or this host, with a trivial program on the others. */
  readonly scope: 'all nodes' | 'this host';
  readonly resultsDir: string;
  readonly journalDir: string | undefined;
  /** The option `--bcast`: a folder of the nodes for copies of the single executable; undefined without it. */
  readonly bcast: string | undefined;
  readonly ports: PortRange;
  readonly interface: string | undefined;
  readonly procfs: string;
  readonly sysfs: string;
  /** Names of the sources to read. */
  readonly sources: readonly string[];
  readonly targets: Targets;
  /** For nodes that do not answer. */
  readonly timeout: number;
  /** Arguments of `rankstat rank` as `run` would give them: for what its starter would run. */
  readonly rankArguments: readonly string[];
  readonly configuration: ConfigurationSeen | null;
  readonly commandProblem?: string | null | undefined;
  /** Ends it early; nothing is left. */
  readonly aborted?: AbortSignal | undefined;
}
