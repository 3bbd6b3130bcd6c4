import { SINGLE } from '../field.ts';
import type { Reading } from '../reading/reading.ts';
import type { Text } from '../reading/text.ts';
import type { Source } from '../source.ts';

/**
 * `/proc/vmstat`: the kernel's memory events and page counts, key by key. Which keys there are depends on the
 * kernel. `nr_*` are mostly gauges in pages, `pgpgin` and `pgpgout` count KiB, the rest counts events.
 * @see https://docs.kernel.org/admin-guide/mm/concepts.html and `vmstat_text` in mm/vmstat.c
 */
export const vmstat: Source = {
  name: 'vmstat',
  about: 'virtual memory: pages, events; pgpgin and pgpgout in KiB',
  reference: 'vmstat_text in mm/vmstat.c',
  root: 'procfs',
  files: ['vmstat'],
  inOnePiece: false,
  optional: false,
  byDefault: true,
  shape: { kind: 'tree', path: (row) => [row], rows: [{ name: 'pgfault', presence: 'example' }] },
  fields: () => SINGLE,
  least: () => SINGLE.length,
  parse(text: Text, reading: Reading): void {
    while (text.nextLine()) {
      if (!reading.nextRow(text)) {
        reading.reject(text, 'no key');
        continue;
      }
      const read = reading.next(text, SINGLE[0]);
      if (read === undefined) reading.reject(text, 'a key without a number');
      else if (read && text.word()) reading.reject(text, 'more than a key and a number');
      else reading.endRow();
    }
    reading.demandRows();
  },
};
