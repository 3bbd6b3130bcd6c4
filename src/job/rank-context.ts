import type { Identity } from '../launch/identity/identity.ts';
import type { Way } from '../launch/rendezvous/way.ts';
import type { Log } from '../system/log.ts';
import type { CollectingOptions } from '../terminal/options.ts';

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
