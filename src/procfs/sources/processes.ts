import { type Field, integers } from '../field.ts';
import { IO_FIELDS } from '../processes/io-file.ts';
import { ENDED, OTHER_PROCESSES, ProcessObserver } from '../processes/process-observer.ts';
import type { Source, TreeRow } from '../source.ts';

const IO = IO_FIELDS.map(({ name }): Field => ({ name, scale: 0 }));
const CPU = integers('utime_ticks stime_ticks');
const MEMORY = integers('rss_pages');
const COUNTS = integers('processes without_io');

const OWN = [...CPU, ...MEMORY, ...IO];
/** What of a process is always there: its I/O may not be for everybody. */
const OWN_LEAST = CPU.length + MEMORY.length;
const SUMS: ReadonlyMap<string, readonly Field[]> = new Map([
  [OTHER_PROCESSES, [...COUNTS, ...OWN]],
  // What has ended has no memory.
  [ENDED, [...COUNTS, ...CPU, ...IO]],
]);

const ROWS: readonly TreeRow[] = [
  { name: OTHER_PROCESSES, presence: 'always' },
  { name: ENDED, presence: 'always' },
  { name: 'COMM/PID/STARTTIME', presence: 'example' },
];

/**
 * What the benchmark's processes on this node do, from `/proc/PID/stat` and `/proc/PID/io`: each by its name, its number and
 * when it began (clock ticks since boot); those that have no row of their own, and those that have ended, as sums. The sum
 * of all rows is all that they have done as far as it was seen, no byte twice: it never falls. What of a node's processes
 * are the benchmark's is told by `Membership`.
 */
export const processes: Source = {
  name: 'processes',
  about:
    "the benchmark's processes: CPU time in clock ticks, pages of memory, bytes read and written, by process",
  reference: 'https://docs.kernel.org/filesystems/proc.html, do_io_accounting in fs/proc/base.c',
  root: 'procfs',
  files: [],
  observe: (roots) => new ProcessObserver(roots),
  leastSeconds: 1,
  lookedFor: ['PID/stat', 'PID/io'],
  inOnePiece: true,
  optional: true,
  byDefault: false,
  shape: { kind: 'tree', path: (row) => [row], rows: ROWS },
  fields: (row) => SUMS.get(row) ?? OWN,
  least: (row) => SUMS.get(row)?.length ?? OWN_LEAST,
  parse() {
    throw new Error('it is observed');
  },
};
