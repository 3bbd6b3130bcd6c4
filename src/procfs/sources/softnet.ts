import { integers } from '../field.ts';
import type { Reading } from '../reading/reading.ts';
import { wordOf } from '../reading/rows.ts';
import type { Text } from '../reading/text.ts';
import type { Source } from '../source.ts';

// Packets that were taken in, packets dropped because the queue was full, times that work was left when the budget or the
// time for it was used up, times that another CPU was asked to take packets in (from kernel 2.6.39), packets dropped by the
// flow limit (from 4.18).
const FIELDS = integers('processed dropped time_squeeze received_rps flow_limit');
/** Which column each of them is. Between them there are zeros, where older kernels had counters of their own. */
const COLUMNS = [0, 1, 2, 9, 10];
/** The oldest kernels print so many. */
const LEAST_COLUMNS = 9;
/** What is behind these, queue lengths and the number of the CPU, is not looked at. */
const MOST_COLUMNS = 11;
const ROW = wordOf('softnet');

/**
 * `/proc/net/softnet_stat`: what the CPUs did with packets that came in, all CPUs together: each has a line of hexadecimal
 * columns. Counters since boot, of the whole host, whatever the network namespace. Those of a CPU have 32 bits: the sum
 * falls by 2^32 when one of them begins again at 0, and by all that a CPU had when it goes offline.
 * @see `softnet_seq_show` in net/core/net-procfs.c
 */
export const softnet: Source = {
  name: 'softnet',
  about: 'packets received by all CPUs: taken in, dropped for a full queue; times out of budget',
  reference: 'softnet_seq_show in net/core/net-procfs.c',
  root: 'procfs',
  files: ['net/softnet_stat'],
  inOnePiece: false,
  optional: true,
  byDefault: false,
  shape: { kind: 'tree', path: () => [], rows: [{ name: 'softnet', presence: 'always' }] },
  fields: () => FIELDS,
  least: () => fieldsIn(LEAST_COLUMNS),
  parse(text: Text, reading: Reading): void {
    let columns = 0;
    let first = 0;
    while (text.nextLine()) {
      const found = Math.min(text.words(), MOST_COLUMNS);
      if (found < LEAST_COLUMNS)
        throw lineError(text, `${found} columns where at least ${LEAST_COLUMNS} belong`);
      if (columns === 0) {
        columns = found;
        reading.row(ROW);
        first = reading.sums(text, fieldsIn(columns));
        reading.endRow();
      }
      if (found !== columns) throw lineError(text, `${found} columns where the first line has ${columns}`);
      addLine(text, reading, columns, first);
    }
    reading.demandRows();
  },
};

/** How many of the fields a line of so many columns has. */
function fieldsIn(columns: number): number {
  return COLUMNS.filter((column) => column < columns).length;
}

function addLine(text: Text, reading: Reading, columns: number, first: number): void {
  for (let column = 0; column < columns; column++) {
    const sum = COLUMNS.indexOf(column);
    if (reading.addHexadecimal(text, sum < 0 ? undefined : first + sum)) continue;
    throw lineError(text, `${JSON.stringify(text.toString())} is no hexadecimal number of 32 bits`);
  }
  if (columns === MOST_COLUMNS) reading.ignoreRest(text);
}

/** A line costs the file: without it the sums would fall, and at the next tick rise by all that its CPU ever had. */
function lineError(text: Text, reason: string): Error {
  return new Error(`line ${text.line}: ${reason}`);
}
