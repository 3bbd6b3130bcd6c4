import * as v from 'valibot';
import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { compareRuns } from '../report/comparison/comparison.ts';
import { renderComparison } from '../report/comparison/comparison-text.ts';
import { limitsFor } from '../report/page/chart-data.ts';
import { pageRun } from '../report/page/page-run.ts';
import { EXIT, UserError } from '../system/exit.ts';
import { checked } from '../terminal/checked.ts';
import { filesGiven } from '../terminal/input.ts';
import { checkOutput, outputPath } from '../terminal/output-file.ts';
import { withPhaseOptions } from '../terminal/phase-options.ts';
import { inputsOf } from '../terminal/reading/inputs.ts';
import { phasedRuns, type ReadRun } from '../terminal/reading/phased-runs.ts';
import { resultOption } from '../terminal/reading/result-options.ts';
import { writePage } from '../terminal/write-page.ts';

const optionsSchema = v.object({ output: v.optional(outputPath) });

/** `rankstat compare`: what is another than in the healthy run. */
export const compareCommand: CommandModule = {
  command: 'compare <before> <after..>',
  describe: 'Show what changed between two runs, over the hosts and phase by phase',
  builder: (yargs: Argv) =>
    withPhaseOptions(yargs)
      .positional('before', {
        type: 'string',
        demandOption: true,
        describe: 'The series file of run A, or its journals',
      })
      .positional('after', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'The series file of run B, or its journals',
      })
      .option('result', {
        ...resultOption,
        describe: `${resultOption.describe}; of A, again for B; its phases, where there are no others`,
      })
      .option('output', {
        type: 'string',
        alias: 'o',
        describe: 'Also an HTML file with both over each other; one that is there is replaced',
      })
      .example('$0 compare healthy.json today.json -o compare.html', 'the table, and a page'),
  handler: async (argv: ArgumentsCamelCase) => {
    const { output } = checked(optionsSchema, argv);
    if (output === '-')
      throw new UserError(EXIT.usage, 'the table goes to stdout: give -o a file for the page');
    const inputs = await inputsOf([String(argv.before), ...filesGiven(argv.after)]);
    const files = inputs.flatMap((input) => input.files);
    if (output !== undefined) await checkOutput(output, 'replace', files);
    if (inputs.length !== 2) {
      throw new UserError(EXIT.usage, `compare takes two runs, and these files are of ${inputs.length}`);
    }
    const runs: ReadRun[] = [];
    for await (const run of phasedRuns(inputs, argv)) runs.push(run);
    const [before, after] = runs;
    if (before === undefined || after === undefined) throw new Error('two runs are compared');
    const comparison = compareRuns(before, after);
    process.stdout.write(renderComparison(comparison, [before.run.file, after.run.file]));
    if (output === undefined) return;
    const pages = await Promise.all(
      runs.map(({ run, phases, ...told }) => pageRun(run, phases, limitsFor(runs.length), told)),
    );
    await writePage(output, { runs: pages, comparison }, files);
  },
};
