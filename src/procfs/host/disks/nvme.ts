import path from 'node:path';
import { clipped, readNames, readValue } from '../small-file.ts';
import type { DiskPath } from './disk-path.ts';

const NAME = /^nvme(\d+)(c\d+)?n(\d+)$/;
const CONTROLLER = /^nvme\d+$/;

/** Whether this is a namespace of NVMe, or a path to one. */
export function isNvme(name: string): boolean {
  return NAME.test(name);
}

/** The device that this one is a path to, by its name; undefined if it is no path. */
export function headOf(name: string): string | undefined {
  const [, subsystem, controller, namespace] = NAME.exec(name) ?? [];
  return controller === undefined ? undefined : `nvme${subsystem}n${namespace}`;
}

/**
 * How a namespace of NVMe is reached. With native multipath it belongs to a subsystem, whose controllers lead to it: each
 * path is a device of its own then, which is hidden.
 * @param folder `/sys/block`
 * @see nvme_sysfs_show_transport, nvme_sysfs_show_address and nvme_sysfs_show_state in drivers/nvme/host/sysfs.c
 */
export function nvmePath(folder: string, name: string): DiskPath {
  const owner = path.join(folder, name, 'device');
  const transport = transportOf(owner);
  if (transport !== undefined) return ofController(owner, transport);
  const controllers = readNames(owner).filter((one) => CONTROLLER.test(one));
  const transports = new Set(controllers.flatMap((one) => transportOf(path.join(owner, one)) ?? []));
  const joined = clipped([...transports].sort().join(', '));
  const paths = pathsTo(folder, name);
  return {
    ...(joined === null ? {} : { transport: joined }),
    ...(paths.length === 0 ? {} : { paths }),
  };
}

/** Of a controller in the machine the PCI function says where it is. */
function ofController(controller: string, transport: string): DiskPath {
  if (transport === 'nvme') return { transport };
  const address = readValue(path.join(controller, 'address'));
  const state = readValue(path.join(controller, 'state'));
  return {
    transport,
    ...(address === null ? {} : { address }),
    ...(state === null ? {} : { state }),
  };
}

/** `nvme`, or over a network `nvme-tcp`, `nvme-rdma`, `nvme-fc`. */
function transportOf(controller: string): string | undefined {
  const transport = readValue(path.join(controller, 'transport'));
  if (transport === null) return undefined;
  return transport === 'pcie' ? 'nvme' : (clipped(`nvme-${transport}`) ?? undefined);
}

/** `nvme0c1n1` leads to `nvme0n1`. */
function pathsTo(folder: string, name: string): string[] {
  return readNames(folder).filter((one) => headOf(one) === name);
}
