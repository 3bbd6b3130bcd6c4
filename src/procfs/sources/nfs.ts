import type { Field } from '../field.ts';
import {
  BYTES,
  OPERATION,
  OPERATION_LEAST,
  OTHER_OPERATIONS,
  OTHER_OPERATIONS_LEAST,
  STORAGE_OPERATIONS,
  TRANSPORT,
} from '../nfs/fields.ts';
import { mountRowParts, mountRowPath, ofMountstats, parseMountstats } from '../nfs/mountstats-file.ts';
import type { Source, TreeRow } from '../source.ts';

const FIELDS: ReadonlyMap<string, readonly Field[]> = new Map([
  ['bytes', BYTES],
  ['transports', TRANSPORT],
  ['others', OTHER_OPERATIONS],
]);
const ROWS: readonly TreeRow[] = ['bytes', 'transports', 'others', ...STORAGE_OPERATIONS].map((what) => ({
  name: `${what} mount`,
  presence: 'example',
}));

/**
 * `/proc/self/mountstats`: what each NFS mount has done, by its client: bytes that were asked for and bytes that went over
 * the network, the operations that carry data one by one, all others together, and the transports together. Counters since
 * it was mounted. Mounts that are the same file system once more (bind mounts, the same export mounted twice) are left out.
 */
export const nfs: Source = {
  ...ofMountstats,
  name: 'nfs',
  about: 'NFS mounts: bytes asked for and sent, operations, ms',
  byDefault: true,
  shape: { kind: 'tree', path: mountRowPath, varying: 0, rows: ROWS },
  fields: (row) => FIELDS.get(mountRowParts(row)[0]) ?? OPERATION,
  least: (row) => {
    const [what] = mountRowParts(row);
    if (what === 'others') return OTHER_OPERATIONS_LEAST;
    return FIELDS.get(what)?.length ?? OPERATION_LEAST;
  },
  parse: (text, reading, _, root) => parseMountstats(text, reading, root, 'sums'),
};
