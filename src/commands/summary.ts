import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { filesGiven, inputError } from '../terminal/input.ts';
import { summaryOf } from '../terminal/summary-of.ts';

/** `rankstat summary`: what the hosts did, on the terminal. */
export const summaryCommand: CommandModule = {
  command: 'summary <file..>',
  describe: 'Show per host what it did: CPU, memory, disk, network; and the coverage',
  builder: (yargs: Argv) =>
    yargs
      .positional('file', { type: 'string', array: true, demandOption: true, describe: 'Series files' })
      .example('$0 summary results/*_timeseries.json', 'all of a directory'),
  handler: async (argv: ArgumentsCamelCase) => {
    for (const file of filesGiven(argv.file)) {
      const { text } = await summaryOf(file, process.stdout).catch((error: unknown) => {
        throw inputError(file, error);
      });
      process.stdout.write(text);
    }
  },
};
