import fs from 'node:fs';
import path from 'node:path';
import { readText, textIfThere } from '../host/small-file.ts';
import type { Roots } from '../roots.ts';
import { findJobCgroup } from './job-cgroup.ts';
import type { CgroupLevel } from './place.ts';

/** What is read of each folder, in this order, where it is there. */
const FILES = {
  1: `memory.usage_in_bytes memory.max_usage_in_bytes memory.limit_in_bytes memory.failcnt memory.oom_control memory.stat
      cpuacct.usage cpuacct.stat cpu.stat blkio.throttle.io_service_bytes_recursive blkio.throttle.io_service_bytes
      pids.current`.split(/\s+/),
  2: `cpu.stat memory.current memory.peak memory.max memory.swap.current memory.events memory.stat io.stat cpu.pressure
      memory.pressure io.pressure pids.current`.split(/\s+/),
};
/** Version 1 counts in these what the cgroup itself has, without those below it: of a job whose steps are below, nothing. */
const WITHOUT_THOSE_BELOW: ReadonlySet<string> = new Set([
  'memory.oom_control',
  'blkio.throttle.io_service_bytes',
]);
const RECURSIVE = '_recursive';

/**
 * The files of the job's cgroup that are read, below the root of sysfs.
 * @param levels whose it may be; of another nothing is read
 * @throws Error if it is known that there is one, and it cannot be read
 */
export function jobFiles(roots: Roots, levels: readonly CgroupLevel[]): string[] {
  const job = findJobCgroup(roots, textIfThere);
  if (job === undefined || !levels.includes(job.level)) return [];
  if (job.trouble !== undefined) throw new Error(job.trouble);
  return job.folders.flatMap((folder) => {
    const entries = fs.readdirSync(path.join(roots.sysfs, folder), { withFileTypes: true });
    const names = new Set(entries.map(({ name }) => name));
    const isLowest = !entries.some((entry) => entry.isDirectory());
    return FILES[job.version]
      .filter((name) => names.has(name) && !names.has(`${name}${RECURSIVE}`))
      .filter((name) => isLowest || !WITHOUT_THOSE_BELOW.has(name))
      .map((name) => path.posix.join(folder, name))
      .filter((file) => !file.endsWith('.pressure') || isOn(path.join(roots.sysfs, file)));
  });
}

/** Where the kernel was started with `psi=0` the files are there, and reading one is an error (EOPNOTSUPP). */
function isOn(pressure: string): boolean {
  return readText(pressure) !== null;
}
