import * as v from 'valibot';
import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { HOSTS_PER_FILE } from '../convert/data-set/data-set.ts';
import { EXIT } from '../system/exit.ts';
import { bytesMoved } from '../system/files/bytes-moved.ts';
import { Leftovers } from '../system/files/leftovers.ts';
import { leaveNow } from '../system/way-out.ts';
import { checked } from '../terminal/checked.ts';
import { checkDataSet, dataSetOf } from '../terminal/data-set-output.ts';
import { filesGiven } from '../terminal/input.ts';
import { outputPath } from '../terminal/output-file.ts';
import { journalsInput } from '../terminal/reading/inputs.ts';

/** How often it is looked whether anything was read or written, ms; and what counts, bytes: to look reads some, too. */
const LOOK_MS = 1000;
const MOVED_BYTES = 64 * 1024;

const optionsSchema = v.object({ directory: outputPath });

/**
 * `rankstat tables`: what rank 0 starts at the end of a job for `--output json,parquet`. A dot on stdout says that it gets
 * on; it ends when stdin does, for then rank 0 is no more. People have `recover` and `convert`.
 */
export const tablesForRank: CommandModule = {
  command: 'tables <directory> <journal..>',
  describe: false,
  builder: (yargs: Argv) =>
    yargs
      .positional('directory', { type: 'string', demandOption: true })
      .positional('journal', { type: 'string', array: true, demandOption: true }),
  handler: async (argv: ArgumentsCamelCase) => {
    const { directory } = checked(optionsSchema, argv);
    const leftovers = new Leftovers();
    process.once('exit', () => leftovers.remove());
    process.stdin.once('close', () => leaveNow(EXIT.io)).resume();
    await checkDataSet(directory, 'refuse');
    // Where they are damaged rank 0 has said.
    const input = journalsInput(filesGiven(argv.journal), () => {});
    const onShare = () => void process.stdout.write('.');
    dotsWhileItMoves(onShare);
    const to = { directory, hostsPerFile: HOSTS_PER_FILE, existing: 'refuse' as const, leftovers, onShare };
    await dataSetOf({ input, ...to });
  },
};

/** Journals are read before the first row is written. */
function dotsWhileItMoves(dot: () => void): void {
  let last = bytesMoved() ?? 0;
  setInterval(() => {
    const now = bytesMoved() ?? 0;
    if (now - last < MOVED_BYTES) return;
    last = now;
    dot();
  }, LOOK_MS).unref();
}
