import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { replay } from '../../merge/replay.ts';
import { withParts } from '../../wire/journal/parts.ts';
import { readJournal } from '../../wire/journal/reader.ts';
import { type JobFacts, type JobRecord, parseJournalHead } from '../../wire/records.ts';
import { isOwnJournal } from '../files.ts';

/** A job, as far as the journals tell that ranks have kept for themselves. */
export interface JobOfJournals {
  readonly facts: JobFacts;
  /** When rank 0 began, and when the job was stopped, wall clock ms. */
  readonly began: number;
  readonly stopped: number;
}

/** Ranks of one launch begin within this time, ms: large launches take their time. */
const LAUNCH_MS = 120_000;
/** What the clock of a file server is allowed to be behind, ms. */
const SERVER_MS = 2000;

/**
 * The journals in a directory that ranks of this job have kept for themselves. That they are of this one is seen by what
 * they say of it (launcher, ids of job and step, interval, hosts), by when their rank began, and by when they were written
 * last: a job before it in the same allocation has the same ids under mpirun.
 * @returns their paths, sorted; none if the directory cannot be read
 */
export async function ownJournalsOf(directory: string, job: JobOfJournals): Promise<string[]> {
  const names = await readdir(directory).catch((): string[] => []);
  const found: string[] = [];
  for (const name of names.sort()) {
    if (!isOwnJournal(name, job.facts.benchmark_type)) continue;
    const file = path.join(directory, name);
    const facts = await stat(file).catch(() => undefined);
    if (!facts?.isFile() || facts.mtimeMs < job.began - SERVER_MS) continue;
    const kept = await jobRecordOf(file).catch(() => undefined);
    if (kept?.kept_by !== undefined && isOf(kept, job)) found.push(file);
  }
  return found;
}

/** Whether all that a rank has kept in a journal and its parts is in the others, too. False if that cannot be seen. */
export async function isWithin(others: readonly string[], file: string): Promise<boolean> {
  try {
    const have = (await replay(others)).tracks;
    const { tracks, damage } = await replay(await withParts(file));
    return (
      damage.length === 0 &&
      tracks.every(({ hello: { rank, id }, seq }) =>
        have.some((track) => track.hello.rank === rank && track.hello.id === id && track.seq >= seq),
      )
    );
  } catch {
    return false;
  }
}

function isOf(kept: JobRecord, { facts, began, stopped }: JobOfJournals): boolean {
  const about = ({ launcher, job_id, step_id, benchmark_type, interval_ms, hosts }: JobFacts) =>
    JSON.stringify([launcher, job_id, step_id, benchmark_type, interval_ms, [...hosts].sort()]);
  return about(kept) === about(facts) && kept.time >= began - LAUNCH_MS && kept.time <= stopped;
}

/** What the first record says, which is of the job. */
async function jobRecordOf(file: string): Promise<JobRecord | undefined> {
  for await (const [first] of readJournal(file, () => {})) {
    if (first === undefined) continue;
    const head = parseJournalHead(first.head);
    return head.type === 'job' ? head : undefined;
  }
  return undefined;
}
