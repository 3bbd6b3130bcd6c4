import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { RECORDER_VARIABLE } from '../benchmark/node-variables.ts';
import { onSignals } from '../benchmark/stand-in-signals.ts';
import { notedCommand } from '../run/noted-command.ts';
import { keepTelling, type Supervisor, supervisorOfThis } from '../run/supervisor.ts';
import { EXIT, UserError } from '../system/exit.ts';
import { createLog } from '../system/log.ts';
import {
  COLLECTING_OPTIONS,
  type CollectingOptions,
  collectingOptionsOf,
  withCollectingOptions,
} from '../terminal/collecting-options.ts';
import { tellDefaults } from '../terminal/site/tell-defaults.ts';
import { withSiteDefaults } from '../terminal/site/with-defaults.ts';
import { splitArguments } from '../terminal/usage/command-line.ts';

/** All options of `rankstat wrap`. */
export const WRAP_OPTIONS = COLLECTING_OPTIONS;

/** `rankstat wrap`: recording from within the launch of the benchmark itself. */
export const wrapCommand: CommandModule = {
  command: 'wrap',
  describe: 'Become the benchmark, in its own launch, and collect beside it: where a site allows one step',
  builder: (yargs: Argv) =>
    withCollectingOptions(yargs)
      .usage('Usage: $0 wrap [options] -- COMMAND [ARGUMENT…]')
      .example('srun $0 wrap -- ./benchmark', 'in the place of srun ./benchmark')
      .example('mpirun $0 wrap --results-dir /scratch/out -- ./benchmark', 'with Open MPI or MPICH')
      .epilogue(
        'Every process becomes COMMAND; the first of each node stays before it, and starts a collector. Exit codes and signals are those of COMMAND. A collector that cannot start is a warning, no more. See docs/launching.md.',
      ),
  handler: async (argv: ArgumentsCamelCase) => {
    // As they are: yargs makes numbers of what looks like some.
    const { command = [] } = splitArguments(process.argv);
    if (command.length === 0 || command[0] === '')
      throw new UserError(EXIT.usage, 'no command to become: rankstat wrap [options] -- COMMAND [ARGUMENT…]');
    if (process.env[RECORDER_VARIABLE] === undefined)
      throw new UserError(EXIT.usage, 'wrap is started by bin/rankstat, which runs the command');
    delete process.env[RECORDER_VARIABLE]; // It is for this process alone.
    await wrap(argv, command, supervisorOfThis());
  },
};

/** The benchmark runs already: whatever is wrong is said, and no more. */
async function wrap(argv: ArgumentsCamelCase, command: readonly string[], supervisor: Supervisor) {
  onSignals().handle((signal) => supervisor.tell({ op: 'heard', signal }));
  const given = { argv, args: process.argv.slice(2), options: WRAP_OPTIONS, check: collectingOptionsOf };
  const defaults = await withSiteDefaults(given, { env: process.env });
  const options = collectingOptionsOf(defaults.argv);
  const { verbosity, readyTimeout, rendezvous } = options;
  if (rendezvous !== undefined && !rendezvous.startsWith('file:'))
    throw new UserError(EXIT.usage, `--rendezvous ${JSON.stringify(rendezvous)}: wrap takes file:PATH alone`);
  tellDefaults(defaults, createLog(`rankstat[${os.hostname()}]`, verbosity));
  const quiet = verbosity === 'quiet';
  supervisor.tell({ op: 'began', readyTimeoutMs: readyTimeout * 1000, strict: false, quiet });
  const asked = supervisor.commandEnded.then(async () => {
    keepTelling(supervisor);
    return await new Promise<NodeJS.Signals>((resolve) => supervisor.onSignal(resolve));
  });
  const { wrappedRank } = await import('../job/wrapped-rank.ts');
  // Both were started together.
  const start = performance.timeOrigin;
  const benchmark = { start, command: notedCommand(command), ended: supervisor.commandEnded, asked };
  await wrappedRank(rankOptionsOf(options), benchmark);
}

function rankOptionsOf(options: CollectingOptions) {
  const { paths, isGuess } = options.targets;
  return {
    ...options,
    targets: { paths: paths.map((one) => path.resolve(one)), isGuess },
    resultsDir: path.resolve(options.resultsDir),
    journalDir: options.journalDir && path.resolve(options.journalDir),
    duration: undefined,
  };
}
