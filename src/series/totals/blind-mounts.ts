import { visibilityOf } from '../../procfs/host/mounts/visibility.ts';
import type { HostInfo } from '../schema.ts';

/** A mount of a host whose traffic is in no number of the file. */
export interface BlindMount {
  readonly target: string;
  readonly type: string;
}

/**
 * The mounts whose traffic no source has seen: it is in no total, and that is not a 0. Local file systems are seen on their
 * disks. What a file from before does not say of a mount its type does.
 */
export function blindMounts(info: HostInfo): BlindMount[] {
  return info.mounts.filter((mount) => isBlind(mount, info)).map(({ target, type }) => ({ target, type }));
}

/** Whether no source has seen what goes through a mount. */
export function isBlind(mount: HostInfo['mounts'][number], info: HostInfo): boolean {
  const { visibility, by } = mount.visibility === undefined ? visibilityOf(mount) : mount;
  return visibility === 'blind' || (by != null && !wasRead(by, info));
}

/** Whether the source that would see a mount was read at first. */
function wasRead(source: string, { sources, settings }: HostInfo): boolean {
  // Disks are in every file, but if nobody wants them, which is known then.
  if (source === 'diskstats') return true;
  const outcome = sources[source];
  if (outcome !== undefined) return outcome === 'ok';
  // A file of before says nothing of NFS, and has no settings; else nobody wanted it to be read.
  return source === 'nfs' && settings === undefined;
}
