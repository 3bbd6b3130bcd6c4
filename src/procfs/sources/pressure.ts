import type { Field } from '../field.ts';
import type { Reading } from '../reading/reading.ts';
import { type Word, wordOf } from '../reading/rows.ts';
import { EQUALS, type Text } from '../reading/text.ts';
import type { Source, TreeRow } from '../source.ts';

/** The fields of a row of pressure. */
export const PRESSURE_FIELDS: readonly Field[] = [
  { name: 'avg10', scale: 2 },
  { name: 'avg60', scale: 2 },
  { name: 'avg300', scale: 2 },
  { name: 'total_us', scale: 0 },
];
const KEYS = ['avg10', 'avg60', 'avg300', 'total'];
const RESOURCES = ['cpu', 'memory', 'io'];
const FILES = RESOURCES.map((resource) => `pressure/${resource}`);
const SOME = RESOURCES.map((resource) => wordOf(`${resource} some`));
const FULL = RESOURCES.map((resource) => wordOf(`${resource} full`));
const ROWS: readonly TreeRow[] = RESOURCES.flatMap((resource) =>
  ['some', 'full'].map((kind) => ({ name: `${resource} ${kind}`, presence: 'sometimes' }) as const),
);

/**
 * `/proc/pressure/{cpu,memory,io}`: how long some, or all, tasks that could have run waited for a resource:
 * percent of the last 10, 60 and 300 s, and µs since boot. From kernel 4.20, where it is switched on.
 * @see https://docs.kernel.org/accounting/psi.html
 */
export const pressure: Source = {
  name: 'pressure',
  about: 'waiting for CPU, memory and I/O (PSI): percent, µs',
  reference: 'https://docs.kernel.org/accounting/psi.html',
  root: 'procfs',
  files: FILES,
  inOnePiece: true,
  optional: true,
  byDefault: true,
  shape: { kind: 'tree', path: (row) => row.split(' '), rows: ROWS },
  fields: () => PRESSURE_FIELDS,
  least: () => PRESSURE_FIELDS.length,
  parse(text: Text, reading: Reading, file: string): void {
    const resource = FILES.indexOf(file);
    parsePressure(text, reading, SOME[resource], FULL[resource]);
  },
};

/**
 * Reads a file of pressure, of the node or of a cgroup.
 * @param some the row of its line `some …`
 * @param full that of `full …`
 * @throws Error if it has no line that can be read
 */
export function parsePressure(text: Text, reading: Reading, some?: Word, full?: Word): void {
  while (text.nextLine()) {
    const row = !text.word() ? undefined : text.is('some') ? some : text.is('full') ? full : undefined;
    if (row === undefined) {
      reading.reject(text, 'neither "some" nor "full"');
      continue;
    }
    reading.row(row);
    parseAverages(text, reading);
  }
  reading.demandRows();
}

function parseAverages(text: Text, reading: Reading): void {
  for (let at = 0; at < KEYS.length; at++) {
    if (!text.upTo(EQUALS) || !text.is(KEYS[at]!)) {
      reading.reject(text, `no ${KEYS[at]}=`);
      return;
    }
    const read = reading.next(text, PRESSURE_FIELDS[at]!);
    if (read === undefined) reading.reject(text, `${KEYS[at]}= without a number`);
    if (!read) return;
  }
  reading.endRow();
}
