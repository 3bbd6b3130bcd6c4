import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { EXIT, UserError } from '../system/exit.ts';
import { filesGiven } from '../terminal/input.ts';
import { inputsOf } from '../terminal/reading/inputs.ts';
import { resultOption, resultsGiven } from '../terminal/reading/result-options.ts';
import { resultsIn } from '../terminal/reading/results.ts';
import { jsonOf, summaryOf } from '../terminal/summary-of.ts';

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
      .option('result', resultOption)
      .option('phases-utc-offset', {
        type: 'string',
        requiresArg: true,
        describe: 'Zone of the local times in that file if it is not that of rank 0: =+02:00 or =-05:00',
      })
      .option('json', {
        type: 'boolean',
        default: false,
        describe: 'For programs: a line of JSON for each run, with the page-cache question by host and phase',
      })
      .example('$0 summary run_timeseries.json --result ior.out', 'beside what IOR says that it has moved')
      .example('$0 summary results/*_timeseries.json', 'all of a directory'),
  handler: async (argv: ArgumentsCamelCase) => {
    const inputs = await inputsOf(filesGiven(argv.file));
    const results = await resultsIn(resultsGiven(argv));
    if (results.length > 0 && inputs.length > 1)
      throw new UserError(EXIT.usage, '--result is of one run: name the files of one');
    const utcOffset = argv.phasesUtcOffset === undefined ? undefined : String(argv.phasesUtcOffset);
    for (const input of inputs) {
      const shown =
        argv.json === true
          ? jsonOf(input, results, utcOffset)
          : summaryOf(input, process.stdout, results, utcOffset).then(({ text }) => text);
      const text = await shown.catch((error: unknown) => {
        throw input.error(error);
      });
      process.stdout.write(text);
    }
  },
};
