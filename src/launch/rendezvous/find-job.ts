import path from 'node:path';
import type { Context } from 'zeromq';
import { systemClock } from '../../system/clock.ts';
import { exists } from '../../system/files/paths.ts';
import { someOf } from '../../system/text/some-of.ts';
import { type BrokerAddress, connectToBroker } from '../../wire/broker-sockets.ts';
import { hostAndPort } from '../../wire/curve.ts';
import { jobKeys } from '../../wire/keys.ts';
import { firstReachable, PROBE_MS } from '../network/reachable.ts';
import { type Absence, absenceOf, thisHost } from './absence.ts';
import { askBrokers } from './broker/ask.ts';
import { COLLECTOR, directoriesInUse } from './elsewhere.ts';
import { isFailure } from './file/content.ts';
import { isMissing, type Listed, list, read } from './file/file.ts';
import { reachable } from './found-gather.ts';
import { newestResult } from './newest-result.ts';
import { RankZeroFailed } from './rank-zero-failed.ts';
import { type ToldJob, toldByFile, toldByRun, utcTime } from './told-job.ts';
import { parseRendezvous, type Way } from './way.ts';

/** @param commands what processes are told to do that count; all that collect, or have others collect, if not given */
type InUse = (commands?: readonly string[]) => Promise<string[]>;

export interface FindJobOptions {
  readonly context: Context;
  readonly resultsDir: string;
  /** The option `--rendezvous`. */
  readonly rendezvous: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** Where else this user's jobs on this host are; `directoriesInUse` if not given. */
  readonly inUse?: InUse;
}

/** There is no running job, as far as can be told. */
export class NoRunningJob extends Error {}
/** There is one, or may be, but it cannot be talked to. */
export class JobOutOfReach extends Error {}

const ASK_MS = 5000;
/** So many of those that cannot be talked to are told of. */
const MOST_TOLD = 3;

/**
 * Finds running jobs, as somebody who wants to talk to one.
 * @returns those of which a port takes a connection, at least one, with these ports; whether it is theirs only an answer
 *   can tell
 * @throws NoRunningJob, JobOutOfReach that say what there is instead, and what to do
 * @throws Error if that cannot be found out
 */
export async function findJobs(options: FindJobOptions): Promise<readonly ToldJob[]> {
  const { rendezvous, env } = options;
  const said = rendezvous ?? env.RANKSTAT_RENDEZVOUS;
  const way = said === undefined || said === '' ? undefined : parseRendezvous(said, env);
  if (way?.kind === 'broker') return await reachableOf([await toldByBroker(options, way)], `at ${said}`);
  if (way?.kind === 'file') return await reachableOf([await toldAt(way.path)], `behind ${way.path}`);
  return await inDirectory(options);
}

async function inDirectory({
  resultsDir,
  env,
  inUse = directoriesInUse,
}: FindJobOptions): Promise<readonly ToldJob[]> {
  const directory = path.resolve(resultsDir);
  const listed = await list(directory);
  const jobs = listed.flatMap(({ path: file, content }) =>
    content instanceof Error || isFailure(content) ? [] : [toldByFile(file, content)],
  );
  const ours = jobs.filter(
    ({ told }) => env.SLURM_JOB_ID === undefined || told?.content.job_id === env.SLURM_JOB_ID,
  );
  const candidates = ours.length > 0 ? ours : jobs;
  if (candidates.length > 0) {
    return await reachableOf(candidates, `in ${directory}`).catch(async (error: unknown) => {
      if (!(error instanceof NoRunningJob)) throw error;
      const newest = await newestResult(directory);
      // It can be of one that has ended as it should, beside what another has left.
      const isTold = newest === undefined || error.message.includes(newest);
      throw isTold ? error : new NoRunningJob(`${error.message}; what was made there last is ${newest}`);
    });
  }
  const what = (await exists(directory)) ? await whatElse(directory, listed) : ', which is not there';
  // Not `run`, which can go on when the job was stopped.
  if ((await inUse(COLLECTOR)).includes(directory)) {
    throw new NoRunningJob(`no job is found in ${directory}${what}; ${HERE}`);
  }
  throw new NoRunningJob(`no running job in ${directory}${what}; ${await elsewhere(directory, inUse)}`);
}

