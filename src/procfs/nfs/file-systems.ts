import { type MountLine, mountLinesOf } from '../host/mount-lines.ts';

/** Which mounts are of one file system, by the numbers of its device. */
export class FileSystems {
  /** A mountinfo, which has all mounts of a node: it is only asked for where NFS is mounted. */
  readonly #mountinfo: () => string;
  #lines: readonly MountLine[] | undefined;
  #at = 0;
  readonly #seen = new Set<string>();

  constructor(mountinfo: () => string) {
    this.#mountinfo = mountinfo;
  }

  /** Whether the next mount that is listed, which is there, is of a file system that was listed before. */
  isAgain(target: string): boolean {
    // Both lists have the kernel's order. Several file systems can be mounted at one place, one above the other.
    this.#lines ??= mountLinesOf(this.#mountinfo()).filter(({ type }) => isNfs(type));
    const at = this.#lines.findIndex((line, nth) => nth >= this.#at && line.target === target);
    if (at < 0) return false; // Mounted since.
    this.#at = at + 1;
    const { device } = this.#lines[at]!;
    if (this.#seen.has(device)) return true;
    this.#seen.add(device);
    return false;
  }
}

/** Whether it is a type of NFS, of any version. */
export function isNfs(type: string): boolean {
  return type === 'nfs' || type === 'nfs4';
}
