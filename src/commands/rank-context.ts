import type { Identity } from '../launch/identity.ts';
import type { Way } from '../launch/way.ts';
import type { Log } from './log.ts';
import type { CollectingOptions } from './options.ts';

/** The options of `rankstat rank`, checked. */
export interface RankOptions extends CollectingOptions {
  /** Seconds after which rank 0 stops the job; undefined: not by itself. */
  readonly duration: number | undefined;
}

/** What a rank's process has found out before it begins. */
export interface RankContext {
  readonly options: RankOptions;
  readonly identity: Identity;
  readonly way: Way;
  readonly log: Log;
}
