import { type MountLine, mountLinesOf } from '../mount-lines.ts';
import { withoutPassword, withoutSecrets } from '../mount-options.ts';
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

/**
 * Reads `/proc/self/mountinfo`: what is mounted, in the order of mounting. Only this list is read; a mount
 * itself is never touched, because a server that does not answer would hang the reader.
 * @param blockDevicesOf the devices that the file system of a line is on
 */
export function parseMounts(mountinfo: string, blockDevicesOf: (line: MountLine) => string[]): Mount[] {
  return mountLinesOf(mountinfo)
    .filter(({ type }) => !NO_STORAGE.has(type))
    .map((line) => described(line, blockDevicesOf(line)));
}

function described({ source, target, type, options, device }: MountLine, block_devices: string[]): Mount {
  return {
    source: clipped(withoutPassword(source)),
    target: clipped(target),
    type: clipped(type),
    options: clipped(withoutSecrets(options)),
    device: clipped(device),
    block_devices: block_devices.map(clipped),
    ...visibilityOf({ type, options, device, block_devices }),
  };
}

function clipped(text: string): string {
  return text.slice(0, MAX_TEXT);
}
