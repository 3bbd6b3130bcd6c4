import { access, constants, open, stat } from 'node:fs/promises';
import * as v from 'valibot';
import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { HOSTS_PER_FILE } from '../convert/data-set/data-set.ts';
import { ofOneJob } from '../job/end/job-of-journal.ts';
import { merge } from '../merge/merge.ts';
import type { SeriesHeader } from '../series/schema.ts';
import { validateSeries } from '../series/validate.ts';
import { messageOf } from '../system/errors.ts';
import { EXIT, UserError } from '../system/exit.ts';
import { Leftovers } from '../system/files/leftovers.ts';
import { tablesBeside } from '../system/files/paths.ts';
import { insteadOf } from '../system/files/place.ts';
import { createLog } from '../system/log.ts';
import { type ProgressLine, progressLine, shareOf } from '../system/progress-line.ts';
import { someOf } from '../system/text/some-of.ts';
import { checked } from '../terminal/checked.ts';
import { outputFormats } from '../terminal/collecting-options.ts';
import { convertError } from '../terminal/convert-output.ts';
import { checkDataSet, dataSetOf } from '../terminal/data-set-output.ts';
import { filesGiven, inputError } from '../terminal/input.ts';
import { checkOutput, type Existing, outputPath } from '../terminal/output-file.ts';
import { journalsInput } from '../terminal/reading/inputs.ts';
import { damageLines, journalError } from '../terminal/reading/journal-errors.ts';
import { withAllParts } from '../wire/journal/parts.ts';

const optionsSchema = v.object({ output: v.optional(outputPath), to: outputFormats });

/** `rankstat recover`: the merge of a job whose rank 0 could not do it. */
export const recoverCommand: CommandModule = {
  command: 'recover <journal..>',
  describe: 'Make the series file from the journal of a job that was killed',
  builder: (yargs: Argv) =>
    yargs
      .positional('journal', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'The journal of rank 0, and those that ranks left behind, if any; their parts are found',
      })
      .option('output', {
        type: 'string',
        alias: 'o',
        describe: 'The series file, compressed if its name ends in .gz; beside the journal if not given',
      })
      .option('to', {
        type: 'string',
        default: 'json',
        describe:
          'json, or json,parquet: a Parquet data set, too, in a directory beside the series file, named as it is ' +
          'without .json',
      })
      .option('force', { type: 'boolean', default: false, describe: 'Replace what is there' })
      .example('$0 recover results/training_20261125_120000_timeseries.journal', 'after a job was killed'),
  handler: async (argv: ArgumentsCamelCase) => {
    const given = filesGiven(argv.journal);
    const { output = seriesPath(given[0] ?? ''), to } = checked(optionsSchema, argv);
    const log = createLog('rankstat', 'normal');
    if (output === '-')
      throw new UserError(EXIT.usage, 'the series file cannot go to stdout: give -o a file');
    const existing = argv.force === true ? 'replace' : 'refuse';
    await checkOutput(output, existing, given);
    const tables = to === 'json,parquet' ? tablesBeside(output) : undefined;
    if (tables !== undefined) await checkDataSet(tables, existing);
    for (const journal of given) await checkJournal(journal);
    const { journals, leftOut } = await ofOneJob(await withAllParts(given));
    for (const { journal, why } of leftOut)
      log.warn(`${journal}: ${why}; it is left out: recover it by itself`);
    const line = progressLine(process.stderr, 'wanted');
    const { header, damage, path } = await merged(journals, output, line);
    for (const line of damageLines(damage)) log.warn(line);
    // What was damaged can be anything: nobody should have to find out later.
    const [problem] = damage.length === 0 ? [] : await validateSeries(path);
    if (problem !== undefined) throw new UserError(EXIT.data, `${path} is made, but not valid: ${problem}`);
    log.info(`${path}: ${coverageOf(header)}`);
    if (tables !== undefined)
      log.info(`${tables}: ${(await tablesMade(journals, tables, existing, line)).join(', ')}`);
  },
};

/** @returns the names of the tables @throws UserError that says that the series file is there */
async function tablesMade(
  journals: readonly string[],
  directory: string,
  existing: Existing,
  line: ProgressLine,
): Promise<string[]> {
  const leftovers = new Leftovers();
  process.once('exit', () => leftovers.remove());
  try {
    return await dataSetOf({
      input: journalsInput(journals, () => {}),
      ...{ directory, hostsPerFile: HOSTS_PER_FILE, existing, leftovers },
      onShare: shareOf('rankstat: writing the data set', line, () => performance.now()),
    });
  } catch (error) {
    const { message, exitCode } = convertError(
      journals.join(', '),
      { output: directory, scratch: undefined },
      error,
    );
    throw new UserError(exitCode, `${message}; the series file is made`);
  } finally {
    line.clear();
  }
}

/** How many samples of how many hosts, and which are not complete. */
function coverageOf({ num_samples, hosts_collected, hosts_requested, host_status }: SeriesHeader): string {
  const samples = `${num_samples} samples of ${hosts_collected.length} of ${hosts_requested.length} hosts`;
  const not = Object.keys(host_status).filter((host) => host_status[host]?.status !== 'complete');
  return not.length === 0 ? samples : `${samples}; not complete: ${someOf(not, MOST_NAMED)}`;
}

/** Hosts that are named. */
const MOST_NAMED = 10;

async function merged(journals: readonly string[], output: string, line: ProgressLine) {
  try {
    return await merge(
      journals,
      output,
      shareOf('rankstat: merging', line, () => performance.now()),
    );
  } catch (error) {
    throw mergeError(error, journals, output);
  } finally {
    line.clear();
  }
}

/** Whether it can be read; what is in it is seen later. */
async function checkJournal(journal: string): Promise<void> {
  try {
    if ((await stat(journal)).isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
    await access(journal, constants.R_OK);
    if (await isOfSeries(journal)) throw new UserError(EXIT.data, `${journal} ${NOT_TO_RECOVER}`);
  } catch (error) {
    throw inputError(journal, error);
  }
}

const NOT_TO_RECOVER =
  'is a series file, or another JSON file, and no journal: see rankstat summary, report or validate';
const GZIP = Buffer.from([0x1f, 0x8b]);

/** Whether it begins as JSON, or as what is compressed; both no journal does. */
async function isOfSeries(file: string): Promise<boolean> {
  if (!(await stat(file)).isFile()) return false;
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && (buffer[0] === '{'.charCodeAt(0) || buffer.equals(GZIP));
  } finally {
    await handle.close();
  }
}

/** Which of the files something is wrong with. */
export function mergeError(error: unknown, journals: readonly string[], output: string): UserError {
  const ofJournal = journalError(error, journals);
  if (ofJournal !== undefined) return ofJournal;
  return new UserError(
    EXIT.cannotCreate,
    `cannot write ${output}: ${messageOf(error)}; ${insteadOf(error, '-o')}`,
  );
}

function seriesPath(journal: string): string {
  return `${journal.replace(/\.journal$/, '')}.json`;
}
