import { STORAGE_OPERATIONS } from '../procfs/nfs/fields.ts';
import { DATA_COUNTERS } from '../procfs/rdma/port-files.ts';
import { CPU_FIELDS } from './rates/cpu.ts';
import { MEMORY_EVENTS } from './rates/memory.ts';
import { NFS_OPERATION_FIELDS } from './rates/nfs-operations.ts';
import { RDMA_ERRORS } from './rates/rdma-errors.ts';
import { THROTTLED_MS } from './rates/throttled.ts';
import { isCxiData } from './totals/cxi.ts';
import { JOB_ROWS } from './totals/job.ts';

const DISK_FIELDS: ReadonlySet<string> = new Set([
  ...['sectors_read', 'sectors_written', 'reads_completed', 'writes_completed', 'time_reading_ms'],
  ...['time_writing_ms', 'time_doing_ios_ms', 'weighted_time_doing_ios_ms'],
]);
const NET_FIELDS: ReadonlySet<string> = new Set([
  ...['rx_bytes', 'tx_bytes', 'rx_errors', 'tx_errors', 'rx_dropped', 'tx_dropped'],
]);
const NFS_BYTES: ReadonlySet<string> = new Set([
  ...['server_read_bytes', 'server_write_bytes'],
  ...['normal_read_bytes', 'direct_read_bytes', 'normal_write_bytes', 'direct_write_bytes'],
]);
/** Of a file system: a row without its name, and a field. */
const LUSTRE_RATED =
  /^(?:osts summed|rpcs (?:read|write)_rpcs|(?:bytes|wire) .*|llite (?:read|write)_bytes bytes)$/;
const MEMORY_KEYS: ReadonlySet<string> = new Set([
  ...['MemTotal', 'MemAvailable', 'MemFree', 'Buffers', 'Cached', 'SReclaimable', 'Dirty'],
]);
const CPU_RATED: ReadonlySet<string> = new Set(CPU_FIELDS);
const RDMA_RATED: ReadonlySet<string> = new Set([...DATA_COUNTERS, ...RDMA_ERRORS]);

/** By source, its rows and their fields as in `procfs`. */
const RATED: Readonly<Record<string, (row: string, field: string) => boolean>> = {
  // A row for each CPU, and one of all; others are no CPUs' and have one number, without a name.
  cpu: (row, field) => row.startsWith('cpu') && CPU_RATED.has(field),
  meminfo: (row) => MEMORY_KEYS.has(row),
  vmstat: (row) => MEMORY_EVENTS.has(row),
  diskstats: (_, field) => DISK_FIELDS.has(field),
  netdev: (_, field) => NET_FIELDS.has(field),
  loadavg: (_, field) => field === 'load_1min',
  pressure: (row, field) => row.endsWith(' some') && field === 'total_us',
  nfs: (row, field) => {
    const what = row.slice(0, row.indexOf(' '));
    if (what === 'bytes') return NFS_BYTES.has(field);
    return STORAGE_OPERATIONS.has(what) && NFS_OPERATION_FIELDS.has(field);
  },
  cgroup: (row) => JOB_ROWS.has(row),
  lustre: (row, field) => LUSTRE_RATED.test(`${row.slice(row.indexOf(' ') + 1)} ${field}`),
  rdma: (row) => RDMA_RATED.has(row.slice(row.lastIndexOf(' ') + 1)),
  cxi: (row) => isCxiData(row.slice(row.lastIndexOf(' ') + 1)),
  tcp: (row) => row === 'Tcp RetransSegs',
  thermal: (row) => row.endsWith(` ${THROTTLED_MS}`),
};

/**
 * Whether rates are made of this number of a sample, among others. Who wants rates only can leave out the rest, which is most
 * of a file.
 */
export function isRated(source: string, row: string, field: string): boolean {
  return Object.hasOwn(RATED, source) && RATED[source]?.(row, field) === true;
}

/** As `isRated`, by the keys that lead to a number in a sample, without the places in lists. */
export function isRatedMember(source: string, keys: readonly string[]): boolean {
  const [first = '', second = '', third = ''] = keys;
  switch (source) {
    case 'cpu':
      if (first === 'total') return isRated(source, 'cpu', second);
      return first === 'per_cpu' && isRated(source, `cpu${second}`, third);
    case 'pressure':
      return isRated(source, `${first} ${second}`, third);
    case 'nfs':
      return isRated(source, `${second} ${first}`, third);
    case 'lustre':
      return isRated(source, keys.slice(0, -1).join(' '), keys.at(-1) ?? '');
    case 'rdma':
    case 'cxi':
      return isRated(source, `${first} ${second}`, third);
    case 'cgroup':
    case 'tcp':
    case 'thermal':
      return isRated(source, keys.join(' '), '');
    case 'meminfo':
    case 'vmstat':
      return isRated(source, first, '');
    default:
      return isRated(source, '', first);
  }
}