/** What is said where a process on this host writes to that directory, and no file there says where its rank 0 is. */
const HERE =
  'one writes there from this host: it just begins or ends, or was started with a --rendezvous file:PATH that has to be given here, too';

/** How a job is found that is not where somebody has looked. */
async function elsewhere(directory: string, inUse: InUse): Promise<string> {
  const how = 'a job is found by the --results-dir that it was started with, or by --rendezvous file:PATH';
  const others = (await inUse()).filter((other) => other !== directory);
  if (others.length === 0) return how;
  return `${how}; on this host one has --results-dir ${someOf(others, MOST_TOLD)}`;
}

async function whatElse(directory: string, listed: readonly Listed[]): Promise<string> {
  const [first] = listed;
  if (first !== undefined) {
    const { path: file, content } = first;
    if (content instanceof Error) return `: ${content.message}`;
    if (isFailure(content)) {
      return `: rank 0 on ${content.hostname} failed at ${utcTime(content.started)}: ${content.failure} (told by ${file})`;
    }
  }
  const newest = await newestResult(directory);
  return newest === undefined ? '' : `, what was made there last is ${newest}`;
}

async function toldAt(file: string): Promise<ToldJob> {
  const content = await read(file).catch(async (error: unknown) => {
    if (error instanceof RankZeroFailed) throw new NoRunningJob(error.message);
    if (!isMissing(error)) throw error;
    const newest = await newestResult(path.dirname(file));
    const why = (await exists(path.dirname(file)))
      ? 'is not there, which a job removes when it has ended'
      : 'is not there, nor is its directory, as seen from this host';
    const last = newest === undefined ? '' : `; what was made there last is ${newest}`;
    throw new NoRunningJob(`no running job: ${file} ${why}${last}`);
  });
  return toldByFile(file, content);
}

async function toldByBroker({ context }: FindJobOptions, way: Way & { kind: 'broker' }): Promise<ToldJob> {
  const { brokers, secret } = way;
  const connect = (to: BrokerAddress) => connectToBroker(context, jobKeys(secret), to, 0);
  const asked = askBrokers(brokers, connect, { clock: systemClock(), timeoutMs: ASK_MS });
  const gather = await asked.catch((error: unknown) => {
    if (error instanceof RankZeroFailed) throw new NoRunningJob(error.message);
    throw error;
  });
  if (gather !== undefined) return toldByRun(secret, gather);
  const at = brokers.map(({ host, port }) => hostAndPort(host, port)).join(', ');
  const [listening] = await firstReachable(brokers, { timeoutMs: PROBE_MS });
  if (listening === undefined) {
    throw new JobOutOfReach(
      `rankstat run, which knows of the job, cannot be reached at ${at}: it has ended, or run this on its host`,
    );
  }
  throw new JobOutOfReach(
    `rankstat run at ${at} does not say where rank 0 is: it has not come yet; try again, or see what run says`,
  );
}

/** @param where what is said of the place where they were found */
async function reachableOf(jobs: readonly ToldJob[], where: string): Promise<readonly ToldJob[]> {
  const probed = await Promise.all(jobs.map(async (job) => ({ ...job, ...(await reachable(job)) })));
  const found = probed.filter(({ endpoints }) => endpoints.length > 0);
  if (found.length > 0) return found;
  const here = await thisHost();
  const absences = await Promise.all(jobs.map((job) => absenceOf(job, here)));
  throw nobodyThere(absences, where);
}

function nobodyThere(absences: readonly Absence[], where: string): Error {
  const texts = (of: readonly Absence[]) => {
    const shown = of.slice(0, MOST_TOLD).map(({ text }) => text);
    return [...shown, ...(of.length > MOST_TOLD ? [`and ${of.length - MOST_TOLD} more`] : [])].join('; ');
  };
  const outOfReach = absences.filter(({ state }) => state === 'out of reach');
  if (outOfReach.length > 0) return new JobOutOfReach(`the job ${texts(outOfReach)}`);
  return new NoRunningJob(`no running job ${where}: ${texts(absences)}`);
}
