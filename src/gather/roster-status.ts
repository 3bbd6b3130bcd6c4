import type { Status } from '../wire/control.ts';
import type { Roster } from './roster.ts';

/** A host that was silent for so many intervals, and this long, is shown as silent. */
const SILENT_INTERVALS = 3;
const SILENT_MS = 30_000;

/** The hosts of a roster for those who ask for the job's status. @param now monotonic ms */
export function hostsStatus(roster: Roster, intervalMs: number, now: number): NonNullable<Status['hosts']> {
  const silentMs = Math.max(SILENT_MS, SILENT_INTERVALS * intervalMs);
  return Array.from(roster.members, ({ hostname, rank, samples, ended, heard }) => ({
    host: hostname,
    rank,
    samples,
    state: ended ? 'ended' : now - heard > silentMs ? 'silent' : 'sampling',
    last_heard_ms_ago: Math.round(now - heard),
  }));
}
