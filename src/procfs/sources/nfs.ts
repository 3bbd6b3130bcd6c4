import path from 'node:path';
import type { Field } from '../field.ts';
import { textIfThere } from '../host/small-file.ts';
import {
  BYTES,
  OPERATION,
  OPERATION_LEAST,
  OTHER_OPERATIONS,
  OTHER_OPERATIONS_LEAST,
  STORAGE_OPERATIONS,
  TRANSPORT,
} from '../nfs/fields.ts';
import { FileSystems } from '../nfs/file-systems.ts';
import { Mounts } from '../nfs/mountstats.ts';
import type { Reading } from '../reading/reading.ts';
import type { Text } from '../reading/text.ts';
import type { Source, TreeRow } from '../source.ts';

const MOUNTSTATS = 'self/mountstats';
const MOUNTINFO = 'self/mountinfo';
const FILESYSTEMS = 'filesystems';

const FIELDS: ReadonlyMap<string, readonly Field[]> = new Map([
  ['bytes', BYTES],
  ['transports', TRANSPORT],
  ['others', OTHER_OPERATIONS],
]);
const ROWS: readonly TreeRow[] = ['bytes', 'transports', 'others', ...STORAGE_OPERATIONS].map((what) => ({
  name: `${what} mount`,
  presence: 'example',
}));

/** What a row is of, and the mount, whose name can have blanks. */
function partsOf(row: string): [what: string, target: string] {
  const blank = row.indexOf(' ');
  return [row.slice(0, blank), row.slice(blank + 1)];
}

/**
 * `/proc/self/mountstats`: what each NFS mount has done, by its client: bytes that were asked for and bytes that went over
 * the network, the operations that carry data one by one, all others together, and the transports together. Counters since
 * it was mounted. Mounts that are the same file system once more (bind mounts, the same export mounted twice) are left out.
 * @see `nfs_show_stats` in fs/nfs/super.c, `rpc_clnt_show_stats` in net/sunrpc/stats.c
 */
export const nfs: Source = {
  name: 'nfs',
  about: 'NFS mounts: bytes asked for and sent, operations, ms',
  reference: 'nfs_show_stats in fs/nfs/super.c, rpc_clnt_show_stats in net/sunrpc/stats.c',
  root: 'procfs',
  files: [],
  lookedFor: [MOUNTSTATS],
  find: (root) => (hasNfs(root) ? [MOUNTSTATS] : []),
  inOnePiece: false,
  optional: true,
  byDefault: true,
  shape: {
    kind: 'tree',
    path: (row) => {
      const [what, target] = partsOf(row);
      return [target, what];
    },
    varying: 0,
    rows: ROWS,
  },
  fields: (row) => FIELDS.get(partsOf(row)[0]) ?? OPERATION,
  least: (row) => {
    const [what] = partsOf(row);
    if (what === 'others') return OTHER_OPERATIONS_LEAST;
    return FIELDS.get(what)?.length ?? OPERATION_LEAST;
  },
  parse(text: Text, reading: Reading, _: string, root: string): void {
    const fileSystems = new FileSystems(() => textIfThere(path.join(root, MOUNTINFO)));
    const mounts = new Mounts(text, reading, fileSystems);
    while (text.nextLine()) mounts.line();
    reading.demandRowsIfLines();
    if (reading.isFileEmpty) throw Object.assign(new Error('no NFS is mounted'), { code: 'ENOENT' });
  },
};

/** Whether NFS is mounted, or was: what is mounted anew between two phases would else be seen a minute later. */
function hasNfs(root: string): boolean {
  const isMounted = /^device .* with fstype nfs4? /m.test(textIfThere(path.join(root, MOUNTSTATS)));
  // The kernel loads it with the first mount.
  return isMounted || /^nodev\tnfs4?$/m.test(textIfThere(path.join(root, FILESYSTEMS)));
}
