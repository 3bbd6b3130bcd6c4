import { setTimeout as pause } from 'node:timers/promises';
import { Context } from 'zeromq';
import { hasEnded, thisHost } from '../launch/rendezvous/absence.ts';
import { findJobs, JobOutOfReach } from '../launch/rendezvous/find-job.ts';
import { addressesOf, seriesFileOf, type ToldJob, whereAndWhen } from '../launch/rendezvous/told-job.ts';
import { RendezvousError } from '../launch/rendezvous/way.ts';
import { messageOf } from '../system/errors.ts';
import { EXIT, UserError } from '../system/exit.ts';
import { exists } from '../system/files/paths.ts';
import { type Asked, type AskedGather, ask } from '../wire/client.ts';
import type { Status } from '../wire/control.ts';
import { jobKeys } from '../wire/keys.ts';
import type { FindingOptions } from './finding-options.ts';

/** A running job that has answered. */
export interface RunningJob {
  readonly status: Status;
  /** Asks again; undefined if nobody answers any more. */
  readonly again: () => Promise<Status | undefined>;
  /** The gather that has answered. */
  readonly gather: AskedGather;
  /** Of rank 0. */
  readonly host: string;
}

const ANSWER_MS = 5000;
const POLL_MS = 50;
const AGAIN_MS = 500;
/** So many requests without an answer mean that nobody is there any more. */
const MOST_SILENT = 10;
/** So many jobs are named. */
const MOST_SHOWN = 5;

/**
 * Asks the running job that the options and the environment point to.
 * @throws UserError if there is none, it does not answer, or there are several
 */
export async function askJob(options: FindingOptions, asked: Asked): Promise<RunningJob> {
  const { resultsDir, rendezvous } = options;
  const context = new Context();
  const found = await findJobs({ context, resultsDir, rendezvous, env: process.env }).catch(
    (error: unknown) => {
      throw new UserError(exitCodeOf(error), messageOf(error));
    },
  );
  const job = await theOne(found, async (one) => (await askOne(context, one, { op: 'phase' })) !== undefined);
  const answer = await askOne(context, job, asked);
  if (answer === undefined) throw await silent(job);
  const { status, gather } = answer;
  const located = (one: Status) => ({ ...one, file: seriesFileOf(job, one.file) });
  const again = async () => {
    const now = await ask(gather, { op: 'phase' }, AGAIN_MS);
    return now && located(now);
  };
  return { status: located(status), again, gather, host: job.hostname };
}

function exitCodeOf(error: unknown): number {
  if (error instanceof RendezvousError) return EXIT.usage;
  return error instanceof JobOutOfReach ? EXIT.incomplete : EXIT.unavailable;
}

async function askOne(context: Context, { secret, endpoints }: ToldJob, asked: Asked) {
  const keys = jobKeys(secret);
  for (const to of endpoints) {
    const gather = { context, keys, to };
    const status = await ask(gather, asked, ANSWER_MS);
    if (status !== undefined) return { status, gather };
  }
  return undefined;
}

/**
 * Of several jobs the one that answers: a port that takes a connection can be another program's by now.
 * @throws UserError if several do, or none
 */
export async function theOne(
  found: readonly ToldJob[],
  answers: (job: ToldJob) => Promise<boolean>,
): Promise<ToldJob> {
  const [only, second] = found;
  if (only !== undefined && second === undefined) return only;
  const heard = await Promise.all(found.map(answers));
  const there = found.filter((_, nth) => heard[nth]);
  const [one, another] = there;
  if (one === undefined) throw await silent(...found);
  if (another === undefined) return one;
  const shown = there
    .slice(0, MOST_SHOWN)
    .map((job) => `${job.told?.path ?? job.file} (${whereAndWhen(job)})`);
  const more = there.length > MOST_SHOWN ? ` and ${there.length - MOST_SHOWN} more` : '';
  throw new UserError(
    EXIT.unavailable,
    `${there.length} running jobs: name one by --rendezvous file:PATH, of ${shown.join(', ')}${more}`,
  );
}

function processOf({ told }: ToldJob): string {
  return told === undefined ? 'its rank 0' : `its process ${told.content.pid}`;
}

/** Somebody takes connections, and does not answer. */
async function silent(...jobs: readonly ToldJob[]): Promise<UserError> {
  const here = await thisHost();
  const told = await Promise.all(
    jobs.slice(0, MOST_SHOWN).map(async (job) => {
      const at = addressesOf(job.endpoints);
      if (await hasEnded(job, here)) {
        return `the job ${whereAndWhen(job)} was killed, and another program has ${at}: remove ${job.told?.path}`;
      }
      return `the job ${whereAndWhen(job)} does not answer at ${at}: ${processOf(job)} is stopped or hangs, or another program has its port`;
    }),
  );
  return new UserError(EXIT.incomplete, told.join('; '));
}

/**
 * Waits until a job that was stopped has its file.
 * @returns the file
 * @throws UserError if it could not be made
 */
export async function waitForFile({ status, again, host }: RunningJob): Promise<string> {
  let last = status;
  let silent = 0;
  while (last.phase !== 'done' && last.phase !== 'failed') {
    // It has its name only when it is whole. Rank 0 can be gone before the last answer is heard.
    if (await exists(last.file)) return last.file;
    await pause(POLL_MS);
    const now = await again();
    last = now ?? last;
    silent = now === undefined ? silent + 1 : 0;
    if (silent > MOST_SILENT) break;
  }
  if (last.phase !== 'failed' && (await exists(last.file))) return last.file;
  if (last.phase === 'failed')
    throw new UserError(EXIT.io, last.problem ?? `no file could be made; the journal is ${last.journal}`);
  throw new UserError(
    EXIT.io,
    last.phase === 'done'
      ? `stopped; ${last.file} is made, but cannot be seen from this host: look on ${host}`
      : `rank 0 on ${host} does not answer any more, and ${last.file} is not there, as seen from this host: ` +
          `look on ${host}, and if it was killed, rankstat recover ${last.journal}`,
  );
}
