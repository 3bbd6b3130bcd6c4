import { tmpdir } from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { CsvWriter, WANTED_FOR_CSV } from '../convert/csv.ts';
import { HOSTS_PER_FILE } from '../convert/data-set/data-set.ts';
import { writeOpenMetrics } from '../convert/openmetrics.ts';
import { writeParquet } from '../convert/parquet.ts';
import { shapesOf } from '../convert/table-shape.ts';
import { EXIT, UserError } from '../system/exit.ts';
import { Leftovers } from '../system/files/leftovers.ts';
import { makeDirectory, tablesBeside } from '../system/files/paths.ts';
import { createLog } from '../system/log.ts';
import { progressLine, shareOf } from '../system/progress-line.ts';
import { checked } from '../terminal/checked.ts';
import { convertError, openSeries, refuseTables } from '../terminal/convert-output.ts';
import { checkDataSet, dataSetOf } from '../terminal/data-set-output.ts';
import { filesGiven } from '../terminal/input.ts';
import { type Existing, outputPath } from '../terminal/output-file.ts';
import { type Input, inputsOf } from '../terminal/reading/inputs.ts';
import { withTextOutput } from '../terminal/text-output.ts';

const FORMATS = ['csv', 'parquet', 'openmetrics'] as const;

const takesHosts = 'a whole number of hosts, from 1 to 1000000';
const hostsPerFile = v.pipe(
  v.number(takesHosts),
  v.integer(takesHosts),
  v.minValue(1, takesHosts),
  v.maxValue(1_000_000, takesHosts),
);

const optionsSchema = v.object({
  to: v.picklist(FORMATS, FORMATS.join(', ')),
  output: v.optional(outputPath),
  hostsPerFile: v.optional(hostsPerFile),
  force: v.boolean(),
});

/** `rankstat convert`: series files for other programs. */
export const convertCommand: CommandModule = {
  command: 'convert <file..>',
  describe: 'Turn series files into CSV, Parquet or OpenMetrics',
  builder: (yargs: Argv) =>
    yargs
      .positional('file', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'Series files, or journals: those of one job are one run',
      })
      .option('to', {
        choices: FORMATS,
        demandOption: true,
        describe: 'csv: a line for each value; parquet: a file for each source; openmetrics: for promtool',
      })
      .option('output', {
        type: 'string',
        alias: 'o',
        describe:
          'File, compressed if its name ends in .gz; stdout if not given. For parquet a directory, named after the ' +
          'series file if not given',
      })
      .option('hosts-per-file', {
        type: 'number',
        describe:
          'For parquet: a data set, as run --output json,parquet makes it: a directory for each source, with a file ' +
          `for so many hosts, such as ${HOSTS_PER_FILE}; and a table of the hosts`,
      })
      .option('force', { type: 'boolean', default: false, describe: 'Replace files that are there' })
      .example('$0 convert --to csv FILE | head', 'time,host,source,instance,metric,value')
      .example('$0 convert --to parquet FILE', 'FILE without .json is a directory of .parquet files'),
  handler: async (argv: ArgumentsCamelCase) => {
    const { to, output, hostsPerFile, force } = checked(optionsSchema, argv);
    const inputs = await inputsOf(filesGiven(argv.file));
    const files = inputs.flatMap((one) => one.files);
    const [input] = inputs;
    if (input === undefined) throw new Error('no file was given');
    if (to !== 'csv' && inputs.length > 1) {
      throw new UserError(
        EXIT.usage,
        `--to ${to} takes one file, not ${inputs.length}: convert each by itself`,
      );
    }
    if (to !== 'parquet' && hostsPerFile !== undefined)
      throw new UserError(EXIT.usage, '--hosts-per-file is for --to parquet');
    const leftovers = new Leftovers();
    process.once('exit', () => leftovers.remove());
    const target = to === 'parquet' ? (output ?? tablesBeside(input.name)) : output;
    try {
      await CONVERT[to]({
        files,
        inputs,
        input,
        output: target,
        hostsPerFile,
        existing: force ? 'replace' : 'refuse',
        leftovers,
      });
    } catch (error) {
      throw convertError(
        files.join(', '),
        { output: target, scratch: to === 'openmetrics' ? tmpdir() : undefined },
        error,
      );
    }
  },
};

interface Conversion {
  readonly files: readonly string[];
  readonly inputs: readonly Input[];
  /** The first of them. */
  readonly input: Input;
  readonly output: string | undefined;
  /** Of a data set; undefined if it is to be none. */
  readonly hostsPerFile: number | undefined;
  readonly existing: Existing;
  readonly leftovers: Leftovers;
}

const log = createLog('rankstat', 'normal');

const CONVERT = {
  async csv({ files, inputs, output, existing, leftovers }: Conversion): Promise<void> {
    await withTextOutput({ path: output, existing, inputs: files, leftovers }, async (to) => {
      const csv = new CsvWriter(to);
      for (const input of inputs) await csv.add(await openSeries(input, WANTED_FOR_CSV));
      await csv.end();
    });
  },
  async openmetrics({ files, input, output, existing, leftovers }: Conversion): Promise<void> {
    const scratch = output === undefined || output === '-' ? tmpdir() : path.dirname(output);
    const series = await openSeries(input);
    const left = await withTextOutput({ path: output, existing, inputs: files, leftovers }, async (to) =>
      writeOpenMetrics({ series, output: to, scratch, leftovers }),
    );
    if (left.samples > 0) {
      log.warn(`${left.samples} samples are left out: not later than the one before of their host`);
    }
    if (left.values > 0) log.warn(`${left.values} values are left out: negative, but of counters`);
  },
  async parquet({ input, output = '', hostsPerFile, existing, leftovers }: Conversion): Promise<void> {
    if (hostsPerFile !== undefined) {
      await checkDataSet(output, existing);
      const line = progressLine(process.stderr, 'wanted');
      const onShare = shareOf('rankstat: converting', line, () => performance.now());
      const to = { directory: output, hostsPerFile, existing, leftovers, onShare };
      const tables = await dataSetOf({ input, ...to }).finally(() => line.clear());
      log.info(`${output}: ${tables.join(', ')}`);
      return;
    }
    await refuseTables(output, existing);
    const shapes = await shapesOf(await openSeries(input));
    await makeDirectory(output);
    const series = await openSeries(input);
    const paths = await writeParquet({ series, shapes, directory: output, leftovers });
    const names = paths.map((one) => path.basename(one));
    log.info(
      `${output}: ${names.length === 0 ? 'nothing, for there are no numbers in it' : names.join(', ')}`,
    );
  },
};
