import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { replay } from '../../merge/replay.ts';
import type { Track } from '../../merge/track.ts';
import { withParts } from '../../wire/journal/parts.ts';
import { isOwnJournal } from '../files.ts';
import { jobRecordOf, type KnownJob, whyOfAnother } from './job-of-journal.ts';

/** What the clock of a file server is allowed to be behind, ms. */
const SERVER_MS = 2000;

/**
 * The journals in a directory that ranks of this job have kept for themselves. That they are of this one is seen by what
 * they say of it (launcher, ids of job and step, interval), by when their rank began, and by when they were written
 * last: a job before it in the same allocation has the same ids under mpirun.
 * @returns their paths, sorted; none if the directory cannot be read
 */
export async function ownJournalsOf(directory: string, job: KnownJob): Promise<string[]> {
  const names = await readdir(directory).catch((): string[] => []);
  const found: string[] = [];
  for (const name of names.sort()) {
    if (!isOwnJournal(name, job.facts.benchmark_type)) continue;
    const file = path.join(directory, name);
    const facts = await stat(file).catch(() => undefined);
    if (!facts?.isFile() || facts.mtimeMs < job.began - SERVER_MS) continue;
    const kept = await jobRecordOf(file);
    if (kept?.kept_by !== undefined && whyOfAnother(kept, job) === undefined) found.push(file);
  }
  return found;
}

/**
 * Tells of a journal that a rank has kept, and its parts, whether all of it is in these others, too. False if that cannot be
 * seen. They are read once, when it is asked for the first time.
 */
export function hasAllOf(others: readonly string[]): (file: string) => Promise<boolean> {
  let have: Promise<ReadonlyMap<string, Track>> | undefined;
  return async (file) => {
    try {
      have ??= tracksOf(others);
      const known = await have;
      const { tracks, damage } = await replay(await withParts(file));
      const isThere = (track: Track) => {
        const other = known.get(nameOf(track));
        return other !== undefined && other.seq >= track.seq && other.holes.size === 0;
      };
      return damage.length === 0 && tracks.every(isThere);
    } catch {
      return false;
    }
  };
}

async function tracksOf(journals: readonly string[]): Promise<ReadonlyMap<string, Track>> {
  const { tracks } = await replay(journals);
  return new Map(tracks.map((track) => [nameOf(track), track]));
}

/** Which process of which rank it is. */
function nameOf({ hello: { rank, id } }: Track): string {
  return `${rank}/${id}`;
}
