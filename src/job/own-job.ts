import type { Clock } from '../system/clock.ts';
import { bareRecord, type JobFacts, PROTOCOL, type RecordBytes, type Schedule } from '../wire/records.ts';

/** How samples are taken, but for when tick 0 is. */
export type Limits = Pick<Schedule, 'max_samples' | 'on_full'>;

/** The schedule of a rank that is alone: it begins at once, at a multiple of the interval as every other does. */
export function ownSchedule(intervalMs: number, limits: Limits, clock: Clock): Schedule {
  const start = Math.ceil(clock.wall() / intervalMs) * intervalMs;
  return { start, interval_ms: intervalMs, ...limits };
}

/** What the journal of one rank alone says of the job, so that it can be recovered without rank 0's. */
export function aboutOwnJob(
  job: JobFacts,
  { schedule, rank, time }: { readonly schedule: Schedule; readonly rank: number; readonly time: number },
): RecordBytes[] {
  const record = { type: 'job' as const, nth: 1, protocol: PROTOCOL, time, kept_by: rank, ...job };
  const start = { type: 'start' as const, nth: 2, ...schedule };
  return [bareRecord(record), bareRecord(start)];
}
