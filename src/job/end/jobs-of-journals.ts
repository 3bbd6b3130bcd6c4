import path from 'node:path';
import { withAllParts } from '../../wire/journal/parts.ts';
import type { JobRecord } from '../../wire/records.ts';
import { jobRecordOf, ofOneJob } from './job-of-journal.ts';

/**
 * Journals by the jobs that they are of, with the parts that lie beside them: each of rank 0 begins a job, and those that
 * ranks have kept for themselves go to the one that they tell of, as `ofOneJob` has it. One that does not say goes with the
 * others if these are all of one job.
 * @returns for each job its journals, in the order in which the first of each was given
 */
export async function byJob(given: readonly string[]): Promise<string[][]> {
  const journals = await withAllParts(given);
  const { gathered, kept, unknown } = await sorted(journals);
  let left: readonly string[] = kept;
  const jobs: string[][] = [];
  for (const ofRankZero of gathered) {
    const found = await ofOneJob([...ofRankZero, ...left]);
    jobs.push([...found.journals]);
    left = found.leftOut.map(({ journal }) => journal);
  }
  while (left.length > 0) {
    const found = await ofOneJob(left);
    jobs.push([...found.journals]);
    left = found.leftOut.map(({ journal }) => journal);
  }
  if (jobs.length === 1) jobs[0]!.push(...unknown);
  else jobs.push(...(await Promise.all(unknown.map((one) => withAllParts([one])))));
  const places = new Map(given.map((journal, at) => [path.resolve(journal), at]));
  const first = (job: readonly string[]) =>
    Math.min(...job.map((journal) => places.get(path.resolve(journal)) ?? given.length));
  return jobs.sort((a, b) => first(a) - first(b));
}

/** Those of rank 0, together where they say the same; those that ranks have kept; those that do not say. */
async function sorted(journals: readonly string[]) {
  const gathered = new Map<string, string[]>();
  const kept: string[] = [];
  const unknown: string[] = [];
  for (const journal of journals) {
    const record = await jobRecordOf(journal);
    if (record === undefined) unknown.push(journal);
    else if (record.kept_by !== undefined) kept.push(journal);
    else {
      const job = nameOf(record);
      gathered.set(job, [...(gathered.get(job) ?? []), journal]);
    }
  }
  return { gathered: [...gathered.values()], kept, unknown };
}

/** Each part of a journal, and a copy of it, begins with the same record. */
function nameOf(record: JobRecord): string {
  return JSON.stringify(record);
}
