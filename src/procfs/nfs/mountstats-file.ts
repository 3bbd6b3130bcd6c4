import path from 'node:path';
import { textIfThere } from '../host/small-file.ts';
import type { Reading } from '../reading/reading.ts';
import type { Text } from '../reading/text.ts';
import type { Source } from '../source.ts';
import { FileSystems } from './file-systems.ts';
import { type MountRows, Mounts } from './mountstats.ts';

const MOUNTSTATS = 'self/mountstats';
const MOUNTINFO = 'self/mountinfo';
const FILESYSTEMS = 'filesystems';

/**
 * What sources of `/proc/self/mountstats` have in common. They are there where NFS is mounted.
 * @see `nfs_show_stats` in fs/nfs/super.c, `rpc_clnt_show_stats` in net/sunrpc/stats.c
 */
export const ofMountstats = {
  reference: 'nfs_show_stats in fs/nfs/super.c, rpc_clnt_show_stats in net/sunrpc/stats.c',
  root: 'procfs',
  files: [],
  lookedFor: [MOUNTSTATS],
  find: (root: string) => (hasNfs(root) ? [MOUNTSTATS] : []),
  inOnePiece: false,
  optional: true,
} as const satisfies Partial<Source>;

/** Reads all mounts of NFS. @param root the folder that procfs is */
export function parseMountstats(text: Text, reading: Reading, root: string, rows: MountRows): void {
  const fileSystems = new FileSystems(() => textIfThere(path.join(root, MOUNTINFO)));
  const mounts = new Mounts(text, reading, fileSystems, rows);
  while (text.nextLine()) mounts.line();
  reading.demandRowsIfLines();
  if (reading.isFileEmpty) throw Object.assign(new Error('no NFS is mounted'), { code: 'ENOENT' });
}

/** What a row is of, and the mount, whose name can have blanks. */
export function mountRowParts(row: string): [what: string, target: string] {
  const blank = row.indexOf(' ');
  return [row.slice(0, blank), row.slice(blank + 1)];
}

/** Where a row goes in a sample: to its mount. */
export function mountRowPath(row: string): string[] {
  const [what, target] = mountRowParts(row);
  return [target, what];
}

/** Whether NFS is mounted, or was: what is mounted anew between two phases would else be seen a minute later. */
function hasNfs(root: string): boolean {
  const isMounted = /^device .* with fstype nfs4? /m.test(textIfThere(path.join(root, MOUNTSTATS)));
  // The kernel loads it with the first mount.
  return isMounted || /^nodev\tnfs4?$/m.test(textIfThere(path.join(root, FILESYSTEMS)));
}
