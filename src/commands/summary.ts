import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { filesGiven } from '../terminal/input.ts';
import { inputsOf } from '../terminal/reading/inputs.ts';
import { summaryOf } from '../terminal/summary-of.ts';

/** `rankstat summary`: what the hosts did, on the terminal. */
export const summaryCommand: CommandModule = {
  command: 'summary <file..>',
  describe: 'Show per host what it did: CPU, memory, disk, network; and the coverage',
  builder: (yargs: Argv) =>
    yargs
      .positional('file', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'Series files, or journals: those of one job are one run',
      })
      .example('$0 summary results/*_timeseries.json', 'all of a directory'),
  handler: async (argv: ArgumentsCamelCase) => {
    for (const input of await inputsOf(filesGiven(argv.file))) {
      const { text } = await summaryOf(input, process.stdout).catch((error: unknown) => {
        throw input.error(error);
      });
      process.stdout.write(text);
    }
  },
};
