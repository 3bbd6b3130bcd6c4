import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { summarize } from '../report/summary/summary.ts';
import { summaryJson } from '../report/summary/summary-json.ts';
import { RESULT_FORMATS } from '../result/read-result.ts';
import type { BenchmarkResult } from '../result/result.ts';
import { EXIT, UserError } from '../system/exit.ts';
import { filesGiven } from '../terminal/input.ts';
import { type Input, inputsOf } from '../terminal/reading/inputs.ts';
import { resultsIn } from '../terminal/reading/results.ts';
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
      .option('result', {
        type: 'string',
        array: true,
        // One each time: what stands behind it is the series file.
        nargs: 1,
        requiresArg: true,
        describe: `What the benchmark says of itself: ${RESULT_FORMATS}`,
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
    const results = argv.result === undefined ? [] : await resultsIn(filesGiven(argv.result));
    if (results.length > 0 && inputs.length > 1)
      throw new UserError(EXIT.usage, '--result is of one run: name the files of one');
    for (const input of inputs) {
      const shown = argv.json === true ? jsonOf(input, results) : textOf(input, results);
      const text = await shown.catch((error: unknown) => {
        throw input.error(error);
      });
      process.stdout.write(text);
    }
  },
};

async function textOf(input: Input, results: readonly BenchmarkResult[]): Promise<string> {
  return (await summaryOf(input, process.stdout, results)).text;
}

async function jsonOf({ name, open }: Input, results: readonly BenchmarkResult[]): Promise<string> {
  return `${summaryJson(name, await summarize(name, open), results)}\n`;
}
