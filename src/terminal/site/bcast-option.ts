import path from 'node:path';
import * as v from 'valibot';

const nodesFolder = 'the absolute path of a folder that every node has for itself';

/** The option `--bcast` of `run`, checked. */
export const bcastSchema = v.object({
  bcast: v.optional(
    v.pipe(
      v.string(nodesFolder),
      // Without a value it is an empty one.
      v.transform((folder) => folder || '/tmp'),
      v.check((folder) => path.isAbsolute(folder), nodesFolder),
    ),
  ),
});
