import path from 'node:path';
import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { CHART_LIMITS } from '../report/chart-data.ts';
import { pageOf } from '../report/page.ts';
import { pageRun } from '../report/page-run.ts';
import { readRun } from '../report/run.ts';
import { inputError } from './input.ts';
import { createLog } from './log.ts';
import { phasesOf, withPhaseOptions } from './phase-options.ts';
import { VERSION } from './version.ts';
import { writeOutput } from './write-output.ts';

/** `rankstat report`: a page for a browser. */
export const reportCommand: CommandModule = {
  command: 'report <file..>',
  describe: 'Make one HTML file that shows what the hosts did',
  builder: (yargs: Argv) =>
    withPhaseOptions(yargs)
      .positional('file', { type: 'string', array: true, demandOption: true, describe: 'Series files' })
      .option('output', {
        type: 'string',
        alias: 'o',
        default: 'report.html',
        describe: 'The HTML file; - for stdout. A file that is there is replaced',
      })
      .example('$0 report results/*_timeseries.json', 'writes report.html; several runs are in one page')
      .example('$0 report run.json --phases per_epoch_stats.json -o run.html', 'with the phases of DLIO'),
  handler: async (argv: ArgumentsCamelCase) => {
    const files = (argv.file as unknown[]).map(String);
    const log = createLog('rankstat', 'normal');
    // All runs share what one page can hold.
    const limits = { ...CHART_LIMITS, hostNumbers: Math.floor(CHART_LIMITS.hostNumbers / files.length) };
    const runs = [];
    for (const file of files) {
      const run = await readRun(file).catch((error: unknown) => {
        throw inputError(file, error);
      });
      runs.push(await pageRun(run, await phasesOf(argv, run.header), limits));
    }
    const html = await pageOf(runs, VERSION, installed());
    await writeOutput(String(argv.output), html);
    if (argv.output !== '-') log.info(`${argv.output}: open it in a browser`);
  },
};

/** Where the build has put what is read at run time: beside the bundle; from the sources, in `dist`. */
export function installed(): string {
  return path.basename(import.meta.dirname) === 'dist'
    ? import.meta.dirname
    : path.join(import.meta.dirname, '../../dist');
}
