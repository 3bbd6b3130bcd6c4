import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { EXIT, UserError } from '../system/exit.ts';
import { withCollectingOptions } from '../terminal/collecting-options.ts';
import { askDoctor } from '../terminal/doctor/ask-doctor.ts';
import { runOnlyOptions } from '../terminal/site/run-options.ts';

/** `rankstat run --check`: what doctor says of a run with these options, which is not started. */
export const runCheckCommand: CommandModule = {
  command: 'run',
  describe: 'Say whether this run would work, and start nothing',
  builder: (yargs: Argv) => withCollectingOptions(yargs).options(runOnlyOptions).requiresArg('result'),
  handler: async (argv: ArgumentsCamelCase) => {
    if (argv.rendezvous !== undefined) {
      const why = 'run tells its collectors where rank 0 is; --rendezvous is for ranks that you start';
      throw new UserError(EXIT.usage, why);
    }
    const args = process.argv.slice(2);
    const end = args.indexOf('--');
    const command = end < 0 || end === args.length - 1 ? undefined : args.slice(end + 1);
    const asking = { argv, args, env: process.env, scope: 'all nodes', view: 'text', command } as const;
    process.exitCode = await askDoctor(asking);
  },
};
