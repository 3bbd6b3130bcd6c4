import fs from 'node:fs';
import path from 'node:path';
import { readCount } from './small-file.ts';

/** Where in the machine a device is. */
export interface PciPlace {
  /** `0000:17:00.0`: what has the same is one piece of hardware. Of a subfunction, the one that it is a part of. */
  readonly pci_function?: string | undefined;
  /** The NUMA node that it is at, where the kernel says so. */
  readonly numa_node?: number | undefined;
}

const PCI_FUNCTION = /^[0-9a-f]{4,}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/;

/** Where a device is by its folder in `/sys/devices`: nothing if it is at no PCI function. */
export function pciPlaceOf(folder: string | null): PciPlace {
  if (folder === null) return {};
  const parts = folder.split(path.sep);
  const at = parts.findLastIndex((part) => PCI_FUNCTION.test(part));
  const pci_function = parts[at];
  if (pci_function === undefined) return {};
  // -1 where there is one node only, or the firmware does not say.
  const numa_node = readCount(path.join(parts.slice(0, at + 1).join(path.sep), 'numa_node'));
  return { pci_function, ...(numa_node === null ? {} : { numa_node }) };
}

/** What a folder of `/sys` that is a link is in `/sys/devices`; null if it is not there. */
export function realFolder(link: string): string | null {
  try {
    return fs.realpathSync(link);
  } catch {
    return null;
  }
}
