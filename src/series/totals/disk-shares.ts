import { diskByName } from '../../procfs/host/disks/partition-name.ts';
import type { HostInfo } from '../schema.ts';
import type { Share } from './share.ts';

// All are matched at the start of the name only.
/** Memory, files of a file system that is on a disk itself, removable media. */
const NO_STORAGE = /^(?:loop|ploop|ram|zram|sr|fd)\d/;
/** On disks that are there, too, which `slaves` does not say: ZFS volumes, PowerPath, Veritas, DRBD. */
const ON_DISKS = /^(?:zd\d|emcpower[a-z]|VxDMP\d|VxVM\d|drbd\d)/;
/** Of devices that the host information does not have: device-mapper, RAID, bcache. */
const LAYER = /^(?:dm-|md|md_d|bcache)\d/;
/** A path of NVMe's native multipath, `nvme0c1n1`; its head is `nvme0n1`. */
const NVME_PATH = /^(nvme\d+)c\d+(n\d+)$/;

/** The share of each device of a list with these names. */
export function diskShares(names: readonly string[], info: HostInfo | undefined): Share[] {
  const listed = new Set(names);
  const slavesOf = new Map<string, readonly string[]>();
  const diskOf = new Map<string, string>();
  for (const { name, slaves, partitions } of info?.block_devices ?? []) {
    slavesOf.set(name, slaves);
    for (const partition of partitions) diskOf.set(partition, name);
  }
  const shareOf = (name: string, depth: number): Share => {
    if (NO_STORAGE.test(name)) return 'never';
    if (ON_DISKS.test(name)) return 'carried';
    const head = headOf(name);
    if (head !== undefined && listed.has(head)) return 'carried';
    const slaves = slavesOf.get(name);
    if (slaves !== undefined) return slaves.length === 0 ? 'counted' : standingOn(slaves, depth);
    const disk = diskOf.get(name) ?? listedDisk(name, listed);
    if (disk !== undefined) return standingOn([disk], depth);
    return LAYER.test(name) ? 'carried' : 'counted';
  };
  // What stands on memory only, such as the root of a node without disks, is none, too. Deeper than this nothing is.
  const standingOn = (below: readonly string[], depth: number): Share =>
    depth < 16 && below.every((name) => shareOf(name, depth + 1) === 'never') ? 'never' : 'carried';
  return names.map((name) => shareOf(name, 0));
}

/** Where in a list a path of NVMe's native multipath is, and the device that it is a path of. */
export interface HeadOfPath {
  readonly path: number;
  readonly head: number;
}

/** The paths of a list whose heads are in it, too. */
export function headsOfPaths(names: readonly string[]): HeadOfPath[] {
  const paths = names.flatMap((name, path) => {
    const head = headOf(name);
    return head === undefined ? [] : [{ path, head: names.indexOf(head) }];
  });
  return paths.filter(({ head }) => head >= 0);
}

function headOf(name: string): string | undefined {
  const [, controller, namespace] = NVME_PATH.exec(name) ?? [];
  return controller === undefined ? undefined : `${controller}${namespace}`;
}

function listedDisk(name: string, listed: ReadonlySet<string>): string | undefined {
  const disk = diskByName(name);
  return disk !== undefined && listed.has(disk) ? disk : undefined;
}
