import * as v from 'valibot';
import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { resultsMessage } from '../result/message.ts';
import { resultsOfRun } from '../result/results-of-run.ts';
import { EXIT } from '../system/exit.ts';
import { leaveNow } from '../system/way-out.ts';
import { checked } from '../terminal/checked.ts';
import { toStdout } from '../terminal/stdout.ts';

const paths = v.array(v.string());
const optionsSchema = v.object({
  wanted: v.pipe(
    v.string(),
    v.parseJson(),
    v.object({ files: paths, folders: paths, since: v.number() }, 'what is wanted'),
  ),
});

/**
 * `rankstat results`: what `run` starts at the end of a benchmark to find what that says of itself. It ends when its stdin does,
 * for then nobody waits for it. People have `summary --result`.
 */
export const resultsForRun: CommandModule = {
  command: 'results <wanted>',
  describe: false,
  builder: (yargs: Argv) => yargs.positional('wanted', { type: 'string', demandOption: true }),
  handler: async (argv: ArgumentsCamelCase) => {
    const { wanted } = checked(optionsSchema, argv);
    process.stdin.once('close', () => leaveNow(EXIT.io)).resume();
    const found = await resultsOfRun(wanted, {
      now: Date.now(),
      uid: process.getuid?.() ?? -1,
      // Benchmarks print local times, which they have from the same environment.
      utcOffsetMinutes: -new Date(wanted.since).getTimezoneOffset(),
    });
    toStdout(resultsMessage(found));
  },
};
