import { type Word, wordOf } from '../reading/rows.ts';

/** Files of one number, and the row that it is: the keys of its place in the sample. */
const VALUES: Readonly<Record<string, string>> = {
  'memory.current': 'memory current_bytes',
  'memory.peak': 'memory peak_bytes',
  'memory.swap.current': 'memory swap_current_bytes',
  'memory.usage_in_bytes': 'memory usage_in_bytes',
  'memory.max_usage_in_bytes': 'memory max_usage_in_bytes',
  'memory.failcnt': 'memory failcnt',
  'cpuacct.usage': 'cpuacct usage_ns',
  'pids.current': 'pids current',
};

/** Files of one number, or of what stands for "unlimited". */
const LIMITS: Readonly<Record<string, string>> = {
  'memory.max': 'memory max_bytes',
  'memory.limit_in_bytes': 'memory limit_in_bytes',
};

/** Files of a key and a number a line: the keys that are taken, and their rows. */
const KEYS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'cpu.stat': {
    usage_usec: 'cpu usage_usec',
    user_usec: 'cpu user_usec',
    system_usec: 'cpu system_usec',
    nr_periods: 'cpu nr_periods',
    nr_throttled: 'cpu nr_throttled',
    throttled_usec: 'cpu throttled_usec',
    throttled_time: 'cpu throttled_time_ns', // Version 1.
  },
  'cpuacct.stat': { user: 'cpuacct user_ticks', system: 'cpuacct system_ticks' },
  'memory.events': {
    high: 'memory events high',
    max: 'memory events max',
    oom_kill: 'memory events oom_kill',
  },
  'memory.oom_control': { oom_kill: 'memory oom_kill' },
};

const STAT = 'memory.stat';
const STAT_2: Readonly<Record<string, string>> = {
  anon: 'memory stat anon_bytes',
  file: 'memory stat file_bytes',
  file_dirty: 'memory stat file_dirty_bytes',
  file_writeback: 'memory stat file_writeback_bytes',
  workingset_refault_file: 'memory stat workingset_refault_file',
  pgscan: 'memory stat pgscan',
  pgfault: 'memory stat pgfault',
  pgmajfault: 'memory stat pgmajfault',
};
/** Of version 1: without `total_` it is what the cgroup has without those below it. */
const STAT_1: Readonly<Record<string, string>> = {
  total_cache: 'memory stat total_cache_bytes',
  total_rss: 'memory stat total_rss_bytes',
  total_dirty: 'memory stat total_dirty_bytes',
  total_writeback: 'memory stat total_writeback_bytes',
  total_swap: 'memory stat total_swap_bytes',
  total_workingset_refault_file: 'memory stat total_workingset_refault_file',
  total_pgfault: 'memory stat total_pgfault',
  total_pgmajfault: 'memory stat total_pgmajfault',
};
/** The first key of a `memory.stat` of version 1; that of version 2 begins with `anon`. */
const FIRST_OF_1 = 'cache';

/** The fields of a device in `io.stat`, in the kernel's order; discards came with kernel 4.20. */
export const IO_KEYS = ['rbytes', 'wbytes', 'rios', 'wios', 'dbytes', 'dios'];
/** The operations of a device in `blkio.throttle.io_service_bytes` that are taken, and their fields. */
export const BLKIO_KEYS: ReadonlyMap<string, string> = new Map([
  ['Read', 'read_bytes'],
  ['Write', 'write_bytes'],
]);

/** All rows that have fixed names and are one number. */
export const FIXED_ROWS: readonly string[] = [
  ...Object.values(VALUES),
  ...Object.values(LIMITS),
  ...Object.values(KEYS).flatMap((rows) => Object.values(rows)),
  ...Object.values(STAT_2),
  ...Object.values(STAT_1),
];

type Words = ReadonlyMap<string, Word>;

const values = wordsOf(VALUES);
const limits = wordsOf(LIMITS);
const keys = new Map(Object.entries(KEYS).map(([file, rows]) => [file, wordsOf(rows)]));
const stats = { 1: wordsOf(STAT_1), 2: wordsOf(STAT_2) };

/** The row of a file of one number; undefined if it is none. */
export function rowOfValue(file: string): Word | undefined {
  return values.get(file);
}

/** The row of a file that has a limit; undefined if it is none. */
export function rowOfLimit(file: string): Word | undefined {
  return limits.get(file);
}

/**
 * Key → row of a file of keys; undefined if it is none.
 * @param first its first key
 */
export function rowsOfKeys(file: string, first: string): Words | undefined {
  return file === STAT ? stats[first === FIRST_OF_1 ? 1 : 2] : keys.get(file);
}

function wordsOf(rows: Readonly<Record<string, string>>): Words {
  return new Map(Object.entries(rows).map(([key, row]) => [key, wordOf(row)]));
}
