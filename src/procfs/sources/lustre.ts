import path from 'node:path';
import { parseCache, parseImport, parseRpcStats, parseStatistics } from '../lustre/device-files.ts';
import { DeviceSums } from '../lustre/device-sums.ts';
import { deviceOf, lustreFiles } from '../lustre/devices.ts';
import { fieldsOfRow, LUSTRE_ROWS, leastOfRow, TARGET_ROWS } from '../lustre/rows.ts';
import { parseNumberFile } from '../reading/number-file.ts';
import type { Reading } from '../reading/reading.ts';
import type { Text } from '../reading/text.ts';
import type { Source } from '../source.ts';

/** Every target is read at least so often, where there are this many. */
const LEAST_SECONDS = 10;
const MOST_TARGETS = 64;

const TOGETHER = {
  most: MOST_TARGETS,
  thing: (file: string) => {
    const device = deviceOf(file);
    return device?.kind === 'osc' ? path.posix.basename(path.posix.dirname(file)) : undefined;
  },
};

/**
 * What the client of each Lustre file system did, its storage targets together: RPCs by their size, the bytes that are
 * derived of them or counted, connections by their state, and of its mounts what applications asked for, where a user may see
 * it. Files whose reading makes a server be asked are never read: that can take as long as the server is gone.
 * @see `lprocfs_import_seq_show` and `lprocfs_stats_seq_show` in lustre/obdclass/lprocfs_status.c, `osc_rpc_stats_seq_show`
 *   in lustre/osc/lproc_osc.c, lustre/llite/lproc_llite.c
 */
export const lustre: Source = {
  name: 'lustre',
  about: 'Lustre file systems: RPCs, bytes derived of them or counted, connections, calls of applications',
  reference:
    'lustre/obdclass/lprocfs_status.c, osc_rpc_stats_seq_show in lustre/osc/lproc_osc.c, lustre/llite/lproc_llite.c',
  root: 'procfs',
  files: [],
  lookedFor: [
    'fs/lustre/osc/*/{import,rpc_stats,stats,cur_*_bytes}',
    'fs/lustre/mdc/*/import',
    'fs/lustre/llite/*/{stats,read_ahead_stats,max_cached_mb}',
    '/sys/fs/lustre/osc/*/cur_*_bytes',
    '/sys/kernel/debug/lustre/{osc,mdc,llite}/*',
  ],
  find: (_, roots) => lustreFiles(roots),
  leastSeconds: LEAST_SECONDS,
  together: { ...TOGETHER, sums: (roots) => new DeviceSums(roots, ({ fileSystem }) => fileSystem) },
  inOnePiece: false,
  optional: true,
  byDefault: true,
  shape: { kind: 'tree', path: (row) => row.split(' '), varying: 0, rows: LUSTRE_ROWS },
  fields: fieldsOfRow,
  least: leastOfRow,
  parse(text: Text, reading: Reading, file: string): void {
    const name = path.posix.basename(file);
    if (name === 'import') parseImport(text, reading);
    else if (name === 'rpc_stats') parseRpcStats(text, reading);
    else if (name === 'max_cached_mb') parseCache(text, reading);
    else if (name.endsWith('stats')) parseStatistics(text, reading);
    else parseNumberFile(text, reading, name);
  },
};

/** The same of each target by itself: to see which of hundreds is slow, or was not there. Mounts are in `lustre` only. */
export const lustreTargets: Source = {
  ...lustre,
  name: 'lustre-targets',
  about: 'each storage and metadata target of Lustre by itself: RPCs, bytes, connection',
  find: (_, roots) => lustreFiles(roots).filter((file) => deviceOf(file)?.kind !== 'llite'),
  together: { ...TOGETHER, sums: (roots) => new DeviceSums(roots, ({ target }) => target) },
  byDefault: false,
  shape: { kind: 'tree', path: (row) => row.split(' '), varying: 0, rows: TARGET_ROWS },
};
