import path from 'node:path';
import { withoutPassword } from '../../../system/text/secrets.ts';
import type { Roots } from '../../roots.ts';
import { type MountLine, mountLinesOf } from '../mount-lines.ts';
import { withoutSecrets } from '../mount-options.ts';
import { readText } from '../small-file.ts';
import { blockDevicesOf, readAheadOf } from './mount-devices.ts';
import { type MountView, visibilityOf } from './visibility.ts';

/** A mounted file system that holds data. */
export interface Mount extends MountView {
  /** A device, `server:/export`, …; whatever the file system takes for its source, without a password. */
  readonly source: string;
  readonly target: string;
  readonly type: string;
  /** Of the file system, as the kernel prints them, without secrets. */
  readonly options: string;
  /** Major and minor number of the file system: mounts with the same one are one file system. */
  readonly device: string;
  /** Those that the file system itself is on, as in diskstats. */
  readonly block_devices: string[];
  /** In KiB, of what is on no disk, where the kernel tells. */
  readonly read_ahead_kb?: number | bigint | undefined;
}

/** File systems that are windows into the kernel or a daemon, not storage. */
const NO_STORAGE: ReadonlySet<string> = new Set(
  `autofs binder binfmt_misc bpf cgroup cgroup2 configfs cpuset debugfs devfs devpts devtmpfs efivarfs
   functionfs fuse.gvfsd-fuse fuse.lxcfs fuse.portal fusectl hugetlbfs mqueue nfsd nsfs openpromfs pipefs proc
   pstore resctrl rootfs rpc_pipefs securityfs selinuxfs smackfs sockfs spufs sysfs tracefs usbfs xenfs`
    .trim()
    .split(/\s+/),
);
const MAX_TEXT = 4096;

/** What of a mount `/sys` says. */
export interface MountLooks {
  readonly blockDevicesOf: (line: MountLine) => string[];
  /** In KiB; null if it has none of its own. */
  readonly readAheadOf: (line: MountLine) => number | bigint | null;
}

/** A node of many containers has thousands; the storage under test is not in memory, and not stacked on others. */
const MOST_MOUNTS = 1000;

/**
 * Reads `/proc/self/mountinfo`: what is mounted, in the order of mounting. Only this list is read; a mount
 * itself is never touched, because a server that does not answer would hang the reader.
 */
export function readMounts({ procfs, sysfs }: Roots): Mount[] {
  return parseMounts(readText(path.join(procfs, 'self/mountinfo')) ?? '', looksIn(sysfs));
}

/** Those of the mounts that are not `known`. */
export function readNewMounts({ procfs, sysfs }: Roots, known: readonly KnownMount[]): Mount[] {
  const old = new Set(known.map(keyOf));
  const lines = linesIn(readText(path.join(procfs, 'self/mountinfo')) ?? '');
  const described = lines.filter((line) => !old.has(keyOf(shown(line))));
  const looks = looksIn(sysfs);
  return described.slice(0, Math.max(0, MOST_MOUNTS - known.length)).map((line) => mountOf(line, looks));
}

/** The mounts of a mountinfo. */
export function parseMounts(mountinfo: string, looks: MountLooks): Mount[] {
  return linesIn(mountinfo).map((line) => mountOf(line, looks));
}

function looksIn(sysfs: string): MountLooks {
  return {
    blockDevicesOf: (line) => blockDevicesOf(line, sysfs),
    readAheadOf: (line) => readAheadOf(line, sysfs),
  };
}

function linesIn(mountinfo: string): MountLine[] {
  const lines = mountLinesOf(mountinfo).filter(({ type }) => !NO_STORAGE.has(type));
  if (lines.length <= MOST_MOUNTS) return lines;
  const kept = new Set([...lines].sort((a, b) => orderOf(a) - orderOf(b)).slice(0, MOST_MOUNTS));
  return lines.filter((line) => kept.has(line));
}

/**
 * Which are kept if there are too many: those with the least. Lustre is derived, and stacked on nothing.
 */
function orderOf(line: MountLine): number {
  const { visibility, by } = visibilityOf(line);
  if (visibility === 'memory') return 3;
  if (visibility === 'blind') return 1;
  return visibility === 'derived' && by === 'diskstats' ? 2 : 0;
}

/** What tells a mount from others. */
export type KnownMount = Pick<Mount, 'source' | 'target' | 'type'> & { readonly device?: string | undefined };

function keyOf({ source, target, type, device = '' }: KnownMount): string {
  return [target, source, type, device].join('\0');
}

function shown({ source, target, type, options, device }: MountLine) {
  return {
    source: clipped(withoutPassword(source)),
    target: clipped(target),
    type: clipped(type),
    options: clipped(withoutSecrets(options)),
    device: clipped(device),
  };
}

function mountOf(line: MountLine, { blockDevicesOf, readAheadOf }: MountLooks): Mount {
  const block_devices = blockDevicesOf(line);
  const read_ahead_kb = readAheadOf(line);
  return {
    ...shown(line),
    block_devices: block_devices.map(clipped),
    ...visibilityOf({ ...line, block_devices }),
    ...(read_ahead_kb === null ? {} : { read_ahead_kb }),
  };
}

function clipped(text: string): string {
  return text.slice(0, MAX_TEXT);
}
