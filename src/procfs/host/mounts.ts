import { withoutPassword } from '../../system/text/secrets.ts';
import { mountLinesOf } from './mount-lines.ts';
import { withoutSecrets } from './mount-options.ts';

/** A mounted file system that holds data. */
export interface Mount {
  /** A device, `server:/export`, …; whatever the file system takes for its source, without a password. */
  readonly source: string;
  readonly target: string;
  readonly type: string;
  /** Of the file system, as the kernel prints them, without secrets. */
  readonly options: string;
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
 */
export function parseMounts(mountinfo: string): Mount[] {
  return mountLinesOf(mountinfo)
    .filter(({ type }) => !NO_STORAGE.has(type))
    .map(({ source, target, type, options }) => ({
      source: clipped(withoutPassword(source)),
      target: clipped(target),
      type: clipped(type),
      options: clipped(withoutSecrets(options)),
    }));
}

function clipped(text: string): string {
  return text.slice(0, MAX_TEXT);
}
