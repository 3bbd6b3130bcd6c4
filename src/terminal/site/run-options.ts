import type { Options } from 'yargs';
import { LAUNCHERS } from '../../launch/start/starters.ts';
import { COLLECTING_OPTIONS } from '../collecting-options.ts';

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
