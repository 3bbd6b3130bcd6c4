import { stat } from 'node:fs/promises';
import { readJournal } from '../../wire/journal/reader.ts';
import { type JobFacts, type JobRecord, parseJournalHead } from '../../wire/records.ts';
import { startOfJournal } from './start-of-journal.ts';

/** What the first record of a journal says, which is of the job; undefined if it is of something else, or damaged. */
export async function jobRecordOf(file: string): Promise<JobRecord | undefined> {
  try {
    for await (const [first] of readJournal(file, () => {})) {
      if (first === undefined) continue;
      const head = parseJournalHead(first.head);
      return head.type === 'job' ? head : undefined;
    }
  } catch {
    // Whoever reads all of it will say what is wrong.
  }
  return undefined;
}

/** A job, as far as the journals that ranks have kept for themselves tell that they are of it. */
export interface KnownJob {
  readonly facts: JobFacts;
  /** When rank 0 began, and until when it was there, wall clock ms. */
  readonly began: number;
  readonly ended: number;
}

/** Ranks of one launch begin within this time, ms: large launches take theirs. */
const LAUNCH_MS = 120_000;

/** Why a journal that a rank has kept for itself cannot be of this job; undefined if it can. */
export function whyOfAnother(kept: JobRecord, { facts, began, ended }: KnownJob): string | undefined {
  if (!areAlike(kept, facts)) return 'it is of another job';
  if (kept.time < began - LAUNCH_MS) return 'by its clock its rank began before the job';
  return kept.time > ended ? 'by its clock its rank began after the job' : undefined;
}

/** A launcher need not tell all ranks of the batch job; nor do all see the same list of hosts. */
function areAlike(one: JobFacts, other: JobFacts): boolean {
  const known = (a: string | null, b: string | null) => a === null || b === null || a === b;
  return (
    one.launcher === other.launcher &&
    one.benchmark_type === other.benchmark_type &&
    one.interval_ms === other.interval_ms &&
    known(one.job_id, other.job_id) &&
    known(one.step_id, other.step_id)
  );
}

/** A journal that is not merged with others. */
export interface OfAnotherJob {
  readonly journal: string;
  readonly why: string;
}

/**
 * Those of several journals that are of one job: rank 0's, or else the first, tells which. A pattern for names can match
 * those of other jobs, whose samples must not become this one's.
 */
export async function ofOneJob(
  journals: readonly string[],
): Promise<{ readonly journals: readonly string[]; readonly leftOut: readonly OfAnotherJob[] }> {
  const known = new Map<string, JobRecord>();
  for (const journal of journals) {
    const record = await jobRecordOf(journal);
    if (record !== undefined) known.set(journal, record);
  }
  const job = [...known.values()].find(({ kept_by }) => kept_by === undefined) ?? known.values().next().value;
  if (job === undefined) return { journals, leftOut: [] };
  const isRankZeros = (record: JobRecord) => record.kept_by === undefined;
  const times = [...known]
    .filter(([, record]) => isRankZeros(record))
    .map(async ([file]) => (await stat(file)).mtimeMs);
  const ended = times.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...(await Promise.all(times)));
  const start = await startOf(job, known);
  const leftOut: OfAnotherJob[] = [];
  for (const [journal, record] of known) {
    const why = isRankZeros(record)
      ? whyNotTheSame(record, job)
      : (whyOfAnother(record, { facts: job, began: times.length === 0 ? 0 : job.time, ended }) ??
        (start.isOfAnother(record) ? 'its ticks are those of another job' : undefined));
    if (why !== undefined) leftOut.push({ journal, why });
  }
  const isLeftOut = (journal: string) => leftOut.some((one) => one.journal === journal);
  return { journals: journals.filter((journal) => !isLeftOut(journal)), leftOut };
}

/** Which journals have a tick 0 that is not that of the job, which is rank 0's or else that of the first that says one. */
async function startOf(job: JobRecord, known: ReadonlyMap<string, JobRecord>) {
  const found: { readonly record: JobRecord; readonly start: number }[] = [];
  for (const [file, record] of known) {
    // Whoever reads all of it will say what is wrong.
    const start = known.size < 2 ? undefined : await startOfJournal(file).catch(() => undefined);
    if (start !== undefined) found.push({ record, start });
  }
  // Each part of a journal begins with the same record, and only the first has a start.
  const named = ({ time, kept_by }: JobRecord) => `${time} ${kept_by}`;
  const one =
    found.find(({ record }) => named(record) === named(job)) ??
    found.find(({ record }) => record.kept_by !== undefined);
  const others = new Set(
    found.filter(({ start }) => start !== one?.start).map(({ record }) => named(record)),
  );
  return { isOfAnother: (record: JobRecord) => others.has(named(record)) };
}

/** Rank 0 begins its journal once, and each part of it with the same. */
function whyNotTheSame(one: JobRecord, other: JobRecord): string | undefined {
  return one.time === other.time && areAlike(one, other) ? undefined : 'it is of another job';
}
