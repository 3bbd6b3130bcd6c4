/**
 * What of a mount's traffic is in the numbers of a file: `seen` is counted exactly, `derived` is bounded or worked out,
 * `blind` is in no number of a file system, `memory` never leaves the host.
 */
export type Visibility = 'seen' | 'derived' | 'blind' | 'memory';

/** Whether a mount can be seen, and the source that sees it. */
export interface MountView {
  readonly visibility: Visibility;
  /** Null if none does. */
  readonly by: string | null;
}

/** What the rule asks of a mount. A file from before has the type only. */
export interface MountFacts {
  readonly type: string;
  readonly options?: string | undefined;
  /** `8:1` */
  readonly device?: string | undefined;
  readonly block_devices?: readonly string[] | undefined;
}

const SEEN: MountView = { visibility: 'seen', by: 'diskstats' };
const BLIND: MountView = { visibility: 'blind', by: null };
const MEMORY: MountView = { visibility: 'memory', by: null };
/** It stands on other file systems of the host, which the kernel does not name: their disks count it, and other things. */
const STACKED: MountView = { visibility: 'derived', by: 'diskstats' };

const BY_TYPE: ReadonlyMap<string, MountView> = new Map([
  ...among('tmpfs ramfs', MEMORY),
  ...among('nfs nfs4', { visibility: 'seen', by: 'nfs' }),
  ...among('lustre', { visibility: 'derived', by: 'lustre' }),
  ...among('overlay aufs ecryptfs unionfs shiftfs', STACKED),
  // They have a device number of their own, and may not say on which disks they are.
  ...among('btrfs bcachefs zfs', SEEN),
  // Clients of storage elsewhere that show an ordinary user nothing of what they do.
  ...among('9p afs beegfs ceph cifs dvs gpfs orangefs panfs pvfs2 smb3 virtiofs wekafs', BLIND),
]);
/** A program is the file system. */
const PROGRAM = /^fuse(?:\.|$)/;
/** Programs that show what lies in local files. */
const LOCAL_PROGRAM = /^fuse\.(?:squashfuse|snapfuse|erofsfuse|gocryptfs|encfs|archivemount|fuse-overlayfs)/;
/** Memory is the disk, and reads and writes go past the block layer; as ext4 and xfs print it. */
const PAST_BLOCK_LAYER = /(?:^|,)dax(?:=always)?(?:,|$)/;

/** The rule, for who records a mount and for who reads of it. The table is in `docs/sources.md`. */
export function visibilityOf({ type, options, device, block_devices }: MountFacts): MountView {
  const known = BY_TYPE.get(type);
  if (known !== undefined) return known;
  if (PROGRAM.test(type)) return LOCAL_PROGRAM.test(type) ? STACKED : BLIND;
  if (PAST_BLOCK_LAYER.test(options ?? '')) return BLIND;
  // Of a file system that is not known: without a disk below it, nobody counts what it does.
  return device?.startsWith('0:') === true && block_devices?.length === 0 ? BLIND : SEEN;
}

/** Whether file systems of this type are on disks themselves: not beside others, in memory or elsewhere. */
export function isOnDisks(type: string): boolean {
  return visibilityOf({ type }) === SEEN;
}

function among(types: string, view: MountView): [string, MountView][] {
  return types.split(' ').map((type) => [type, view]);
}
