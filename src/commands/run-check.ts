import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { withCollectingOptions } from '../terminal/collecting-options.ts';
import { askDoctor } from '../terminal/doctor/ask-doctor.ts';
import { demandNoRendezvous, runOnlyOptions } from '../terminal/site/run-options.ts';
import { splitArguments } from '../terminal/usage/command-line.ts';

/** `rankstat run --check`: what doctor says of a run with these options, which is not started. */
export const runCheckCommand: CommandModule = {
  command: 'run',
  describe: 'Say whether this run would work, and start nothing',
  builder: (yargs: Argv) => withCollectingOptions(yargs).options(runOnlyOptions).requiresArg('result'),
  handler: async (argv: ArgumentsCamelCase) => {
    demandNoRendezvous(argv);
    const args = process.argv.slice(2);
    const { command = [] } = splitArguments(args);
    const named = command.length === 0 ? undefined : command;
    const asking = {
      argv,
      args,
      env: process.env,
      scope: 'all nodes',
      view: 'text',
      command: named,
    } as const;
    process.exitCode = await askDoctor(asking);
  },
};
