import { SINGLE } from '../field.ts';
import { type CrayMeasure, crayFiles, crayMeasureOf } from '../power/cray.ts';
import { hwmonFiles, hwmonRowOf } from '../power/hwmon.ts';
import { raplFiles, raplRowOf } from '../power/rapl.ts';
import { parseNumberFile } from '../reading/number-file.ts';
import type { Reading } from '../reading/reading.ts';
import { wordOf } from '../reading/rows.ts';
import type { Text } from '../reading/text.ts';
import type { Source } from '../source.ts';

const EXAMPLES = [
  'cray power_w',
  'cray energy_j',
  'rapl intel-rapl:0/package-0 energy_uj',
  'rapl intel-rapl:0/package-0 max_energy_range_uj',
  'hwmon hwmon0/power_meter/power1 average_uw',
  'hwmon hwmon0/power_meter/power1 input_uw',
];

/**
 * Power and energy of the node, of whatever measures them: `cray/pm_counters` (W, J), readable by everybody; RAPL (µJ since
 * it began at 0, which it does at `max_energy_range_uj`), since Linux 5.10 by root only; sensors of `hwmon` (µW). They overlap,
 * and are never added up. RAPL that cannot be read is left out where anything else is there; where nothing is, it is denied.
 */
export const power: Source = {
  name: 'power',
  about: 'power and energy: of Cray (W, J), RAPL (µJ) where it may be read, sensors (µW)',
  reference:
    'https://docs.kernel.org/power/powercap/powercap.html, https://docs.kernel.org/hwmon/sysfs-interface.html',
  root: 'sysfs',
  files: [],
  lookedFor: [
    'cray/pm_counters/{power,energy,*_power,*_energy}',
    'class/powercap/intel-rapl:*/{energy_uj,max_energy_range_uj}',
    'class/hwmon/*/power*_{average,input}',
  ],
  find: (root) => {
    const others = [...crayFiles(root), ...hwmonFiles(root)];
    const { files, isReadable } = raplFiles(root);
    return isReadable || others.length === 0 ? [...others, ...files] : others;
  },
  inOnePiece: true,
  optional: true,
  byDefault: false,
  noValueNow: ['EBUSY', 'EAGAIN', 'ENODATA'],
  shape: {
    kind: 'tree',
    path: (row) => row.split(' '),
    varying: 1,
    rows: EXAMPLES.map((name) => ({ name, presence: 'example' })),
  },
  fields: () => SINGLE,
  least: () => SINGLE.length,
  parse(text: Text, reading: Reading, file: string, root: string): void {
    const cray = crayMeasureOf(file);
    const row = raplRowOf(root, file) ?? hwmonRowOf(root, file);
    if (cray !== undefined) parseCray(text, reading, cray);
    else if (row !== undefined) parseNumberFile(text, reading, row);
    else throw new Error('no file of power or energy that is known');
  },
};

/** `328 W 1700000000123456 us`; older ones have no time. */
function parseCray(text: Text, reading: Reading, { row, unit }: CrayMeasure): void {
  if (text.nextLine()) {
    reading.row(wordOf(row));
    const read = reading.next(text, SINGLE[0]);
    if (read === undefined) reading.reject(text, 'no number');
    else if (read && !(text.word() && text.is(unit))) reading.reject(text, `no ${unit} behind the number`);
    else if (read) {
      reading.endRow();
      reading.ignoreRest(text);
    }
  }
  reading.demandRows();
}
