import * as v from 'valibot';
import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { limitsFor } from '../report/page/chart-data.ts';
import type { PageRun } from '../report/page/page-data.ts';
import { pageFacts, pageRun } from '../report/page/page-run.ts';
import { reportJson } from '../report/page/report-json.ts';
import { checkReportName, reportName } from '../report/page/report-name.ts';
import { EXIT, UserError } from '../system/exit.ts';
import { keepHeapSmall } from '../system/node/small-heap.ts';
import { VERSION } from '../system/version.ts';
import { checked, flag } from '../terminal/checked.ts';
import { filesGiven } from '../terminal/input.ts';
import { checkOutput, outputPath } from '../terminal/output-file.ts';
import { pdfOption, pdfPath, writePdf } from '../terminal/pdf/write-pdf.ts';
import { withPhaseOptions } from '../terminal/phase-options.ts';
import { inputsOf } from '../terminal/reading/inputs.ts';
import { phasedRuns } from '../terminal/reading/phased-runs.ts';
import { resultOption } from '../terminal/reading/result-options.ts';
import { writePage, writeWhole } from '../terminal/write-page.ts';

const optionsSchema = v.object({
  output: v.optional(outputPath),
  json: v.optional(flag, false),
  pdf: v.optional(v.string()),
});

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
        describe:
          'The HTML file; - for stdout. A file that is there is replaced. Here, and named after the first file, if not given',
      })
      .option('json', {
        type: 'boolean',
        default: false,
        describe:
          'For programs: what the page says, without its charts, as one JSON document, to stdout or -o',
      })
      .option('pdf', pdfOption)
      .example('$0 report results/run_timeseries.json', 'writes run_report.html here')
      .example('$0 report results/*_timeseries.json -o all.html', 'several runs are in one page')
      .example('$0 report run_timeseries.json --json', 'what happened, for a script')
      .example('$0 report run_timeseries.json --pdf', 'writes run_report.html, and run_report.pdf')
      .example('$0 report run.json --phases 0_per_epoch_stats.json -o run.html', 'with the phases of DLIO'),
  handler: async (argv: ArgumentsCamelCase) => {
    const { output: given, json, pdf: wantedPdf } = checked(optionsSchema, argv);
    // What is read does not live long: with room for more of it, it is collected no faster, and 60 MB are in use beside the run.
    keepHeapSmall();
    const inputs = await inputsOf(filesGiven(argv.file));
    const files = inputs.flatMap((input) => input.files);
    const output = given ?? (json ? '-' : reportName(inputs.map(({ name }) => name)));
    if (output !== '-') await checkOutput(output, 'replace', files);
    if (given === undefined && output !== '-') await checkReportName(output);
    const pdf = await pdfPath(wantedPdf, output, files);
    if (json) {
      if (pdf !== undefined) throw new UserError(EXIT.usage, '--pdf prints the page: leave out --json');
      const found: object[] = [];
      for await (const { run, phases, ...told } of phasedRuns(inputs, argv))
        found.push(reportJson(run, pageFacts(run, phases, told), told.results));
      await writeWhole(output, `${JSON.stringify({ version: VERSION, runs: found })}\n`, files);
      return;
    }
    const runs: PageRun[] = [];
    for await (const { run, phases, ...told } of phasedRuns(inputs, argv)) {
      runs.push(await pageRun(run, phases, limitsFor(inputs.length), told));
    }
    await writePage(output, { runs, comparisons: [] }, files);
    if (pdf !== undefined) await writePdf(pdf, output, files);
  },
};
