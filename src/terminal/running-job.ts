import { setTimeout as pause } from 'node:timers/promises';
import { Context } from 'zeromq';
import { findGather } from '../launch/rendezvous/find-job.ts';
import type { FoundGather } from '../launch/rendezvous/found-gather.ts';
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
}

const ANSWER_MS = 5000;
const POLL_MS = 50;
const AGAIN_MS = 500;
/** So many requests without an answer mean that nobody is there any more. */
const MOST_SILENT = 10;

/**
 * Asks the running job that the options and the environment point to.
 * @throws UserError if there is none or it does not answer
 */
export async function askJob(options: FindingOptions, asked: Asked): Promise<RunningJob> {
  const { resultsDir, rendezvous } = options;
  const context = new Context();
  let found: FoundGather;
  try {
    found = await findGather({ context, resultsDir, rendezvous, env: process.env });
  } catch (error) {
    const isWrong = error instanceof RendezvousError;
    throw new UserError(isWrong ? EXIT.usage : EXIT.unavailable, messageOf(error));
  }
  const keys = jobKeys(found.secret);
  for (const to of found.endpoints) {
    const gather = { context, keys, to };
    const status = await ask(gather, asked, ANSWER_MS);
    if (status === undefined) continue;
    return { status, again: () => ask(gather, { op: 'phase' }, AGAIN_MS), gather };
  }
  const where = found.endpoints.map(({ host, pullPort }) => `${host}:${pullPort}`).join(', ');
  throw new UserError(EXIT.incomplete, `the job does not answer at ${where}`);
}

/**
 * Waits until a job that was stopped has its file.
 * @returns the file
 * @throws UserError if it could not be made
 */
export async function waitForFile({ status, again }: RunningJob): Promise<string> {
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
  const unseen = `${last.file} cannot be seen from this host; the journal is ${last.journal}`;
  throw new UserError(EXIT.io, last.problem ?? unseen);
}
