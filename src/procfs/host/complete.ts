import { type BlockDevice, readNewBlockDevices } from './block-devices.ts';
import { type NetworkInterface, readNewInterfaces } from './interfaces.ts';
import { type RdmaPort, readNewRdmaPorts } from './rdma-ports.ts';

/** What of a host can come while a benchmark runs. */
export interface HostDevices {
  readonly block_devices: BlockDevice[];
  readonly interfaces: NetworkInterface[];
  readonly rdma_ports?: RdmaPort[] | undefined;
}

/** Names as the kernel's lists have them now. */
export interface DeviceNames {
  /** Of diskstats. */
  readonly disks: readonly string[];
  /** Of net/dev. */
  readonly interfaces: readonly string[];
}

/**
 * What is known of a host, with the devices and interfaces among `names` that it did not have yet. What they have changed
 * is as it is now: a card that became a bond's, a RAID with a disk more. What is gone is kept, and nothing else is read:
 * where containers come and go, names change at each tick. RDMA ports come with their interfaces, or before them.
 * @returns `info` itself if `/sys` has nothing new
 */
export function completeHostInfo<Info extends HostDevices>(
  info: Info,
  names: DeviceNames,
  sysfs: string,
): Info & HostDevices {
  const disks = readNewBlockDevices(sysfs, names.disks, info.block_devices);
  const interfaces = readNewInterfaces(sysfs, names.interfaces, info.interfaces);
  const ports = readNewRdmaPorts(sysfs, info.rdma_ports);
  if (disks.length + interfaces.length + ports.length === 0) return info;
  return {
    ...info,
    block_devices: merged(info.block_devices, disks),
    interfaces: merged(info.interfaces, interfaces),
    ...(ports.length === 0 ? {} : { rdma_ports: [...(info.rdma_ports ?? []), ...ports] }),
  };
}

/** In the order of names, as they are read. */
function merged<One extends { readonly name: string }>(known: readonly One[], found: readonly One[]): One[] {
  const byName = new Map([...known, ...found].map((one) => [one.name, one]));
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
