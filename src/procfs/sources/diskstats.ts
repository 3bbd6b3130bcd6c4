import { integers } from '../field.ts';
import type { Reading } from '../reading/reading.ts';
import type { Text } from '../reading/text.ts';
import type { Source } from '../source.ts';

// A sector is 512 bytes here, whatever the disk's own. `ios_in_progress` is the one gauge; the others count up.
// Discards came with kernel 4.18, flushes with 5.5.
const FIELDS = integers(
  `reads_completed reads_merged sectors_read time_reading_ms
   writes_completed writes_merged sectors_written time_writing_ms
   ios_in_progress time_doing_ios_ms weighted_time_doing_ios_ms
   discards_completed discards_merged sectors_discarded time_discarding_ms
   flush_requests_completed time_flushing_ms`,
);
// Some print a part of a group: 14 numbers, or 12 (lxcfs). What the rest of the group would be is not known.
const FIELDS_OF_KERNELS = [17, 15, 11];
const FIELDS_OF_2_6 = 11;

/**
 * `/proc/diskstats`: what each block device has done since boot, in requests, sectors of 512 bytes and ms.
 * @see https://docs.kernel.org/admin-guide/iostats.html
 */
export const diskstats: Source = {
  name: 'diskstats',
  about: 'block devices: requests, sectors of 512 bytes, ms',
  reference: 'https://docs.kernel.org/admin-guide/iostats.html',
  root: 'procfs',
  files: ['diskstats'],
  inOnePiece: false,
  optional: false,
  byDefault: true,
  listedIn: 'block',
  shape: { kind: 'list', nameKey: 'device_name' },
  fields: () => FIELDS,
  least: () => FIELDS_OF_2_6,
  parse(text: Text, reading: Reading): void {
    while (text.nextLine()) {
      const named = text.word() && text.word() && reading.nextRow(text); // major, minor, name
      if (!named) {
        reading.reject(text, 'no device name');
        continue;
      }
      reading.numbersOf(text, FIELDS, FIELDS_OF_2_6, FIELDS_OF_KERNELS);
    }
    reading.demandRowsIfLines();
  },
};
