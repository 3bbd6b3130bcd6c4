import * as v from 'valibot';
import type { Options } from 'yargs';
import type { Verbosity } from '../system/log.ts';
import { flag } from './checked.ts';

/** How much is said, of every command that says anything. */
export const verbosityOptions = {
  verbose: { type: 'boolean', conflicts: 'quiet', describe: 'Say why it does what it does' },
  quiet: { type: 'boolean', describe: 'Say nothing but errors' },
} satisfies Record<string, Options>;

/** What these give. */
export const verbosityEntries = {
  verbose: v.optional(flag, false),
  quiet: v.optional(flag, false),
};

/** Which of the levels was asked for. */
export function verbosityOf({ verbose, quiet }: { verbose: boolean; quiet: boolean }): Verbosity {
  if (quiet) return 'quiet';
  return verbose ? 'verbose' : 'normal';
}
