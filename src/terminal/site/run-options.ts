import type { Options } from 'yargs';
import { LAUNCHERS } from '../../launch/start/starters.ts';
import { EXIT, UserError } from '../../system/exit.ts';
import { checked } from '../checked.ts';
import { COLLECTING_OPTIONS, collectingOptionsOf } from '../collecting-options.ts';
import { camelCase } from '../usage/command-line.ts';
import { bcastSchema } from './bcast-option.ts';

/** Options of `rankstat run` that no other command has. */
export const runOnlyOptions = {
  launcher: {
    choices: LAUNCHERS,
    default: 'auto' as const,
    describe: 'What starts the collectors; auto takes what this allocation has, else this host alone',
  },
  bcast: {
    type: 'string',
    describe:
      'Start the collectors from copies of the single executable, put into this folder of each node of a Slurm job (/tmp if none is named) and removed again; see docs/single-file.md',
  },
  strict: {
    type: 'boolean',
    default: false,
    describe:
      'Exit with 75 if the benchmark went well but a host, or a source that has to come, is incomplete',
  },
  check: {
    type: 'boolean',
    default: false,
    describe: 'Say whether this run would work, on all its hosts, and start nothing; see rankstat doctor',
  },
  result: {
    type: 'string',
    array: true,
    // One each time: what stands behind it is another argument.
    nargs: 1,
    describe:
      'What the benchmark says of itself, for the summary at the end: a file that it writes, or auto for what is new here and in its results directory; again for more; see summary --help',
  },
  report: {
    type: 'boolean',
    default: false,
    describe: 'Make the page of rankstat report, too, beside the series file, where this host sees it',
  },
  mlpstorage: {
    type: 'string',
    nargs: 1,
    describe:
      "Results directory of mlpstorage: at the end the series file goes into the directory of the run that it has made there, under the name of mlpstorage's own time series",
  },
} satisfies Record<string, Options>;

/** All options of `rankstat run`. */
export const RUN_OPTIONS: Readonly<Record<string, Options>> = { ...COLLECTING_OPTIONS, ...runOnlyOptions };

/** What options of `rankstat run` that are not given have, as in a parsed command line. */
export const RUN_DEFAULTS: Readonly<Record<string, unknown>> = Object.fromEntries(
  Object.entries(RUN_OPTIONS).flatMap(([name, option]) =>
    option.default === undefined ? [] : [[camelCase(name), option.default]],
  ),
);

/** @throws UserError that names the option and what it takes */
export function checkRunOptions(argv: Readonly<Record<string, unknown>>): void {
  collectingOptionsOf(argv);
  checked(bcastSchema, argv);
}

/** @throws UserError if `run` is told where rank 0 is */
export function demandNoRendezvous({ rendezvous }: Readonly<Record<string, unknown>>): void {
  if (rendezvous === undefined) return;
  const why = 'run tells its collectors where rank 0 is; --rendezvous is for ranks that you start';
  throw new UserError(EXIT.usage, why);
}
