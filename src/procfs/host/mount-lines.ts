/** One line of `/proc/PID/mountinfo`. */
export interface MountLine {
  readonly id: string;
  /** Of the mount on which it is mounted; that of the topmost is not in the list. */
  readonly parent: string;
  /** Major and minor number of the file system's device, `0:45`: mounts with the same one are one file system. */
  readonly device: string;
  /** The folder of the file system that is mounted, `/` for all of it. */
  readonly root: string;
  readonly target: string;
  readonly type: string;
  readonly source: string;
  /** Options of the file system itself, as printed. */
  readonly options: string;
}

/**
 * The lines of a mountinfo, in the order of mounting; what is none is left out. Names are as they are, not as they are
 * printed.
 * @see https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html
 */
export function mountLinesOf(mountinfo: string): MountLine[] {
  const mounts: MountLine[] = [];
  for (const line of mountinfo.split('\n')) {
    // 36 35 98:0 /root /target options optional… - type source super-options
    const words = line.split(' ');
    const dash = words.indexOf('-', 6);
    const [id = '', parent, device, root, target] = words;
    const [type, source, options] = words.slice(dash + 1);
    if (dash < 0 || parent === undefined || device === undefined) continue;
    if (root === undefined || target === undefined) continue;
    if (type === undefined || source === undefined) continue;
    mounts.push({
      id,
      parent,
      device,
      root: unescaped(root),
      target: unescaped(target),
      type: unescaped(type),
      source: unescaped(source),
      options: options ?? '',
    });
  }
  return mounts;
}

/** A name as it is: blank, tab, newline, backslash and # are printed as a backslash and three octal digits. */
export function unescaped(text: string): string {
  return text.replace(/\\([0-3][0-7]{2})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}
