import path from 'node:path';
import { readInteger, readNames, readValue } from './small-file.ts';

/** A whole disk, or what acts as one: it has a folder in `/sys/block`. */
export interface BlockDevice {
  /** As in diskstats. */
  readonly name: string;
  /** In sectors of 512 bytes, whatever the disk's own. */
  readonly size_sectors: number | bigint | null;
  readonly rotational: boolean | null;
  readonly partitions: string[];
  /** Devices built on this one. On a partition's holders see their `slaves`. */
  readonly holders: string[];
  /** Devices that this one is built on. Who has any must not be added to totals. */
  readonly slaves: string[];
  readonly dm_name: string | null;
  readonly model: string | null;
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

function readBlockDevice(folder: string, entry: string): BlockDevice {
  const device = path.join(folder, entry);
  const size = readInteger(path.join(device, 'size'));
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
  };
}

const UNKNOWN = { rotational: null, partitions: [], holders: [], slaves: [], dm_name: null, model: null };

// `/` cannot stand in a file name: `cciss/c0d0` is `cciss!c0d0` in sysfs.
function deviceName(entry: string): string {
  return entry.replaceAll('!', '/');
}

// The kernel names partitions after their disk; the name alone would not do, the file decides.
function isPartition(device: string, disk: string, entry: string): boolean {
  return entry.startsWith(disk) && readValue(path.join(device, entry, 'partition')) !== null;
}

function yesOrNo(value: string | null): boolean | null {
  if (value === '1') return true;
  return value === '0' ? false : null;
}
