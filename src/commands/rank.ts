import path from 'node:path';
import * as v from 'valibot';
import type { ArgumentsCamelCase, Argv, CommandModule, Options } from 'yargs';
import { checked, seconds } from '../terminal/checked.ts';
import {
  COLLECTING_OPTIONS,
  collectingOptionsOf,
  withCollectingOptions,
} from '../terminal/collecting-options.ts';

const ownOptions = {
  duration: { type: 'number', describe: 'Stop by itself after so many seconds' },
} satisfies Record<string, Options>;
/** All options of `rankstat rank`. */
export const RANK_OPTIONS: Readonly<Record<string, Options>> = { ...COLLECTING_OPTIONS, ...ownOptions };

const durationSchema = v.object({ duration: v.optional(seconds(0.001, 366 * 86_400)) });

/** `rankstat rank`: the collector; one per node, started by mpirun or srun. */
export const rankCommand: CommandModule = {
  command: 'rank',
  describe: 'Collect on this node; one per node, started by mpirun or srun (see scripts/mpirun)',
  builder: (yargs: Argv) =>
    withCollectingOptions(yargs)
      .options(ownOptions)
      .example('scripts/mpirun/srun --interval 5 &', 'inside an allocation: start one per node, then')
      .example('$0 stop', 'after the benchmark')
      .epilogue('It stops at rankstat stop, at SIGUSR1, SIGTERM or SIGINT, or after --duration.'),
  handler: async (argv: ArgumentsCamelCase) => {
    const { duration } = checked(durationSchema, argv);
    const options = collectingOptionsOf(argv);
    // What is told of files is read in other directories.
    const resultsDir = path.resolve(options.resultsDir);
    const journalDir = options.journalDir && path.resolve(options.journalDir);
    const { isGuess } = options.targets;
    const targets = { paths: options.targets.paths.map((one) => path.resolve(one)), isGuess };
    const { rankProcess } = await import('../job/rank-process.ts');
    process.exitCode = await rankProcess({ ...options, targets, resultsDir, journalDir, duration });
  },
};
