import path from 'node:path';
import { RDMA_CLASS, rdmaDriver, rdmaPortNumbers, ueventValue } from '../../rdma/devices.ts';
import { pciPlaceOf, realFolder } from '../pci-place.ts';
import { readCount, readNames, readValue } from '../small-file.ts';

/** A port that speaks verbs. */
export interface RdmaPort {
  readonly device: string;
  readonly port: number;
  /** Of the PCI device, or of the software that it is: it decides in which unit a port counts. */
  readonly driver: string | null;
  /** Only where it is so: a network card is behind it, whose own counters have all that it carries. */
  readonly soft?: true | undefined;
  /** `InfiniBand`, or `Ethernet` of RoCE and iWARP. */
  readonly link_layer: string | null;
  /** As the kernel has it, `200 Gb/sec (4X HDR)`. */
  readonly rate: string | null;
  /** The interfaces of the same PCI function: whether their counters have its bytes, too, hangs on the driver. */
  readonly netdevs: string[];
  /** `0000:17:00.0` */
  readonly pci_function: string | null;
  readonly numa_node: number | null;
  /** How old what is in `hw_counters` can be: read sooner again, it may be the same. */
  readonly lifespan_ms: number | null;
}

/**
 * Reads `/sys/class/infiniband`, in the order of names.
 * @see https://docs.kernel.org/admin-guide/abi-stable.html (sysfs-class-infiniband)
 */
export function readRdmaPorts(sysfs: string): RdmaPort[] {
  return readNames(path.join(sysfs, RDMA_CLASS)).flatMap((device) => portsOf(sysfs, device));
}

/** Those that are not `known`. */
export function readNewRdmaPorts(sysfs: string, known: readonly RdmaPort[] = []): RdmaPort[] {
  const old = new Set(known.map(nameOf));
  return readNames(path.join(sysfs, RDMA_CLASS)).flatMap((device) => portsOf(sysfs, device, old));
}

/** @param known names of ports that are left out */
function portsOf(sysfs: string, device: string, known: ReadonlySet<string> = new Set()): RdmaPort[] {
  const at = path.join(sysfs, RDMA_CLASS, device);
  const all = rdmaPortNumbers(sysfs, device);
  const ports = all.filter((port) => !known.has(nameOf({ device, port })));
  if (ports.length === 0) return [];
  const { name: driver, soft } = rdmaDriver(sysfs, device);
  return ports.map((port) => {
    const folder = path.join(at, 'ports', String(port));
    return {
      device,
      port,
      driver,
      ...(soft === undefined ? {} : { soft }),
      link_layer: readValue(path.join(folder, 'link_layer')),
      rate: readValue(path.join(folder, 'rate')),
      netdevs: netdevsOf(at, port, all.length),
      pci_function: pciFunction(at),
      numa_node: readCount(path.join(at, 'device/numa_node')), // -1 where there is only one
      lifespan_ms: readCount(path.join(folder, 'hw_counters/lifespan')),
    };
  });
}

/** As the source `rdma` calls a port. */
function nameOf({ device, port }: Pick<RdmaPort, 'device' | 'port'>): string {
  return `${device}/${port}`;
}

/** @param ports how many the device has: those of mlx4 are two at one PCI function */
function netdevsOf(at: string, port: number, ports: number): string[] {
  const folder = path.join(at, 'device/net');
  const names = readNames(folder).filter(
    (name) => ports === 1 || readCount(path.join(folder, name, 'dev_port')) === port - 1,
  );
  if (names.length > 0) return names;
  // What has no device, as software, has an interface for its first address.
  const netdev = readValue(path.join(at, `ports/${port}/gid_attrs/ndevs/0`));
  return netdev === null ? [] : [netdev];
}

/** Of a subfunction, the one that it is a part of. */
function pciFunction(at: string): string | null {
  const told = ueventValue(at, 'PCI_SLOT_NAME');
  return told ?? pciPlaceOf(realFolder(path.join(at, 'device'))).pci_function ?? null;
}
