import fs from 'node:fs';
import path from 'node:path';
import { readLinkName, readNames, readText, readValue } from '../host/small-file.ts';

/** The folder of `/sys` that lists what speaks verbs: InfiniBand, RoCE, iWARP, Omni-Path, EFA. */
export const RDMA_CLASS = 'class/infiniband';

/** What drives a device. */
export interface RdmaDriver {
  /** The driver of the PCI device, as `mlx5_core`, or `rdma_rxe` or `siw`; null if it is not known. */
  readonly name: string | null;
  /** Only where it is so: a network card is behind it, whose own counters have all that it carries. */
  readonly soft?: true | undefined;
}

/** How software says what it is, in its node description, which administrators change, or else in its usual name. */
const SOFT: readonly (readonly [driver: string, description: RegExp, device: RegExp])[] = [
  ['rdma_rxe', /^rxe$/, /^rxe/],
  ['siw', /^Software iWARP/, /^siw/],
];

/** What drives this device. */
export function rdmaDriver(sysfs: string, device: string): RdmaDriver {
  const at = path.join(sysfs, RDMA_CLASS, device);
  const description = readValue(path.join(at, 'node_desc')) ?? '';
  const soft = SOFT.find(([, said, named]) => said.test(description) || named.test(device));
  // Older kernels have put the card's own PCI device behind software.
  if (soft !== undefined) return { name: soft[0], soft: true };
  if (!fs.existsSync(path.join(at, 'device'))) return { name: null, soft: true };
  return { name: readLinkName(path.join(at, 'device/driver')) ?? ueventValue(at, 'DRIVER') };
}

/** The numbers of a device's ports, in order. */
export function rdmaPortNumbers(sysfs: string, device: string): number[] {
  return readNames(path.join(sysfs, RDMA_CLASS, device, 'ports'))
    .filter((name) => /^\d{1,5}$/.test(name))
    .map(Number)
    .sort((a, b) => a - b);
}

/** What the kernel says of the device behind a folder, under this key. */
export function ueventValue(at: string, key: string): string | null {
  const lines = (readText(path.join(at, 'device/uevent')) ?? '').split('\n');
  const line = lines.find((one) => one.startsWith(`${key}=`));
  return line === undefined ? null : line.slice(key.length + 1).trim() || null;
}
