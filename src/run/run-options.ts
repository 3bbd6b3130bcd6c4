import { STARTERS } from '../launch/start/starters.ts';
import type { CollectingOptions } from '../terminal/collecting-options.ts';

/** What can start the collectors, as `--launcher` takes it. */
export const LAUNCHERS = ['auto', ...STARTERS.map(({ name }) => name), 'local'] as const;

/** The options of `rankstat run`, checked. */
export interface RunOptions extends CollectingOptions {
  readonly launcher: (typeof LAUNCHERS)[number];
  readonly strict: boolean;
}
