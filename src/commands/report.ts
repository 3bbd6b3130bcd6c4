import * as v from 'valibot';
import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { limitsFor } from '../report/page/chart-data.ts';
import type { PageRun } from '../report/page/page-data.ts';
import { pageRun } from '../report/page/page-run.ts';
import { keepHeapSmall } from '../system/node/small-heap.ts';
import { checked } from '../terminal/checked.ts';
import { filesGiven } from '../terminal/input.ts';
import { checkOutput, outputPath } from '../terminal/output-file.ts';
import { pdfOption, pdfPath, writePdf } from '../terminal/pdf/write-pdf.ts';
import { withPhaseOptions } from '../terminal/phase-options.ts';
import { inputsOf } from '../terminal/reading/inputs.ts';
import { phasedRuns } from '../terminal/reading/phased-runs.ts';
import { resultOption } from '../terminal/reading/result-options.ts';
import { writePage } from '../terminal/write-page.ts';

const optionsSchema = v.object({ output: outputPath, pdf: v.optional(v.string()) });

/** `rankstat report`: a page for a browser. */
export const reportCommand: CommandModule = {
  command: 'report <file..>',
  describe: 'Make one HTML file that shows what the hosts did',
  builder: (yargs: Argv) =>
    withPhaseOptions(yargs)
      .positional('file', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'Series files, or journals: those of one job are one run',
      })
      .option('result', {
        ...resultOption,
        describe: `${resultOption.describe}; its phases, where there are no others; of several runs the first is of the first`,
      })
      .option('output', {
        type: 'string',
        alias: 'o',
        default: 'report.html',
        describe: 'The HTML file; - for stdout. A file that is there is replaced',
      })
      .option('pdf', pdfOption)
      .example('$0 report results/*_timeseries.json', 'writes report.html; several runs are in one page')
      .example('$0 report run.json --phases 0_per_epoch_stats.json -o run.html', 'with the phases of DLIO')
      .example('$0 report run.json --pdf', 'writes report.html, and report.pdf'),
  handler: async (argv: ArgumentsCamelCase) => {
    const { output, pdf: wantedPdf } = checked(optionsSchema, argv);
    // What is read does not live long: with room for more of it, it is collected no faster, and 60 MB are in use beside the run.
    keepHeapSmall();
    const inputs = await inputsOf(filesGiven(argv.file));
    const files = inputs.flatMap((input) => input.files);
    if (output !== '-') await checkOutput(output, 'replace', files);
    const pdf = await pdfPath(wantedPdf, output, files);
    const runs: PageRun[] = [];
    for await (const { run, phases, ...told } of phasedRuns(inputs, argv)) {
      runs.push(await pageRun(run, phases, limitsFor(inputs.length), told));
    }
    await writePage(output, { runs, comparisons: [] }, files);
    if (pdf !== undefined) await writePdf(pdf, output, files);
  },
};
