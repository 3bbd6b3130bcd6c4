import * as v from 'valibot';
import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { createLog } from '../system/log.ts';
import { checked } from '../terminal/checked.ts';
import { findingOptionsOf, withFindingOptions } from '../terminal/finding-options.ts';
import { askJob, waitForFile } from '../terminal/running-job.ts';

/** As long as it can be in a journal. */
const reason = v.pipe(v.string(), v.maxLength(1000, 'at most 1000 characters'));
const stopSchema = v.object({ reason });

/** `rankstat stop`: stops a running job and waits for its file. */
export const stopCommand: CommandModule = {
  command: 'stop',
  describe: 'Stop a running job and wait for its file',
  builder: (yargs: Argv) =>
    withFindingOptions(yargs)
      .option('reason', { type: 'string', default: 'rankstat stop', describe: 'Noted in the file' })
      .example('$0 stop --results-dir /scratch/results', 'stop the job that was started with this directory'),
  handler: async (argv: ArgumentsCamelCase) => {
    const options = findingOptionsOf(argv);
    const { reason } = checked(stopSchema, argv);
    const log = createLog('rankstat', options.verbosity);
    const job = await askJob(options, { op: 'stop', reason });
    const file = await waitForFile(job);
    log.info(`stopped; ${file}`);
  },
};
