import { integers } from '../field.ts';

/** Bytes that applications asked for (O_DIRECT apart), that went over the network for that, and pages of the page cache. */
export const BYTES = integers(
  `normal_read_bytes normal_write_bytes direct_read_bytes direct_write_bytes server_read_bytes server_write_bytes
   read_pages write_pages`,
);

/** Of an operation, in the order of the kernel's line; times are ms. Errors came with kernel 5.3. */
export const OPERATION = integers(
  'ops transmissions major_timeouts bytes_sent bytes_received queue_ms rtt_ms execute_ms errors',
);
export const OPERATION_LEAST = 8;

/** Of all other operations together. */
export const OTHER_OPERATIONS = integers('ops execute_ms errors');
export const OTHER_OPERATIONS_LEAST = 2;

/** Of all transports together. The last two are sums over the requests: of those in flight, and those that waited for a slot. */
export const TRANSPORT = integers('sends recvs bad_xids req_u bklog_u');

/** Those that carry data, or have it written; each has a row of its own. */
export const STORAGE_OPERATIONS: ReadonlySet<string> = new Set(['READ', 'READ_PLUS', 'WRITE', 'COMMIT']);
