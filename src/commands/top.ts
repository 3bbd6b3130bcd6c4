import { setPriority } from 'node:os';
import * as v from 'valibot';
import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { systemClock } from '../system/clock.ts';
import { messageOf } from '../system/errors.ts';
import { EXIT, UserError } from '../system/exit.ts';
import { exists } from '../system/files/paths.ts';
import { createLog } from '../system/log.ts';
import { checked } from '../terminal/checked.ts';
import { findingOptionsOf, withFindingOptions } from '../terminal/finding-options.ts';
import { askJob } from '../terminal/running-job.ts';
import { tableBy } from '../top/choice.ts';
import { Follower } from '../top/live/follower.ts';
import { Screen, type ScreenEvents } from '../top/screen.ts';
import { topState } from '../top/state-of-job.ts';
import { SORT_KEYS, SORTS } from '../top/view/order.ts';
import type { Glyphs } from '../top/view/sparkline.ts';
import { tableOf, wholeTable } from '../top/view/table.ts';
import { watchJob } from '../top/watch.ts';
import type { Status } from '../wire/control.ts';
import { JournalClient } from '../wire/journal-client.ts';

/** Of a table that goes to no terminal, characters. */
const TABLE_WIDTH = 120;
/** As nice(1) gives it. */
const GIVES_WAY = 10;

const topSchema = v.object({
  once: v.boolean(),
  sort: v.picklist(SORT_KEYS, `one of ${SORT_KEYS.join(', ')}`),
});

/** `rankstat top`: what the hosts of a running job do, now. */
export const topCommand: CommandModule = {
  command: 'top',
  describe: 'Watch the hosts of a running job: CPU, iowait, memory, disk, network',
  builder: (yargs: Argv) =>
    withFindingOptions(yargs)
      .option('once', {
        type: 'boolean',
        default: false,
        describe: 'Print one table and end; so it is, too, if stdout is no terminal',
      })
      .option('sort', {
        type: 'string',
        default: 'n',
        describe: `Order of the hosts: ${SORT_KEYS.map((key) => `${key} ${SORTS[key]}`).join(', ')}`,
      })
      .example('$0 top --results-dir /scratch/results', 'watch the job that was started with this directory'),
  handler: async (argv: ArgumentsCamelCase) => {
    const options = findingOptionsOf(argv);
    const { once, sort } = checked(topSchema, argv);
    const { status, gather } = await askJob(options, { op: 'status' });
    const client = new JournalClient(gather);
    const clock = systemClock();
    const follower = new Follower(client, clock);
    const choice = tableBy(sort);
    const color = process.stdout.isTTY && process.env.NO_COLOR === undefined ? 'always' : 'never';
    const paper = { color, glyphs: glyphsOf(process.env) } as const;
    try {
      if (once || !process.stdout.isTTY) {
        const state = await stateNow(follower, status);
        const width = process.stdout.columns ?? TABLE_WIDTH;
        process.stdout.write(wholeTable(tableOf(state, choice), choice, { width, ...paper }));
        return;
      }
      giveWay();
      const file = await watchJob({ follower, status, choice, paper, clock, openScreen, exists });
      if (file !== undefined) createLog('rankstat', options.verbosity).info(`the job has ended; ${file}`);
    } finally {
      client.close();
    }
  },
};

function openScreen(events: ScreenEvents): Screen {
  return new Screen({ output: process.stdout, input: process.stdin }, events);
}

/** It can run where the benchmark does, which is not to wait for it. */
function giveWay(): void {
  try {
    setPriority(GIVES_WAY);
  } catch {} // In some containers nobody may.
}

async function stateNow(follower: Follower, status: Status) {
  const begun = await follower.begin(status).catch(unreadable);
  const glance = begun ? await follower.next().catch(unreadable) : undefined;
  if (glance === undefined) {
    if (await exists(status.file)) {
      throw new UserError(EXIT.unavailable, `the job has ended; its file is ${status.file}`);
    }
    throw new UserError(EXIT.incomplete, `the job that writes ${status.file} does not answer any more`);
  }
  return topState(follower.live, { ...glance, mono: performance.now() }, null);
}

function unreadable(error: unknown): never {
  throw new UserError(EXIT.io, messageOf(error));
}

/** What a terminal can show: by the variables that decide it, in their order, as in POSIX. */
function glyphsOf({ LC_ALL, LC_CTYPE, LANG }: NodeJS.ProcessEnv): Glyphs {
  const locale = [LC_ALL, LC_CTYPE, LANG].find((value) => value !== undefined && value !== '') ?? '';
  return /utf-?8/i.test(locale) ? 'unicode' : 'ascii';
}
