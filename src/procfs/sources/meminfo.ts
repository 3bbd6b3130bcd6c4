import { SINGLE } from '../field.ts';
import type { Reading } from '../reading/reading.ts';
import { COLON, type Text } from '../reading/text.ts';
import type { Source } from '../source.ts';

/**
 * `/proc/meminfo`: how memory is used now, key by key, all gauges. In kB, by which the kernel means KiB; the
 * `HugePages_*` are counts. Keys are as printed, parentheses included.
 * @see https://docs.kernel.org/filesystems/proc.html#meminfo
 */
export const meminfo: Source = {
  name: 'meminfo',
  about: 'memory in use, KiB; HugePages_* in pages',
  reference: 'https://docs.kernel.org/filesystems/proc.html#meminfo',
  root: 'procfs',
  files: ['meminfo'],
  inOnePiece: true,
  optional: false,
  byDefault: true,
  shape: { kind: 'tree', path: (row) => [row], rows: [{ name: 'MemTotal', presence: 'example' }] },
  fields: () => SINGLE,
  least: () => SINGLE.length,
  parse(text: Text, reading: Reading): void {
    while (text.nextLine()) {
      // Not by blanks: Android's `ShadowCallStack:10373888 kB` has none.
      if (!reading.nextRow(text, COLON) || text.start === text.stop) {
        reading.reject(text, 'no key before a colon');
        continue;
      }
      const read = reading.next(text, SINGLE[0]);
      if (read === undefined) reading.reject(text, 'a key without a number');
      else if (read) endWithUnit(text, reading);
    }
    reading.demandRows();
  },
};

function endWithUnit(text: Text, reading: Reading): void {
  if (text.word() && (!text.is('kB') || text.word())) reading.reject(text, 'a unit other than kB');
  else reading.endRow();
}
