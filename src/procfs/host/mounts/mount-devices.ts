import path from 'node:path';
import { deviceName, entryName } from '../disks/device-name.ts';
import type { MountLine } from '../mount-lines.ts';
import { isEntry, isFolder, readCounter, readLinkName, readNames, readValue } from '../small-file.ts';
import { isOnDisks } from './visibility.ts';

/** A device with members of its own number, which the mount's number does not name. */
const SPANNING: ReadonlySet<string> = new Set(['btrfs', 'bcachefs']);

/**
 * The block devices that the file system of a mount is on, as diskstats calls them; none where it is on none, or where it
 * does not say, as zfs. Only `/sys` is asked: a mount that is touched can hang.
 */
export function blockDevicesOf({ device, type, source }: MountLine, sysfs: string): string[] {
  if (!isOnDisks(type)) return [];
  if (SPANNING.has(type)) return spanned(type, source, sysfs);
  // The number 0:N is nobody's: the kernel gives it to what has no device.
  if (device.startsWith('0:') || !isEntry(device)) return [];
  const name = readLinkName(path.join(sysfs, 'dev/block', device));
  return name === null ? [] : [deviceName(name)];
}

/**
 * How far the kernel reads ahead in a file system that is on no disk of the host, KiB: NFS and FUSE have this for
 * themselves, those on disks have that of the disk.
 * @see `super_setup_bdi_name` in fs/nfs/super.c and fs/fuse/inode.c
 */
export function readAheadOf({ device }: MountLine, sysfs: string): number | bigint | null {
  if (!device.startsWith('0:') || !isEntry(device)) return null;
  const folder = path.join(sysfs, 'class/bdi');
  return (
    readCounter(path.join(folder, device, 'read_ahead_kb')) ??
    readCounter(path.join(folder, `${device}-fuse`, 'read_ahead_kb'))
  );
}

/** `source` is the member that was mounted; of bcachefs all of them, `/dev/sda:/dev/sdb`. */
function spanned(type: string, source: string, sysfs: string): string[] {
  const named = source.split(':').flatMap((one) => nameOf(one, sysfs) ?? []);
  if (type !== 'btrfs') return named;
  // fs/btrfs/sysfs.c: there is a folder for each one that is mounted, and `features`.
  const folder = path.join(sysfs, 'fs/btrfs');
  const all = readNames(folder)
    .map((uuid) => readNames(path.join(folder, uuid, 'devices')).map(deviceName))
    .filter((members) => members.length > 0);
  const own = all.find((members) => members.some((name) => named.includes(name)));
  // A source such as /dev/root or /dev/disk/by-label/x names no device, and does not have to if there is but one.
  return own ?? (named.length === 0 && all.length === 1 ? (all[0] ?? []) : named);
}

/** The device that a path in `/dev` is called in diskstats; undefined if `/sys` does not know it. */
function nameOf(file: string, sysfs: string): string | undefined {
  if (!file.startsWith('/dev/')) return undefined;
  const name = file.slice('/dev/'.length);
  const entry = entryName(name);
  if (isEntry(entry) && isFolder(path.join(sysfs, 'class/block', entry))) return name;
  const mapped = name.startsWith('mapper/') ? name.slice('mapper/'.length) : volumeName(name);
  if (mapped === undefined) return undefined;
  const folder = path.join(sysfs, 'block');
  return readNames(folder).find(
    (disk) => disk.startsWith('dm-') && readValue(path.join(folder, disk, 'dm/name')) === mapped,
  );
}

/** `vg/lv` as device-mapper has it: a hyphen in a name is doubled. */
function volumeName(name: string): string | undefined {
  const [group, volume, ...more] = name.split('/');
  if (group === undefined || volume === undefined || more.length > 0) return undefined;
  return `${group.replaceAll('-', '--')}-${volume.replaceAll('-', '--')}`;
}
