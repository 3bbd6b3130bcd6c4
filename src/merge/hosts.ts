import { absentHosts } from '../wire/absent-hosts.ts';
import type { AbsentHost, HelloRecord, JobRecord } from '../wire/records.ts';
import type { Track } from './track.ts';

/** A host of the series file. */
export interface MergedHost<T = Track> {
  /** Its key: the host name; `name#rank` for the second of a name. */
  readonly key: string;
  readonly rank: number | null;
  /** The processes of its rank, in the order in which they came; none for a host that never came. */
  readonly tracks: readonly T[];
}

interface Reported<T> {
  readonly job: Pick<JobRecord, 'expected' | 'hosts'>;
  /** Who has said that it is not recorded. */
  readonly absent?: readonly AbsentHost[];
  /** In the order of ranks. */
  readonly tracks: readonly T[];
}

/** The hosts that reported, by rank, then those that were expected and did not. */
export function mergedHosts<T extends { readonly hello: HelloRecord }>(replay: Reported<T>): MergedHost<T>[] {
  const places = new Map<string, { rank: number; hostname: string; tracks: T[] }>();
  for (const track of replay.tracks) {
    const { rank, hostname } = track.hello;
    const place = `${rank} ${hostname}`; // Another process of a rank can be on another host.
    const found = places.get(place);
    if (found === undefined) places.set(place, { rank, hostname, tracks: [track] });
    else found.tracks.push(track);
  }
  const keys = new Set<string>();
  const reported = [...places.values()].map(({ rank, hostname, tracks }) => {
    const key = keys.has(hostname) ? `${hostname}#${rank}` : hostname;
    keys.add(key);
    return { key, rank, tracks };
  });
  return [...reported, ...missingHosts(replay, keys)];
}

function missingHosts<T extends { readonly hello: HelloRecord }>(
  { job, tracks, absent: said }: Reported<T>,
  keys: ReadonlySet<string>,
): MergedHost<T>[] {
  const absent = absentHosts(
    job,
    tracks.map(({ hello }) => hello),
    keys,
    said,
  );
  return absent.map((key) => ({ key, rank: null, tracks: [] }));
}
