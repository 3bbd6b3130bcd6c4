import path from 'node:path';
import type { Roots } from '../roots.ts';
import { type BlockDevice, readNewBlockDevices } from './disks/block-devices.ts';
import { type KnownMount, readNewMounts } from './mounts/mounts.ts';
import { type Target, targetsOn } from './mounts/targets.ts';
import { type NetworkInterface, readNewInterfaces } from './network/interfaces.ts';
import { type RdmaPort, readNewRdmaPorts } from './network/rdma-ports.ts';
import { readText } from './small-file.ts';

/** What of a host can come while a benchmark runs. */
export interface HostDevices {
  readonly block_devices: BlockDevice[];
  readonly interfaces: NetworkInterface[];
  readonly rdma_ports?: RdmaPort[] | undefined;
  readonly mounts?: readonly KnownMount[] | undefined;
  readonly targets?: Target[] | undefined;
}

/** Names as the kernel's lists have them now. */
export interface DeviceNames {
  /** Of diskstats. */
  readonly disks: readonly string[];
  /** Of net/dev. */
  readonly interfaces: readonly string[];
  /** Of sources that list ports and mounts: that one has come is enough, which there are is looked up. */
  readonly others: readonly string[];
}

/**
 * What is known of a host, with the devices and interfaces among `names` that it did not have yet, and with RDMA ports and
 * mounts that have come. What they have changed is as it is now: a card that became a bond's, a RAID with a disk more. What
 * is gone is kept, and nothing else is read: where containers come and go, names change at each tick.
 * @returns `info` itself if there is nothing new
 */
export function completeHostInfo<Info extends HostDevices>(
  info: Info,
  names: DeviceNames,
  roots: Roots,
): Info & HostDevices {
  const { sysfs } = roots;
  const disks = readNewBlockDevices(sysfs, names.disks, info.block_devices);
  const interfaces = readNewInterfaces(sysfs, names.interfaces, info.interfaces);
  const ports = readNewRdmaPorts(sysfs, info.rdma_ports);
  const mounts = readNewMounts(roots, info.mounts ?? []);
  if (disks.length + interfaces.length + ports.length + mounts.length === 0) return info;
  return {
    ...info,
    block_devices: merged(info.block_devices, disks),
    interfaces: merged(info.interfaces, interfaces),
    ...(ports.length === 0 ? {} : { rdma_ports: [...(info.rdma_ports ?? []), ...ports] }),
    ...(mounts.length === 0 ? {} : { mounts: [...(info.mounts ?? []), ...mounts] }),
    ...(mounts.length === 0 ? {} : readTargets(roots, info.targets ?? [])),
  };
}

/** The storage under test can be what was mounted when it was first used. */
function readTargets({ procfs }: Roots, targets: readonly Target[]): Pick<HostDevices, 'targets'> {
  if (targets.length === 0) return {};
  const mountinfo = readText(path.join(procfs, 'self/mountinfo')) ?? '';
  const found = targetsOn(mountinfo, { paths: targets.map((target) => target.path), isGuess: false });
  return {
    targets: targets.map((target, nth) => ({ ...target, mount: nearer(target.mount, found[nth]?.mount) })),
  };
}

/** Of two mounts on the way to a path that which is nearer to it: the other is what is left when that was unmounted. */
function nearer(before: string | null, now: string | null = null): string | null {
  return before !== null && before.length > (now ?? '').length ? before : now;
}

/** In the order of names, as they are read. */
function merged<One extends { readonly name: string }>(known: readonly One[], found: readonly One[]): One[] {
  const byName = new Map([...known, ...found].map((one) => [one.name, one]));
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
