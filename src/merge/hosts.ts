import type { HelloRecord, JobRecord } from '../wire/records.ts';
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

/**
 * Names come from the launcher and need not be the hosts' own; so the number of missing hosts is what is
 * certain, and of the names that nobody answers to so many are taken.
 */
function missingHosts<T extends { readonly hello: HelloRecord }>(
  { job, tracks }: Reported<T>,
  keys: ReadonlySet<string>,
): MergedHost<T>[] {
  const present = new Set(
    tracks.flatMap(({ hello }) => [hello.hostname, shortName(hello.hostname), hello.node]),
  );
  const ranks = new Set(tracks.map(({ hello }) => hello.rank));
  const missing = Math.max(0, (job.expected ?? job.hosts.length) - ranks.size);
  const names = job.hosts.filter((name) => !present.has(name) && !present.has(shortName(name)));
  const unnamed = Array.from({ length: missing }, (_, nth) => `unknown#${nth + 1}`);
  return [...names, ...unnamed]
    .filter((name) => !keys.has(name))
    .slice(0, missing)
    .map((key) => ({ key, rank: null, tracks: [] }));
}

/** A host name without its domain. */
function shortName(name: string): string {
  return name.split('.', 1)[0] ?? name;
}
