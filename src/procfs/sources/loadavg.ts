import type { Field } from '../field.ts';
import type { Reading } from '../reading/reading.ts';
import { wordOf } from '../reading/rows.ts';
import { SLASH, type Text } from '../reading/text.ts';
import type { Source } from '../source.ts';

const FIELDS = [
  { name: 'load_1min', scale: 2 },
  { name: 'load_5min', scale: 2 },
  { name: 'load_15min', scale: 2 },
  { name: 'running_processes', scale: 0 },
  { name: 'total_processes', scale: 0 },
] as const satisfies readonly Field[];
const [LOAD_1MIN, LOAD_5MIN, LOAD_15MIN, RUNNING, TOTAL] = FIELDS;
const ROW = wordOf('loadavg');

/**
 * `/proc/loadavg`: `0.20 0.18 0.12 1/80 11206`, the load averages of 1, 5 and 15 minutes, the threads that are
 * runnable now and the threads there are. The fifth, the newest process id, is no measure of load.
 * @see https://man7.org/linux/man-pages/man5/proc_loadavg.5.html
 */
export const loadavg: Source = {
  name: 'loadavg',
  about: 'load averages, runnable and existing threads',
  reference: 'https://man7.org/linux/man-pages/man5/proc_loadavg.5.html',
  root: 'procfs',
  files: ['loadavg'],
  inOnePiece: true,
  optional: false,
  byDefault: true,
  shape: { kind: 'tree', path: () => [], rows: [{ name: 'loadavg', presence: 'always' }] },
  fields: () => FIELDS,
  least: () => FIELDS.length,
  parse(text: Text, reading: Reading): void {
    if (text.nextLine()) {
      reading.row(ROW);
      const whole =
        reading.next(text, LOAD_1MIN) &&
        reading.next(text, LOAD_5MIN) &&
        reading.next(text, LOAD_15MIN) &&
        text.upTo(SLASH) &&
        reading.number(text, RUNNING) &&
        reading.next(text, TOTAL);
      if (whole) {
        reading.endRow();
        reading.ignoreRest(text);
      } else reading.reject(text, 'not like "0.20 0.18 0.12 1/80 11206"');
    }
    reading.demandRows();
  },
};
