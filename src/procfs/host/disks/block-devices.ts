import path from 'node:path';
import { chosen } from '../settings.ts';
import { isEntry, isFolder, readCounter, readNames, readValue } from '../small-file.ts';
import { deviceName, entryName } from './device-name.ts';
import type { DiskPath } from './disk-path.ts';
import { headOf } from './nvme.ts';
import { diskByName } from './partition-name.ts';
import { diskPathOf } from './transport.ts';

/** A whole disk, or what acts as one: it has a folder in `/sys/block`. */
export interface BlockDevice extends DiskPath {
  /** As in diskstats. */
  readonly name: string;
  /** In sectors of 512 bytes, whatever the disk's own. */
  readonly size_sectors: number | bigint | null;
  readonly rotational: boolean | null;
  readonly partitions: string[];
  /** Devices built on this one. On a partition's holders see their `slaves`. */
  readonly holders: string[];
  /** Devices that this one is built on. */
  readonly slaves: string[];
  readonly dm_name: string | null;
  readonly model: string | null;
  /** The I/O scheduler in force, and the read-ahead in KiB, where the kernel tells. */
  readonly scheduler?: string | undefined;
  readonly read_ahead_kb?: number | bigint | undefined;
}

// There can be thousands of these, and nothing but their size is of interest.
const SIZE_ONLY = /^(loop|ram)\d/;

/**
 * Reads `/sys/block`, in the order of names.
 * @see https://docs.kernel.org/admin-guide/abi-stable.html (sysfs-block)
 */
export function readBlockDevices(sysfs: string): BlockDevice[] {
  const folder = path.join(sysfs, 'block');
  return readNames(folder).map((entry) => readBlockDevice(folder, entry));
}

/**
 * Those of the devices in `/sys/block` that are not `known` and have one of these names, and those that they have changed:
 * the disk of a partition that is new, the RAID that a disk was added to.
 */
export function readNewBlockDevices(
  sysfs: string,
  names: readonly string[],
  known: readonly BlockDevice[],
): BlockDevice[] {
  const folder = path.join(sysfs, 'block');
  const there = (name: string) => isEntry(entryName(name)) && isFolder(path.join(folder, entryName(name)));
  const read = (name: string) => readBlockDevice(folder, entryName(name));
  const old = new Set(known.flatMap(({ name, partitions }) => [name, ...partitions]));
  const unknown = names.filter((name) => !old.has(name));
  const found = new Map(unknown.filter(there).map((name) => [name, read(name)]));
  const changed = [
    ...[...found.values()].flatMap((device) => holdersOf(folder, device)),
    ...unknown.flatMap((name) => (found.has(name) ? [] : (diskWithPartition(folder, name) ?? []))),
    // Paths need not be listed, and one more is a change of what it leads to.
    ...[...found.values()].flatMap(({ name, paths = [] }) => [...paths, headOf(name) ?? '']),
  ];
  for (const name of changed) if (!found.has(name) && there(name)) found.set(name, read(name));
  return [...found.values()];
}

/** Devices that are built on this one or on a partition of it. */
function holdersOf(folder: string, { name, partitions, holders }: BlockDevice): string[] {
  const device = path.join(folder, entryName(name));
  const above = partitions.map((part) => path.join(device, entryName(part), 'holders'));
  return [...holders, ...above.flatMap((one) => readNames(one).map(deviceName))];
}

/** The disk that this is a partition of; undefined if it is none. */
function diskWithPartition(folder: string, name: string): string | undefined {
  const disk = diskByName(name);
  if (disk === undefined || !isEntry(entryName(disk)) || !isEntry(entryName(name))) return undefined;
  return isPartition(path.join(folder, entryName(disk)), entryName(disk), entryName(name)) ? disk : undefined;
}

function readBlockDevice(folder: string, entry: string): BlockDevice {
  const device = path.join(folder, entry);
  const size = readCounter(path.join(device, 'size'));
  const name = deviceName(entry);
  if (SIZE_ONLY.test(entry)) return { ...UNKNOWN, name, size_sectors: size };
  const entries = readNames(device);
  const has = new Set(entries);
  return {
    name,
    size_sectors: size,
    rotational: yesOrNo(readValue(path.join(device, 'queue/rotational'))),
    partitions: entries.filter((part) => isPartition(device, entry, part)).map(deviceName),
    holders: readNames(path.join(device, 'holders')).map(deviceName),
    slaves: readNames(path.join(device, 'slaves')).map(deviceName),
    dm_name: has.has('dm') ? readValue(path.join(device, 'dm/name')) : null,
    model: has.has('device') ? readValue(path.join(device, 'device/model')) : null,
    ...queueOf(path.join(device, 'queue')),
    ...diskPathOf(folder, entry),
  };
}

const UNKNOWN = { rotational: null, partitions: [], holders: [], slaves: [], dm_name: null, model: null };

function queueOf(queue: string): Pick<BlockDevice, 'scheduler' | 'read_ahead_kb'> {
  const scheduler = chosen(readValue(path.join(queue, 'scheduler')));
  const read_ahead_kb = readCounter(path.join(queue, 'read_ahead_kb'));
  return {
    ...(scheduler === null ? {} : { scheduler }),
    ...(read_ahead_kb === null ? {} : { read_ahead_kb }),
  };
}

// The kernel names partitions after their disk; the name alone would not do, the file decides.
function isPartition(device: string, disk: string, entry: string): boolean {
  return entry.startsWith(disk) && readValue(path.join(device, entry, 'partition')) !== null;
}

function yesOrNo(value: string | null): boolean | null {
  if (value === '1') return true;
  return value === '0' ? false : null;
}
