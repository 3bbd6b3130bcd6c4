import path from 'node:path';
import { readNames } from './small-file.ts';

/** The folder of `/sys` that has one for each CPU. */
export const CPUS = 'devices/system/cpu';

/** The numbers of the CPUs that the kernel knows, in order; those that are offline, too. */
export function cpuNumbers(sysfs: string): number[] {
  return readNames(path.join(sysfs, CPUS))
    .flatMap((name) => /^cpu(\d+)$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}
