import { type Field, integers, SINGLE } from '../field.ts';
import type { Reading } from '../reading/reading.ts';
import type { Text } from '../reading/text.ts';
import type { Source, TreeRow } from '../source.ts';

// `user` contains `guest`, `nice` contains `guest_nice`.
const FIELDS = integers('user nice system idle iowait irq softirq steal guest guest_nice');
const FIELDS_OF_2_4 = 4;
const PREFIX = 'cpu';
const COUNTERS = ['ctxt', 'processes', 'procs_running', 'procs_blocked'];
const ROWS: readonly TreeRow[] = [
  { name: 'cpu', presence: 'always' },
  { name: 'cpu0', presence: 'example' },
  ...COUNTERS.map((name) => ({ name, presence: 'sometimes' }) as const),
];

/**
 * `/proc/stat`: what the CPUs spent their time on since boot, in clock ticks (AT_CLKTCK of the host), in total
 * and for each CPU that is online; context switches and forks since boot; runnable and blocked processes now.
 * CPUs go by their number, because those that are offline are left out. `idle` and `iowait` can fall a little.
 * @see https://docs.kernel.org/filesystems/proc.html#miscellaneous-kernel-statistics-in-proc-stat
 */
export const cpu: Source = {
  name: 'cpu',
  about: 'CPU time by kind, clock ticks; context switches, forks, runnable and blocked processes',
  reference: 'https://docs.kernel.org/filesystems/proc.html#miscellaneous-kernel-statistics-in-proc-stat',
  root: 'procfs',
  files: ['stat'],
  inOnePiece: true,
  optional: false,
  byDefault: true,
  shape: { kind: 'tree', path, rows: ROWS },
  fields: (row): readonly Field[] => (row.startsWith(PREFIX) ? FIELDS : SINGLE),
  least: (row) => (row.startsWith(PREFIX) ? FIELDS_OF_2_4 : SINGLE.length),
  parse(text: Text, reading: Reading): void {
    let hasTotal = false;
    while (text.nextLine()) {
      if (!text.word()) continue;
      if (text.startsWith(PREFIX)) {
        if (!isCpu(text)) {
          reading.reject(text, `${JSON.stringify(text.toString().slice(0, 40))} is not a CPU`);
          continue;
        }
        const isTotal = text.stop - text.start === PREFIX.length;
        reading.row(text);
        if (reading.numbersOf(text, FIELDS, FIELDS_OF_2_4) && isTotal) hasTotal = true;
      } else if (isCounter(text)) {
        reading.row(text);
        reading.numbersOf(text, SINGLE, 1);
      } else reading.ignoreRest(text); // `intr` has a number for each interrupt.
    }
    reading.demandRows();
    // All else is made of it, and every kernel has it.
    if (!hasTotal) throw new Error(`no line of all CPUs together: ${reading.error ?? 'it is not there'}`);
  },
};

function path(row: string): readonly string[] {
  if (!row.startsWith(PREFIX)) return [row];
  const id = row.slice(PREFIX.length);
  return id === '' ? ['total'] : ['per_cpu', id];
}

function isCpu(text: Text): boolean {
  for (let at = text.start + PREFIX.length; at < text.stop; at++) {
    const byte = text.bytes[at]!;
    if (byte < 0x30 || byte > 0x39) return false;
  }
  return true;
}

function isCounter(text: Text): boolean {
  return text.is('ctxt') || text.is('processes') || text.is('procs_running') || text.is('procs_blocked');
}
