import type { HostInfo } from '../schema.ts';

/** A mount of a host whose traffic is in no number of the file. */
export interface BlindMount {
  readonly target: string;
  readonly type: string;
}

/** Clients of storage elsewhere that show an ordinary user nothing of what they do. */
const BLIND: ReadonlySet<string> = new Set(
  `9p afs beegfs ceph cifs dvs gpfs lustre orangefs panfs pvfs2 smb3 virtiofs wekafs`.split(' '),
);
/** Programs that are file systems, but for those that show what lies in a local file. */
const BLIND_PROGRAM = /^fuse\.(?!squashfuse|snapfuse|erofsfuse|gocryptfs|encfs|archivemount)/;
/** By the source that sees them, which must have been read. */
const SEEN_BY: ReadonlyMap<string, string> = new Map([
  ['nfs', 'nfs'],
  ['nfs4', 'nfs'],
]);

/**
 * The mounts whose traffic no source has seen: it is in no total, and that is not a 0. Local file systems are seen on their
 * disks. The table is in `docs/sources.md`.
 */
export function blindMounts({ mounts, sources, settings }: HostInfo): BlindMount[] {
  return mounts
    .filter(({ type }) => {
      const source = SEEN_BY.get(type);
      // A file of before says nothing of the source, and has no settings; else nobody wanted it to be read.
      if (source !== undefined) return (sources[source] ?? (settings && 'not wanted') ?? 'ok') !== 'ok';
      return BLIND.has(type) || BLIND_PROGRAM.test(type);
    })
    .map(({ target, type }) => ({ target, type }));
}
