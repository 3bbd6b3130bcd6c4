import { visibilityOf } from '../../procfs/host/mounts/visibility.ts';
import type { HostInfo } from '../../series/schema.ts';
import { isBlind } from '../../series/totals/blind-mounts.ts';

/**
 * What counts for a file system under test: `disk` the block devices that it is on, `nfs` the bytes of its mount, `lustre` those
 * of its targets, `memory` nothing, for it never leaves the host, `blind` nothing that this client can see.
 */
export type StorageKind = 'disk' | 'nfs' | 'lustre' | 'memory' | 'blind';

/** A file system under test, on one host. */
export interface Storage {
  /** Where it is mounted; of a disk without a file system, the disk. */
  readonly mount: string;
  readonly type: string;
  readonly kind: StorageKind;
  /** Block devices, as in `diskstats`; names of it in the sources `nfs` and `lustre`. */
  readonly names: readonly string[];
  /** Why what it reads is not what its disks deliver, and the same of what is written. */
  readonly unlikeRead?: string;
  readonly unlikeWritten?: string;
  readonly isGuess: boolean;
}

type Mount = HostInfo['mounts'][number];

/** The file systems under test of a host, each once, in the order in which they were named. */
export function storageUnderTest(info: HostInfo): Storage[] {
  const found = new Map<string, Storage>();
  for (const { path, mount, guessed = false } of info.targets ?? []) {
    const disk = diskAt(path, info);
    // Of two at one place the last covers the others.
    const at = info.mounts.filter(({ target }) => target === mount).at(-1);
    const storage =
      disk !== undefined
        ? { mount: path, type: 'disk', kind: 'disk' as const, names: [disk] }
        : at === undefined
          ? { mount: mount ?? path, type: 'unknown', kind: 'blind' as const, names: [] }
          : { mount: at.target, type: at.type, ...waysOf(at, info) };
    // A disk is itself: in containers all of them lie on one tmpfs at /dev.
    const key = disk === undefined ? (at?.device ?? storage.mount) : storage.mount;
    if (!found.has(key)) found.set(key, { ...storage, isGuess: guessed });
  }
  return [...found.values()];
}

/** A disk or partition that is named itself. */
function diskAt(path: string, { block_devices }: HostInfo): string | undefined {
  const name = /^\/dev\/(.+)$/.exec(path)?.[1];
  const names = block_devices.flatMap((one) => [one.name, ...one.partitions]);
  return names.find((one) => one === name);
}

function waysOf(
  mount: Mount,
  info: HostInfo,
): Pick<Storage, 'kind' | 'names' | 'unlikeRead' | 'unlikeWritten'> {
  const { visibility, by } = mount.visibility === undefined ? visibilityOf(mount) : mount;
  const blind = { kind: 'blind' as const, names: [] };
  if (visibility === 'memory') return { kind: 'memory', names: [] };
  if (isBlind(mount, info)) return blind;
  if (by === 'nfs') return { kind: 'nfs', names: namesInNfs(mount, info) };
  if (by === 'lustre') return { kind: 'lustre', names: fileSystemOf(mount) };
  const { block_devices: names = [] } = mount;
  return by !== 'diskstats' || names.length === 0 ? blind : { kind: 'disk', names, ...unlikenessOf(mount) };
}

/** `mgs1@o2ib:mgs2@o2ib:/fs1/folder`: the source `lustre` has it by the name that its servers know. */
function fileSystemOf({ source }: Mount): string[] {
  const name = /:\/([^/:]+)[^:]*$/.exec(source)?.[1];
  return name === undefined ? [] : [name];
}

/** The source `nfs` has a file system by the name of the mount that came first. */
function namesInNfs({ device, target }: Mount, { mounts }: HostInfo): string[] {
  const same = mounts.filter((one) => device !== undefined && one.device === device);
  return [...new Set([target, ...same.map((one) => one.target)])];
}

/** File systems that write several copies, or fewer bytes than were written. */
function unlikenessOf({
  type,
  options = '',
  block_devices = [],
}: Mount): Pick<Storage, 'unlikeRead' | 'unlikeWritten'> {
  const compresses = /(?:^|,)compress(?:-force|ion)?(?:=(?!no\b|none\b)|,|$)/.test(options);
  const why = `${type} compresses`;
  if (compresses) return { unlikeRead: why, unlikeWritten: why };
  return block_devices.length > 1 ? { unlikeWritten: `${type} may write copies to several disks` } : {};
}
