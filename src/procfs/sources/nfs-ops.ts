import { OPERATION, OPERATION_LEAST } from '../nfs/fields.ts';
import { mountRowPath, ofMountstats, parseMountstats } from '../nfs/mountstats-file.ts';
import type { Source } from '../source.ts';

/**
 * `/proc/self/mountstats`: each operation of each NFS mount by itself, some seventy a mount. Operations that keep the state of
 * a server (`SEQUENCE`, `RENEW`, …) are in those of each of its mounts: they are not added up.
 */
export const nfsOperations: Source = {
  ...ofMountstats,
  name: 'nfs-ops',
  about: 'NFS mounts: each operation by itself, bytes, ms',
  byDefault: false,
  shape: {
    kind: 'tree',
    path: mountRowPath,
    varying: 0,
    rows: [{ name: 'READ mount', presence: 'example' }],
  },
  fields: () => OPERATION,
  least: () => OPERATION_LEAST,
  parse: (text, reading, _, root) => parseMountstats(text, reading, root, 'operations'),
};
