import path from 'node:path';
import { readNames, readValue } from '../small-file.ts';
import { numbersOfList } from './cpu-list.ts';

/** How the CPUs of a host hang together; what the kernel does not say is not there. */
export interface CpuTopology {
  /** `0-127` */
  readonly cpus_online?: string | undefined;
  readonly cpu_cores?: number | undefined;
  /** Of cores that differ, the most. */
  readonly cpu_threads_per_core?: number | undefined;
}

/**
 * Reads `/sys/devices/system/cpu`, a file for each core. What is offline counts for nothing.
 * @see https://docs.kernel.org/admin-guide/cputopology.html
 */
export function readCpuTopology(sysfs: string): CpuTopology {
  const folder = path.join(sysfs, 'devices/system/cpu');
  const online = readValue(path.join(folder, 'online'));
  const seen = new Set<number>();
  let cores = 0;
  let threads = 0;
  for (const name of readNames(folder)) {
    const cpu = /^cpu(\d{1,6})$/.exec(name)?.[1];
    if (cpu === undefined || seen.has(Number(cpu))) continue;
    const siblings = siblingsOf(path.join(folder, name, 'topology'));
    if (siblings.length === 0) continue;
    for (const one of siblings) seen.add(one);
    cores++;
    threads = Math.max(threads, siblings.length);
  }
  return {
    ...(online === null ? {} : { cpus_online: online }),
    ...(cores === 0 ? {} : { cpu_cores: cores, cpu_threads_per_core: threads }),
  };
}

/** `thread_siblings_list` is what kernels before 5.2 call it. */
function siblingsOf(topology: string): number[] {
  const list =
    readValue(path.join(topology, 'core_cpus_list')) ??
    readValue(path.join(topology, 'thread_siblings_list'));
  return list === null ? [] : numbersOfList(list);
}
