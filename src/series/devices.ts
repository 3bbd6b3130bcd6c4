import type { HostInfo } from './schema.ts';

/** Never storage of the node's own: matched at the start of the name only. */
const NOT_STORAGE = /^(loop|ram|zram|sr|fd|nbd)\d/;
/** Of devices that the host information does not have, names that look like parts or layers of other devices. */
const PARTITION = /^((sd|hd|vd|xvd)[a-z]+\d+|(nvme\d+n\d+|mmcblk\d+)p\d+)$/;
const LAYER = /^(dm-|md)\d/;

const none = {};
/** Asked for each device of each sample; what the answer hangs on does not change. */
const disks = new WeakMap<object, Map<string, boolean>>();
const interfaces = new WeakMap<object, Map<string, boolean>>();

/**
 * The block devices whose traffic is counted, each byte once: whole disks that stand on no other device. A write
 * through LVM on LUKS on a disk is three devices' and one disk's.
 */
export function isCountedDisk(name: string, info: HostInfo | undefined): boolean {
  return remembered(disks, name, info, countsDisk);
}

/**
 * The interfaces whose traffic is counted, each byte once: those with hardware behind them; not bonds, VLANs and
 * bridges, which carry what those carry. A container has no hardware of its own: there all but `lo` that belong to
 * no other are.
 */
export function isCountedInterface(name: string, info: HostInfo | undefined): boolean {
  return remembered(interfaces, name, info, countsInterface);
}

function remembered(
  memory: WeakMap<object, Map<string, boolean>>,
  name: string,
  info: HostInfo | undefined,
  answer: (name: string, info: HostInfo | undefined) => boolean,
): boolean {
  const key = info ?? none;
  const answers = memory.get(key) ?? new Map<string, boolean>();
  memory.set(key, answers);
  const known = answers.get(name) ?? answer(name, info);
  answers.set(name, known);
  return known;
}

function countsDisk(name: string, info: HostInfo | undefined): boolean {
  if (NOT_STORAGE.test(name)) return false;
  const devices = info?.block_devices ?? [];
  const device = devices.find((block) => block.name === name);
  if (device !== undefined) return device.slaves.length === 0;
  if (devices.some(({ partitions }) => partitions.includes(name))) return false;
  // Not there when the host was looked at: plugged in later, or there is no such information.
  return !PARTITION.test(name) && !LAYER.test(name);
}

function countsInterface(name: string, info: HostInfo | undefined): boolean {
  if (name === 'lo') return false;
  if (info === undefined || info.interfaces.length === 0) return true;
  const found = info.interfaces.find((one) => one.name === name);
  if (found === undefined) return false;
  return info.interfaces.some(({ has_device }) => has_device) ? found.has_device : found.master === null;
}
