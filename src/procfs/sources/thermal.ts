import path from 'node:path';
import { SINGLE } from '../field.ts';
import { CPUS, cpuNumbers } from '../host/cpus.ts';
import { readCount, readNames } from '../host/small-file.ts';
import { parseNumberFile } from '../reading/number-file.ts';
import type { Reading } from '../reading/reading.ts';
import type { Text } from '../reading/text.ts';
import type { Source } from '../source.ts';

const COUNTERS = ['package_throttle_count', 'package_throttle_total_time_ms'];

/**
 * `thermal_throttle` of CPUs in `/sys`: how often, and for how many ms, each CPU package was slowed down because
 * it was too hot, since boot. Each CPU of a package shows the same: it is read once. Intel only; what single cores count is
 * left out, two files for each of hundreds.
 * @see arch/x86/kernel/cpu/mce/therm_throt.c, drivers/thermal/intel/therm_throt.c; Documentation/ABI/stable/sysfs-devices-system-cpu
 */
export const thermal: Source = {
  name: 'thermal',
  about: 'CPU packages slowed down for heat: how often, ms',
  reference: 'drivers/thermal/intel/therm_throt.c',
  root: 'sysfs',
  files: [],
  lookedFor: COUNTERS.map((counter) => `${CPUS}/cpu*/thermal_throttle/${counter}`),
  find: (root) =>
    firstOfPackages(root).flatMap(({ cpu, counters }) => counters.map((one) => fileOf(cpu, one))),
  inOnePiece: true,
  optional: true,
  byDefault: false,
  shape: {
    kind: 'tree',
    path: (row) => row.split(' '),
    varying: 0,
    rows: COUNTERS.map((counter) => ({ name: `0 ${counter}`, presence: 'example' })),
  },
  fields: () => SINGLE,
  least: () => SINGLE.length,
  parse(text: Text, reading: Reading, file: string, root: string): void {
    const [, , , cpu = '', , counter = ''] = file.split('/');
    const id = packageOf(root, Number(cpu.slice('cpu'.length)));
    if (id === null) throw new Error('no package');
    parseNumberFile(text, reading, `${id} ${counter}`);
  },
};

interface First {
  readonly cpu: number;
  readonly counters: readonly string[];
}

/** The first CPU of each package that has such counters: of those that are offline it is not known which package they are in. */
function firstOfPackages(root: string): First[] {
  const firsts = new Map<number, First>();
  for (const cpu of cpuNumbers(root)) {
    const id = packageOf(root, cpu);
    if (id === null || firsts.has(id)) continue;
    const there = readNames(path.join(root, CPUS, `cpu${cpu}`, 'thermal_throttle'));
    const counters = COUNTERS.filter((counter) => there.includes(counter));
    if (counters.length > 0) firsts.set(id, { cpu, counters });
  }
  return [...firsts.values()];
}

function packageOf(root: string, cpu: number): number | null {
  return readCount(path.join(root, CPUS, `cpu${cpu}`, 'topology/physical_package_id'));
}

function fileOf(cpu: number, counter: string): string {
  return `${CPUS}/cpu${cpu}/thermal_throttle/${counter}`;
}
