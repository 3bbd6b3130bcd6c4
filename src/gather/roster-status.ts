import type { Status } from '../wire/control.ts';
import type { Roster } from './roster.ts';

/** A host that was silent for so many intervals, and this long, is shown as silent. */
const SILENT_INTERVALS = 3;
const SILENT_MS = 30_000;

/** What a roster tells those who ask for the job's status. @param now monotonic ms */
export function rosterStatus(
  roster: Roster,
  intervalMs: number,
  now: number,
): Pick<Status, 'ready' | 'ended' | 'samples' | 'hosts'> {
  const silentMs = Math.max(SILENT_MS, SILENT_INTERVALS * intervalMs);
  return {
    ready: roster.ready,
    ended: roster.ended,
    samples: roster.members.reduce((sum, { samples }) => sum + samples, 0),
    hosts: roster.members.map(({ hostname, rank, samples, ended, heard }) => ({
      host: hostname,
      rank,
      samples,
      state: ended ? 'ended' : now - heard > silentMs ? 'silent' : 'sampling',
      last_heard_ms_ago: Math.round(now - heard),
    })),
  };
}
