import * as v from 'valibot';
import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { type Comparison, compareRuns } from '../report/comparison/comparison.ts';
import { runLabels } from '../report/comparison/run-labels.ts';
import { comparisonJson, type NamedRun } from '../report/comparison/text/comparison-json.ts';
import { renderComparison } from '../report/comparison/text/comparison-text.ts';
import { renderComparisons } from '../report/comparison/text/comparisons-text.ts';
import { type Worsened, worseThan } from '../report/comparison/worse.ts';
import { limitsFor } from '../report/page/chart-data.ts';
import type { PageRun } from '../report/page/page-data.ts';
import { pageRun } from '../report/page/page-run.ts';
import { EXIT, UserError } from '../system/exit.ts';
import { createLog } from '../system/log.ts';
import { checked, flag } from '../terminal/checked.ts';
import { filesGiven } from '../terminal/input.ts';
import { checkOutput, outputPath } from '../terminal/output-file.ts';
import { withPhaseOptions } from '../terminal/phase-options.ts';
import { inputsOf } from '../terminal/reading/inputs.ts';
import { phasedRuns, type ReadRun } from '../terminal/reading/phased-runs.ts';
import { resultOption } from '../terminal/reading/result-options.ts';
import { writePage } from '../terminal/write-page.ts';

const PERCENT = /^(\d{1,4}(?:\.\d{1,6})?)\s*%?$/;

const optionsSchema = v.object({
  output: v.optional(outputPath),
  json: flag,
  all: flag,
  failOver: v.optional(
    v.pipe(
      v.string(),
      v.regex(PERCENT, 'percent, such as 10%'),
      v.transform((text) => Number(PERCENT.exec(text)?.[1])),
    ),
  ),
});

/** `rankstat compare`: what is another than in the healthy run. */
export const compareCommand: CommandModule = {
  command: 'compare <before> <after..>',
  describe: 'Say what changed between two runs and where; of more runs, of each against the first',
  builder: (yargs: Argv) =>
    withPhaseOptions(yargs)
      .positional('before', {
        type: 'string',
        demandOption: true,
        describe: 'The series file of the run that the others are compared with, or its journals',
      })
      .positional('after', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'Series files of other runs, or their journals',
      })
      .option('result', {
        ...resultOption,
        describe: `${resultOption.describe}; of the first run, again for the next; its phases, where there are no others`,
      })
      .option('all', {
        type: 'boolean',
        default: false,
        describe: 'Also metrics that differ by less than hosts do anyway',
      })
      .option('json', {
        type: 'boolean',
        default: false,
        describe: 'For programs: all of it as one line of JSON',
      })
      .option('fail-over', {
        type: 'string',
        requiresArg: true,
        describe:
          'Exit with 1 if the run or a phase took more percent longer than this, or the storage or the benchmark was slower',
      })
      .option('output', {
        type: 'string',
        alias: 'o',
        describe: 'Also an HTML file with the runs over each other; one that is there is replaced',
      })
      .example('$0 compare healthy.json today.json -o compare.html', 'what changed, and a page')
      .example('$0 compare base.json a.json b.json', 'a table with a column a run')
      .example(
        '$0 compare base.json new.json --fail-over 10%',
        'for CI: 1 if it got worse, 75 if nobody can tell',
      ),
  handler: async (argv: ArgumentsCamelCase) => {
    const { output, json, all, failOver } = checked(optionsSchema, argv);
    if (output === '-')
      throw new UserError(EXIT.usage, 'the comparison goes to stdout: give -o a file for the page');
    const inputs = await inputsOf([String(argv.before), ...filesGiven(argv.after)]);
    const files = inputs.flatMap((input) => input.files);
    if (output !== undefined) await checkOutput(output, 'replace', files);
    if (inputs.length < 2) {
      throw new UserError(
        EXIT.usage,
        `compare takes two runs or more, and these files are of ${inputs.length}`,
      );
    }
    const labels = runLabels(inputs.length);
    const names: NamedRun[] = [];
    const comparisons: Comparison[] = [];
    const pages: PageRun[] = [];
    let base: ReadRun | undefined;
    for await (const read of phasedRuns(inputs, argv)) {
      names.push({ label: labels[names.length] ?? '', file: read.run.file });
      if (base === undefined) base = read;
      else comparisons.push(compareRuns(base, read));
      if (output === undefined) continue;
      const { run, phases, ...told } = read;
      pages.push(await pageRun(run, phases, limitsFor(inputs.length), told));
    }
    const verdicts = failOver === undefined ? null : comparisons.map((one) => worseThan(one, failOver));
    // Before anything is written: who reads it can go away.
    if (verdicts !== null) process.exitCode = exitCodeOf(verdicts);
    process.stdout.write(
      json
        ? `${comparisonJson({ names, comparisons, verdicts })}\n`
        : textOf(names, comparisons, all ? 'all' : 'what differs'),
    );
    if (verdicts !== null) tell(verdicts, names);
    if (output !== undefined) await writePage(output, { runs: pages, comparisons }, files);
  },
};

function textOf(
  names: readonly NamedRun[],
  comparisons: readonly Comparison[],
  shown: 'all' | 'what differs',
): string {
  const [base, other, ...more] = names;
  const [comparison] = comparisons;
  if (base === undefined || other === undefined || comparison === undefined)
    throw new Error('two runs are compared');
  return more.length === 0
    ? renderComparison(comparison, [base.file, other.file], shown)
    : renderComparisons(names, comparisons, shown);
}

/** What nobody can tell is no success, and no failure of the benchmark. */
function exitCodeOf(verdicts: readonly Worsened[]): number {
  if (verdicts.some(({ worse }) => worse.length > 0)) return EXIT.worse;
  return verdicts.some(({ unknown }) => unknown.length > 0) ? EXIT.incomplete : EXIT.ok;
}

/** A line for each run of which there is something to say. */
function tell(verdicts: readonly Worsened[], names: readonly NamedRun[]): void {
  const log = createLog('rankstat', 'normal');
  for (const [nth, { worse, unknown }] of verdicts.entries()) {
    const { label = '' } = names[nth + 1] ?? {};
    if (worse.length > 0) log.warn(`${label} got worse: ${worse.join('; ')}`);
    else if (unknown.length > 0) log.warn(`whether ${label} got worse cannot be told: ${unknown.join('; ')}`);
  }
}
