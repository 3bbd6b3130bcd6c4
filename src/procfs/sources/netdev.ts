import { integers } from '../field.ts';
import type { Reading } from '../reading/reading.ts';
import { BAR, COLON, type Text } from '../reading/text.ts';
import type { Source } from '../source.ts';

const FIELDS = integers(
  `rx_bytes rx_packets rx_errors rx_dropped rx_fifo rx_frame rx_compressed rx_multicast
   tx_bytes tx_packets tx_errors tx_dropped tx_fifo tx_collisions tx_carrier tx_compressed`,
);

/** Two lines of headers have 200 bytes; with the shortest line of an interface there are 322. */
const EMPTY_BYTES = 256;

/**
 * `/proc/net/dev`: what each network interface has received and sent since it came up. All counters. Shows the
 * network namespace of the reader, IP traffic only: RDMA bypasses it.
 * @see https://man7.org/linux/man-pages/man5/proc_pid_net.5.html
 */
export const netdev: Source = {
  name: 'netdev',
  about: 'network interfaces: bytes, packets, errors',
  reference: 'https://man7.org/linux/man-pages/man5/proc_pid_net.5.html',
  root: 'procfs',
  files: ['net/dev'],
  inOnePiece: false,
  optional: false,
  byDefault: true,
  listedIn: 'class/net',
  emptyBytes: EMPTY_BYTES,
  shape: { kind: 'list', nameKey: 'interface_name' },
  fields: () => FIELDS,
  least: () => FIELDS.length,
  parse(text: Text, reading: Reading): void {
    while (text.nextLine()) {
      // Up to the colon, after which there may be no blank. A name may hold any byte but `/` and blanks, on older kernels
      // a colon, too: `team0:1:`.
      if (!reading.nextRow(text, COLON)) {
        if (!text.has(BAR)) reading.reject(text, 'no interface name before a colon'); // else a header
        continue;
      }
      if (text.start === text.stop) {
        reading.reject(text, 'no interface name before the colon');
        continue;
      }
      reading.numbersOf(text, FIELDS, FIELDS.length);
    }
    reading.demandRowsIfLines();
  },
};
