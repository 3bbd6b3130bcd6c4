/** A mounted file system that holds data. */
export interface Mount {
  /** A device, `server:/export`, …; whatever the file system takes for its source. */
  readonly source: string;
  readonly target: string;
  readonly type: string;
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
 * @see https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html
 */
export function parseMounts(mountinfo: string): Mount[] {
  const mounts: Mount[] = [];
  for (const line of mountinfo.split('\n')) {
    // 36 35 98:0 /root /target options optional… - type source super-options
    const words = line.split(' ');
    const dash = words.indexOf('-', 6);
    const [target, type, source] = [words[4], words[dash + 1], words[dash + 2]];
    if (dash < 0 || target === undefined || type === undefined || source === undefined) continue;
    if (!NO_STORAGE.has(type)) {
      mounts.push({ source: unescaped(source), target: unescaped(target), type: unescaped(type) });
    }
  }
  return mounts;
}

// Blank, tab, newline, backslash and # are printed as a backslash and three octal digits.
function unescaped(text: string): string {
  return text
    .replace(/\\([0-3][0-7]{2})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
    .slice(0, MAX_TEXT);
}
