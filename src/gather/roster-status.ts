import type { Status } from '../wire/control.ts';
import type { Member, Roster } from './roster.ts';

/** A host that was silent for so many intervals, and this long, is shown as silent. */
const SILENT_INTERVALS = 3;
const SILENT_MS = 30_000;

/** The hosts of a roster for those who ask for the job's status. @param now monotonic ms */
export function hostsStatus(roster: Roster, intervalMs: number, now: number): NonNullable<Status['hosts']> {
  return Array.from(roster.members, (member) => ({
    host: member.hostname,
    rank: member.rank,
    samples: member.samples,
    state: memberState(member, intervalMs, now),
    last_heard_ms_ago: Math.round(now - member.heard),
  }));
}

/** Whether a host samples, has ended, or was not heard for long. @param now monotonic ms */
export function memberState(
  { ended, heard }: Member,
  intervalMs: number,
  now: number,
): 'sampling' | 'ended' | 'silent' {
  if (ended) return 'ended';
  return now - heard > Math.max(SILENT_MS, SILENT_INTERVALS * intervalMs) ? 'silent' : 'sampling';
}
