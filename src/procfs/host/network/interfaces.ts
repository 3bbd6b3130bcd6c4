import fs from 'node:fs';
import path from 'node:path';
import { type PciPlace, pciPlaceOf, realFolder } from '../pci-place.ts';
import { isEntry, isFolder, readCount, readLinkName, readNames, readValue } from '../small-file.ts';
import { isBehindUplink } from './embedded-switch.ts';

/** A network interface. */
export interface NetworkInterface extends PciPlace {
  readonly name: string;
  /** Hardware, or what a virtual machine takes for it, is behind it: no other interface counts what it carries. */
  readonly has_device: boolean;
  /** Null if the link is down or has no speed. */
  readonly speed_mbps: number | null;
  readonly mtu: number | null;
  readonly driver: string | null;
  /** What it belongs to: a bond, a bridge, a team; of the hardware behind a virtual card, that card. */
  readonly master: string | null;
  /** Interfaces that it stands on, in the same network namespace: a VLAN's parent, the ports of a bond. Not there if there are none. */
  readonly lower?: string[] | undefined;
  /** Only where it is so: the other end, or what it stands on, is in another network namespace, as of a container's card. */
  readonly far_end?: true | undefined;
  readonly operstate: string | null;
}

/** What 32-bit kernels and some drivers print for an unknown speed, -1 elsewhere. */
const UNKNOWN_SPEED = 0xffffffff;
/** Of a speed in Mb/s, and of bytes in a packet: the kernel has 32 bits for them. */
const MOST_OF_32_BITS = 0xffffffff;

/**
 * The `type` of IP over InfiniBand, and of a bond of such.
 * @see `ARPHRD_INFINIBAND` in linux/if_arp.h
 */
const INFINIBAND = 32;

/**
 * Reads `/sys/class/net`, in the order of names.
 * @see https://docs.kernel.org/admin-guide/abi-testing.html (sysfs-class-net)
 */
export function readInterfaces(sysfs: string): NetworkInterface[] {
  const folder = path.join(sysfs, 'class/net');
  const names = readNames(folder).filter((name) => isFolder(path.join(folder, name))); // bonding_masters is a file
  const here = new Set(names.map((name) => readCount(path.join(folder, name, 'ifindex'))));
  return names.map((name) => readInterface(folder, name, (index) => !here.has(index)));
}

/**
 * Those of the interfaces in `/sys/class/net` that are not `known` and have one of these names, and those that they have
 * to do with, as these are now: a known card can have become a bond's.
 */
export function readNewInterfaces(
  sysfs: string,
  names: readonly string[],
  known: readonly NetworkInterface[],
): NetworkInterface[] {
  const folder = path.join(sysfs, 'class/net');
  const there = (name: string) => isEntry(name) && isFolder(path.join(folder, name));
  const old = new Set(known.map(({ name }) => name));
  const found = names.filter((name) => !old.has(name) && there(name));
  const related = found.flatMap((name) => linkedTo(path.join(folder, name))).filter(there);
  return [...new Set([...found, ...related])].map((name) => readInterface(folder, name));
}

/** The interfaces that one stands on, belongs to, or carries. */
function linkedTo(at: string): string[] {
  const entries = readNames(at);
  return [
    ...linked(entries, 'lower_'),
    ...linked(entries, 'upper_'),
    readLinkName(path.join(at, 'master')) ?? '',
  ];
}

function linked(entries: readonly string[], prefix: 'lower_' | 'upper_'): string[] {
  return entries.filter((entry) => entry.startsWith(prefix)).map((entry) => entry.slice(prefix.length));
}

/** @param isFar whether no interface of this network namespace has this number; of one that comes later it is not asked */
function readInterface(
  folder: string,
  name: string,
  isFar: (index: number) => boolean = () => false,
): NetworkInterface {
  const at = path.join(folder, name);
  // A link that is down answers EINVAL; drivers without a speed say 0, -1 or its unsigned twin.
  const speed = readSmall(path.join(at, 'speed'));
  const entries = readNames(at);
  const lower = linked(entries, 'lower_');
  const isCard = fs.existsSync(path.join(at, 'device'));
  // A partition, `ib0.8001`, has no device, but queues of its own on its parent's port, which does not count for it.
  const isPartition = !isCard && isInfiniBand(at) && lower.length === 0 && !entries.includes('bonding');
  const link = readCount(path.join(at, 'iflink')) ?? 0;
  const hasFarEnd = !isCard && lower.length === 0 && link > 0 && isFar(link);
  return {
    name,
    has_device: (isCard && !isBehindUplink(at)) || isPartition,
    // The port's speed is there once, with the card.
    speed_mbps: isPartition || speed === 0 || speed === UNKNOWN_SPEED ? null : speed,
    mtu: readSmall(path.join(at, 'mtu')),
    driver: readLinkName(path.join(at, 'device/driver')),
    master: readLinkName(path.join(at, 'master')),
    ...(lower.length === 0 ? {} : { lower }),
    ...(hasFarEnd ? { far_end: true } : {}),
    operstate: readValue(path.join(at, 'operstate')),
    ...(isCard ? pciPlaceOf(realFolder(path.join(at, 'device'))) : {}),
  };
}

function readSmall(file: string): number | null {
  const value = readCount(file);
  return value !== null && value <= MOST_OF_32_BITS ? value : null;
}

function isInfiniBand(at: string): boolean {
  return readCount(path.join(at, 'type')) === INFINIBAND;
}
