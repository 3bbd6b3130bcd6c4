import fs from 'node:fs';
import path from 'node:path';
import { readCount, readLinkName, readNames, readValue } from './small-file.ts';

/** A network interface. */
export interface NetworkInterface {
  readonly name: string;
  /** Hardware, or what a virtual machine takes for it, is behind it: only such are added to totals. */
  readonly has_device: boolean;
  /** Null if the link is down or has no speed. */
  readonly speed_mbps: number | null;
  readonly mtu: number | null;
  readonly driver: string | null;
  /** The bond or bridge that it belongs to. */
  readonly master: string | null;
  readonly operstate: string | null;
}

/** What 32-bit kernels and some drivers print for an unknown speed, -1 elsewhere. */
const UNKNOWN_SPEED = 0xffffffff;

/**
 * Reads `/sys/class/net`, in the order of names.
 * @see https://docs.kernel.org/admin-guide/abi-testing.html (sysfs-class-net)
 */
export function readInterfaces(sysfs: string): NetworkInterface[] {
  const folder = path.join(sysfs, 'class/net');
  return readNames(folder)
    .filter((name) => isFolder(path.join(folder, name))) // bonding_masters is a file
    .map((name) => readInterface(folder, name));
}

function readInterface(folder: string, name: string): NetworkInterface {
  const at = path.join(folder, name);
  // A link that is down answers EINVAL; drivers without a speed say 0, -1 or its unsigned twin.
  const speed = readCount(path.join(at, 'speed'));
  return {
    name,
    has_device: fs.existsSync(path.join(at, 'device')),
    speed_mbps: speed === 0 || speed === UNKNOWN_SPEED ? null : speed,
    mtu: readCount(path.join(at, 'mtu')),
    driver: readLinkName(path.join(at, 'device/driver')),
    master: readLinkName(path.join(at, 'master')),
    operstate: readValue(path.join(at, 'operstate')),
  };
}

function isFolder(entry: string): boolean {
  try {
    return fs.statSync(entry).isDirectory();
  } catch {
    return false;
  }
}
