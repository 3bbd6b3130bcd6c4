import * as v from 'valibot';
import type { Argv, Options } from 'yargs';
import type { Verbosity } from '../system/log.ts';
import { checked, directory } from './checked.ts';
import { verbosityEntries, verbosityOf, verbosityOptions } from './verbosity.ts';

/** Groups of the help text. */
export const COLLECTING = 'Collecting:';
export const FINDING = 'Finding rank 0:';

/** How rank 0 is found; of every command that talks to other processes. */
export const findingOptions = {
  'results-dir': {
    type: 'string',
    default: '.',
    group: COLLECTING,
    describe: 'Directory of the series file and the journal; shared between nodes where that is possible',
  },
  rendezvous: {
    type: 'string',
    group: FINDING,
    describe: 'tcp://HOST:PORT of a broker, file:PATH, or pmi; RANKSTAT_RENDEZVOUS does the same',
  },
} satisfies Record<string, Options>;

const findingSchema = v.object({
  resultsDir: directory,
  rendezvous: v.optional(v.string()),
  ...verbosityEntries,
});

/** The options of a command that talks to a running job, checked. */
export interface FindingOptions extends v.InferOutput<typeof findingSchema> {
  readonly verbosity: Verbosity;
}

/** Adds the options of commands that talk to a running job. */
export function withFindingOptions<T>(yargs: Argv<T>) {
  return yargs.options(findingOptions).options(verbosityOptions);
}

/** @throws UserError that names the option and what it takes */
export function findingOptionsOf(argv: unknown): FindingOptions {
  const options = checked(findingSchema, argv);
  return { ...options, verbosity: verbosityOf(options) };
}
