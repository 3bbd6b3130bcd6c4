import type { HostInfo } from '../schema.ts';
import { diskShares, type HeadOfPath, headsOfPaths } from './disk-shares.ts';
import { interfaceShares } from './interface-shares.ts';
import type { Share } from './share.ts';

/** A device of `diskstats`, or an interface of `netdev`. */
type Row = Readonly<Record<string, unknown>>;

interface Answer {
  readonly names: readonly string[];
  readonly shares: readonly Share[];
  readonly heads: readonly HeadOfPath[];
}

const none = {};
/** Asked for each sample; what the answer hangs on changes rarely. */
const disks = new WeakMap<object, Answer>();
const interfaces = new WeakMap<object, Answer>();

/** The share of each device of a sample. */
export function sharesOfDisks(devices: readonly Row[], info: HostInfo | undefined): readonly Share[] {
  const names = devices.map((device) => String(device.device_name));
  const { shares, heads } = remembered(disks, names, info, () => ({
    names,
    shares: diskShares(names, info),
    heads: headsOfPaths(names),
  }));
  const idle = heads.filter(({ head }) => isIdle(devices[head]));
  if (idle.length === 0) return shares;
  const paths = new Set(idle.map(({ path }) => path));
  return shares.map((share, at) => (paths.has(at) ? 'counted' : share));
}

/** The share of each interface of a sample. */
export function sharesOfInterfaces(rows: readonly Row[], info: HostInfo | undefined): readonly Share[] {
  const names = rows.map((row) => String(row.interface_name));
  return remembered(interfaces, names, info, () => ({
    names,
    shares: interfaceShares(names, info),
    heads: [],
  })).shares;
}

/** Those block devices of a host whose traffic is counted. */
export function countedDisks(info: HostInfo): string[] {
  const names = info.block_devices.map(({ name }) => name);
  return counted(names, diskShares(names, info));
}

/** Those of the interfaces with these names whose traffic is counted. */
export function countedInterfaces(names: readonly string[], info: HostInfo | undefined): string[] {
  return counted(names, interfaceShares(names, info));
}

function counted(names: readonly string[], shares: readonly Share[]): string[] {
  return names.filter((_, at) => shares[at] === 'counted');
}

function remembered(
  memory: WeakMap<object, Answer>,
  names: readonly string[],
  info: HostInfo | undefined,
  answer: () => Answer,
): Answer {
  const key = info ?? none;
  const last = memory.get(key);
  if (last?.names.length === names.length && last.names.every((name, at) => name === names[at])) return last;
  const now = answer();
  memory.set(key, now);
  return now;
}

/** The kernels that do not count at the head of a multipath device have it at 0 for ever. */
function isIdle(head: Row | undefined): boolean {
  return head?.reads_completed === 0 && head.writes_completed === 0;
}
