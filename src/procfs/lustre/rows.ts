import { type Field, integers, SINGLE } from '../field.ts';
import type { TreeRow } from '../source.ts';
import { IMPORT_STATES } from './import-states.ts';

/** The rows of a file system that have several numbers, by the word behind its name. */
export const ROW_FIELDS = {
  osts: integers('found summed read'),
  ost_states: integers(IMPORT_STATES.join(' ')),
  ost_imports: integers('inflight unregistering timeouts connection_attempts generation'),
  rpcs: integers(
    `read_rpcs write_rpcs read_rpcs_in_flight write_rpcs_in_flight pending_read_pages pending_write_pages`,
  ),
  pages_per_rpc: integers('read_rpcs write_rpcs'),
  bytes: integers('read_bytes_derived read_bytes_estimated write_bytes_derived write_bytes_estimated'),
  wire: integers('read_bytes write_bytes'),
  mdts: integers('found summed read'),
  mdt_states: integers(IMPORT_STATES.join(' ')),
  mdt_imports: integers('inflight unregistering timeouts connection_attempts generation'),
} as const satisfies Readonly<Record<string, readonly Field[]>>;

/** How many of `rpcs` are counts, the first: what there is now need not be printed. */
export const RPC_COUNTS = 2;
const CALLS = integers('calls bytes');
const BY_WORD: ReadonlyMap<string, readonly Field[]> = new Map(Object.entries(ROW_FIELDS));

/** The fields of a row, `fs1 osts`, `fs1 pages_per_rpc 256`, `fs1 llite read_bytes`, `fs1 cache used_mb`. */
export function fieldsOfRow(row: string): readonly Field[] {
  const [, word = ''] = row.split(' ');
  return BY_WORD.get(word) ?? (word === 'llite' ? CALLS : SINGLE);
}

/** How many of these there are at least: of what is only counted there are no bytes. */
export function leastOfRow(row: string): number {
  const fields = fieldsOfRow(row);
  if (fields === CALLS) return 1;
  return fields === ROW_FIELDS.rpcs ? RPC_COUNTS : fields.length;
}

const ROWS_OF_TARGETS = [
  ...Object.keys(ROW_FIELDS).map((word) => (word === 'pages_per_rpc' ? `${word} 256` : word)),
  ...['cur_dirty_bytes', 'cur_grant_bytes', 'cur_lost_grant_bytes', 'cur_dirty_grant_bytes'].map(
    (name) => `osc ${name}`,
  ),
];

/** One of each kind, and of names that can be others one or two. */
export const LUSTRE_ROWS: readonly TreeRow[] = [
  ...ROWS_OF_TARGETS,
  ...['read_bytes', 'write_bytes', 'open', 'close', 'getattr'].map((name) => `llite ${name}`),
  ...['hits', 'misses'].map((name) => `read_ahead ${name}`),
  ...['max_cached_mb', 'used_mb', 'unused_mb', 'reclaim_count'].map((name) => `cache ${name}`),
].map((name) => ({ name: `fs1 ${name}`, presence: 'example' }));

/** What of these there is of a target by itself. */
export const TARGET_ROWS: readonly TreeRow[] = ROWS_OF_TARGETS.map((name) => ({
  name: `fs1-OST0000 ${name}`,
  presence: 'example',
}));
