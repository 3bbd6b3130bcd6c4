import fs from 'node:fs';
import path from 'node:path';
import { SINGLE } from '../field.ts';
import { CPUS, cpuNumbers } from '../host/cpus.ts';
import { readInteger } from '../host/small-file.ts';
import { parseNumberFile } from '../reading/number-file.ts';
import type { Reading } from '../reading/reading.ts';
import type { Text } from '../reading/text.ts';
import type { Source } from '../source.ts';

/** Some drivers interrupt the CPU that they are asked of: so many are asked, evenly among all. */
const MOST_CPUS = 4;
const FILE = 'scaling_cur_freq';
const ROW = 'scaling_cur_freq_khz';

/**
 * `/sys/devices/system/cpu/cpuN/cpufreq/scaling_cur_freq`: the frequency of some CPUs now, kHz, as the driver measures it or
 * has asked for it. Of CPUs that change theirs together it is one.
 * @see `show_scaling_cur_freq` in drivers/cpufreq/cpufreq.c; https://docs.kernel.org/admin-guide/pm/cpufreq.html
 */
export const cpufreq: Source = {
  name: 'cpufreq',
  about: `frequency of ${MOST_CPUS} CPUs at most, kHz`,
  reference: 'https://docs.kernel.org/admin-guide/pm/cpufreq.html',
  root: 'sysfs',
  files: [],
  lookedFor: [`${CPUS}/cpu*/cpufreq/${FILE}`],
  find: (root) =>
    distinct(root, spread(cpuNumbers(root).filter((cpu) => hasFrequency(root, cpu)))).map(fileOf),
  inOnePiece: true,
  optional: true,
  byDefault: false,
  noValueNow: ['EBUSY', 'EAGAIN'],
  shape: {
    kind: 'tree',
    path: (row) => row.split(' '),
    varying: 0,
    rows: [{ name: `0 ${ROW}`, presence: 'example' }],
  },
  fields: () => SINGLE,
  least: () => SINGLE.length,
  parse(text: Text, reading: Reading, file: string): void {
    const [, , , cpu = ''] = file.split('/');
    parseNumberFile(text, reading, `${cpu.slice('cpu'.length)} ${ROW}`);
  },
};

function fileOf(cpu: number): string {
  return `${CPUS}/cpu${cpu}/cpufreq/${FILE}`;
}

function hasFrequency(root: string, cpu: number): boolean {
  return fs.existsSync(path.join(root, fileOf(cpu)));
}

function spread(cpus: readonly number[]): number[] {
  if (cpus.length <= MOST_CPUS) return [...cpus];
  return Array.from({ length: MOST_CPUS }, (_, nth) => cpus[Math.floor((nth * cpus.length) / MOST_CPUS)]!);
}

/** One of each policy, if it has a number now: `<unknown>` is none. */
function distinct(root: string, cpus: readonly number[]): number[] {
  const policies = new Set<string>();
  return cpus.filter((cpu) => {
    const file = path.join(root, fileOf(cpu));
    const policy = fs.realpathSync(file);
    if (policies.has(policy) || readInteger(file) === null) return false;
    policies.add(policy);
    return true;
  });
}
