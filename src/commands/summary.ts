import * as v from 'valibot';
import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { HOST_ORDERS, hostOrder } from '../report/summary/host-order.ts';
import { EXIT, UserError } from '../system/exit.ts';
import { distinctPaths } from '../system/text/distinct-paths.ts';
import { printable } from '../system/text/printable.ts';
import { checked } from '../terminal/checked.ts';
import { filesGiven } from '../terminal/input.ts';
import { inputsOf } from '../terminal/reading/inputs.ts';
import { resultOption, resultsGiven } from '../terminal/reading/result-options.ts';
import { resultsIn } from '../terminal/reading/results.ts';
import { jsonOf, type SummaryView, summaryOf } from '../terminal/summary-of.ts';

const TAKES_HOSTS = 'a number of hosts from 1 on';

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
      .option('sort', {
        type: 'string',
        requiresArg: true,
        describe: `What hosts are sorted by: ${HOST_ORDERS.slice(0, 6).join(', ')}, or another column of the table; the odd ones first if not given`,
      })
      .option('top', {
        type: 'number',
        requiresArg: true,
        describe: `So many hosts of the table; all of up to 40 if not given, of more those that stand out, or 10 where they are sorted`,
      })
      .option('json', {
        type: 'boolean',
        default: false,
        describe:
          'For programs: a line of JSON for each run, with findings, what each phase was limited by, the figures of the benchmark beside those of the hosts, and the page-cache question',
      })
      .example('$0 summary run_timeseries.json --result ior.out', 'beside what IOR says that it has moved')
      .example('$0 summary run_timeseries.json --sort iowait', 'who waits most for I/O')
      .example('$0 summary results/*_timeseries.json', 'all of a directory'),
  handler: async (argv: ArgumentsCamelCase) => {
    const inputs = await inputsOf(filesGiven(argv.file));
    const results = await resultsIn(resultsGiven(argv));
    if (results.length > 0 && inputs.length > 1)
      throw new UserError(EXIT.usage, '--result is of one run: name the files of one');
    const utcOffset = argv.phasesUtcOffset === undefined ? undefined : String(argv.phasesUtcOffset);
    const view = viewOf(argv);
    const names = distinctPaths(inputs.map(({ name }) => name));
    for (const [nth, input] of inputs.entries()) {
      const shown =
        argv.json === true
          ? jsonOf(input, results, utcOffset)
          : summaryOf(input, process.stdout, results, utcOffset, view).then(({ text }) =>
              inputs.length === 1 ? text : headed(names[nth] ?? input.name, text, nth),
            );
      const text = await shown.catch((error: unknown) => {
        throw input.error(error);
      });
      process.stdout.write(text);
    }
  },
};

/** Which of several files a summary is of. */
function headed(name: string, text: string, nth: number): string {
  return `${nth === 0 ? '' : '\n'}== ${printable(name)} ==\n${text}`;
}

const topSchema = v.object({
  top: v.optional(v.pipe(v.number(TAKES_HOSTS), v.integer(TAKES_HOSTS), v.minValue(1, TAKES_HOSTS))),
});

/** @throws UserError if there is no such column, or no such number of hosts */
function viewOf(argv: ArgumentsCamelCase): SummaryView {
  const { top } = checked(topSchema, argv);
  const shown = top === undefined ? {} : { top };
  if (argv.sort === undefined) return shown;
  const order = hostOrder(String(argv.sort));
  if (order !== undefined) return { ...shown, order };
  throw new UserError(EXIT.usage, `--sort takes ${HOST_ORDERS.join(', ')}; not ${JSON.stringify(argv.sort)}`);
}
