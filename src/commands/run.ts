import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { runBenchmark } from '../run/run-benchmark.ts';
import { LAUNCHERS } from '../run/run-options.ts';
import { EXIT, UserError } from '../system/exit.ts';
import { collectingOptionsOf, withCollectingOptions } from '../terminal/collecting-options.ts';

/** `rankstat run`: the whole job around a benchmark. */
export const runCommand: CommandModule = {
  command: 'run',
  describe: 'Start the collectors, run the benchmark, stop, merge and summarize',
  builder: (yargs: Argv) =>
    withCollectingOptions(yargs)
      .usage('Usage: $0 run [options] -- COMMAND [ARGUMENT…]')
      .option('launcher', {
        choices: LAUNCHERS,
        default: 'auto' as const,
        describe: 'What starts the collectors; auto takes what this allocation has, else this host alone',
      })
      .option('strict', {
        type: 'boolean',
        default: false,
        describe: 'Exit with 75 if the benchmark went well but a host is missing or incomplete',
      })
      .example('$0 run -- srun ./benchmark', 'in a Slurm batch script')
      .example('$0 run --interval 1 --results-dir out -- mpirun ./benchmark', 'around mpirun, every second')
      .example('$0 run -- fio job.fio', 'on this host alone')
      .epilogue('The exit code is that of COMMAND. A collector that cannot start is a warning, no more.'),
  handler: async (argv: ArgumentsCamelCase) => {
    const command = (Array.isArray(argv['--']) ? argv['--'] : []).map(String);
    if (command.length === 0 || command[0] === '') {
      throw new UserError(EXIT.usage, 'no command to run: rankstat run [options] -- COMMAND [ARGUMENT…]');
    }
    if (argv.rendezvous !== undefined) {
      const why = 'run tells its collectors where rank 0 is; --rendezvous is for ranks that you start';
      throw new UserError(EXIT.usage, why);
    }
    const launcher = LAUNCHERS.find((name) => name === argv.launcher) ?? 'auto';
    const options = { ...collectingOptionsOf(argv), launcher, strict: argv.strict === true };
    process.exitCode = await runBenchmark(options, command);
    process.exit();
  },
};
