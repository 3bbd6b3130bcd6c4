import type { Broker } from '../launch/rendezvous/broker/broker.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import type { ProgressLine } from '../system/progress-line.ts';
import type { Heard } from './heard.ts';
import type { LauncherProcess } from './launcher-process.ts';

/** What the collectors of a job are seen through, and what is told of them. */
export interface CollectorsParts {
  readonly heard: Heard;
  /** Tells rank 0 something, now or as soon as it is there. */
  readonly broker: Pick<Broker, 'tellRank0' | 'close'>;
  readonly launcher: Pick<LauncherProcess, 'kill' | 'unref' | 'leave' | 'takeLastWords' | 'hasPassedOn'>;
  /** Whether the launcher is nothing but the collector of this host. */
  readonly isLocal: boolean;
  /** Whether it still passes signals on when the collectors of some nodes have ended. */
  readonly passesOn: 'always' | 'while all run';
  readonly stopTimeoutMs: number;
  readonly clock: Clock;
  readonly log: Log;
  /** Where progress is shown; what `log` says must clear it. */
  readonly line: ProgressLine;
  /** Whether this host sees a file. */
  readonly exists: (file: string) => Promise<boolean>;
  /** Removes a file, if it is there. Never rejects. */
  readonly remove: (file: string) => Promise<void>;
}

/** Says what the launcher has said last, which is why it failed. */
export function sayLastWords({ launcher, log }: Pick<CollectorsParts, 'launcher' | 'log'>): void {
  for (const line of launcher.takeLastWords()) log.warn(`  ${line}`);
}
