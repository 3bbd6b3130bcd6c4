import { integers, SINGLE } from '../field.ts';
import type { Reading } from '../reading/reading.ts';
import { wordOf } from '../reading/rows.ts';
import { COLON, type Text } from '../reading/text.ts';
import { stateNumber } from './import-states.ts';

const NUMBER = SINGLE[0];
const PAIR = integers('read write');
const BLANKS = /\s+/g;

/** Keys of an import, and the row of each, one number. */
const IMPORT_KEYS: ReadonlySet<string> = new Set([
  ...['connection_attempts', 'generation', 'inflight', 'unregistering', 'timeouts'],
]);
const AVERAGES = /^(?:read|write)_data_averages$/;
/** Headers of `rpc_stats`: what there is now. */
export const RPCS_NOW = [
  ...['read RPCs in flight', 'write RPCs in flight', 'pending read pages', 'pending write pages'],
] as const;
const IS_NOW: ReadonlySet<string> = new Set(RPCS_NOW);
const STATISTICS_ABOUT_TIME: ReadonlySet<string> = new Set(['snapshot_time', 'start_time', 'elapsed_time']);
/** Keys of `max_cached_mb`. */
const CACHE_KEYS: ReadonlySet<string> = new Set(['max_cached_mb', 'used_mb', 'unused_mb', 'reclaim_count']);

/**
 * `import`: `state` as its number, the keys above, and of each direction that has had an RPC with data `read_data_averages`,
 * `write_data_averages`: bytes an RPC since the mount, rounded down.
 * @see `lprocfs_import_seq_show` in lustre/obdclass/lprocfs_status.c
 */
export function parseImport(text: Text, reading: Reading): void {
  let section = '';
  let hasState = false;
  while (text.nextLine()) {
    if (!text.upTo(COLON)) {
      if (text.word()) reading.ignoreRest(text);
      continue;
    }
    const key = text.toString();
    if (key === 'state') {
      reading.row(text);
      hasState = text.word();
      if (hasState) reading.stands(text, stateNumber(text.toString()));
      reading.endRow();
    } else if (IMPORT_KEYS.has(key)) value(text, reading, key);
    else if (key === 'bytes_per_rpc' && AVERAGES.test(section)) value(text, reading, section);
    else {
      if (AVERAGES.test(key)) section = key;
      reading.ignoreRest(text);
    }
  }
  if (!hasState) throw new Error('no state');
}

/** The rest of the line, a number, as a row. */
function value(text: Text, reading: Reading, row: string): void {
  reading.row(wordOf(row));
  const read = reading.next(text, NUMBER);
  if (read === undefined) reading.reject(text, `${row} without a number`);
  else if (read) reading.endRow();
}

/**
 * `rpc_stats` of a target: what is in flight and waits, and of the first of its tables, by the pages of an RPC at most, how
 * many RPCs there were that read and that wrote. The other tables count the same RPCs again.
 * @see `osc_rpc_stats_seq_show` in lustre/osc/lproc_osc.c
 */
export function parseRpcStats(text: Text, reading: Reading): void {
  let isOfPages = false;
  while (text.nextLine()) {
    if (!text.upTo(COLON)) {
      // `pages per rpc         rpcs   % cum % |       rpcs   % cum %`
      isOfPages = text.word() && text.is('pages');
      continue;
    }
    const key = text.toString();
    if (IS_NOW.has(key)) value(text, reading, key.replace(BLANKS, '_'));
    else if (isOfPages) pagesLine(text, reading);
    else reading.ignoreRest(text);
  }
  reading.demandRows();
}

/** `256:		         8  80 100   |          5 100 100`: RPCs, their share, and that of those so far. */
function pagesLine(text: Text, reading: Reading): void {
  reading.row(text);
  const read = reading.next(text, PAIR[0]!);
  if (read === false) return;
  const isWhole = read && reading.add(text, undefined) && reading.add(text, undefined) && text.word();
  if (!isWhole || !text.is('|')) {
    reading.reject(text, 'no RPCs that wrote behind those that read');
    return;
  }
  if (reading.next(text, PAIR[1]!) !== true) return;
  reading.endRow();
  reading.ignoreRest(text);
}

/**
 * `stats` and `read_ahead_stats`: `NAME COUNT samples [UNIT] MIN MAX SUM SQUARES`, of which the last four are not there for
 * what is only counted. A row of the name is how often, and what it was together where it is bytes. What has not been
 * counted yet has no line. Up to 2.12 names can have blanks; here they are underscores.
 * @see `lprocfs_stats_seq_show` in lustre/obdclass/lprocfs_status.c
 */
export function parseStatistics(text: Text, reading: Reading): void {
  while (text.nextLine()) {
    const name: string[] = [];
    while (text.word() && !isDigits(text)) name.push(text.toString());
    if (name[0] !== undefined && STATISTICS_ABOUT_TIME.has(name[0])) {
      reading.ignoreRest(text);
      continue;
    }
    if (name.length === 0 || !isDigits(text)) {
      reading.reject(text, 'no name and count');
      continue;
    }
    reading.row(wordOf(name.join('_')));
    if (reading.number(text, NUMBER)) sumOf(text, reading);
  }
  reading.demandRowsIfLines();
}

/** `samples [bytes] 4096 1048576 3145728 9895604649984`; the squares are more than a number of 64 bits holds. */
function sumOf(text: Text, reading: Reading): void {
  if (!(text.word() && text.is('samples'))) {
    reading.reject(text, 'no "samples" behind a count');
    return;
  }
  if (text.word() && text.is('[bytes]')) {
    const isSum = reading.add(text, undefined) && reading.add(text, undefined);
    if (!isSum || reading.next(text, NUMBER) !== true) {
      reading.reject(text, 'bytes without a sum');
      return;
    }
  }
  reading.endRow();
  reading.ignoreRest(text);
}

function isDigits({ bytes, start, stop }: Text): boolean {
  for (let at = start; at < stop; at++) if (bytes[at]! < 0x30 || bytes[at]! > 0x39) return false;
  return stop > start;
}

/** `max_cached_mb`: `used_mb: 99`, a key and a number a line. */
export function parseCache(text: Text, reading: Reading): void {
  while (text.nextLine()) {
    const key = text.upTo(COLON) ? text.toString() : '';
    if (CACHE_KEYS.has(key)) value(text, reading, key);
    else if (key !== '' || text.word()) reading.ignoreRest(text);
  }
}
