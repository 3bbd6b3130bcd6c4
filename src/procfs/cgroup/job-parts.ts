/** The names of a path, from the root on. */
export function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}

/**
 * The cgroup of the job in which this one is, as its names; undefined if no batch system that is known has made it.
 *
 * - Slurm: what has the directories of steps. It has other names in each version (`job_7`; from 26.05 on `sEKNKTV3WPV500`),
 *   the steps in it have not: `step_0`, `step_batch`, `step_extern`. A collector is a step of its own.
 * - PBS: `pbs_jobs.service/jobid/7.server`.
 * @see https://slurm.schedmd.com/cgroups.html
 */
export function jobPartsOf(own: readonly string[]): readonly string[] | undefined {
  const step = own.findLastIndex((part) => part.startsWith('step_'));
  if (step > 0) return own.slice(0, step);
  const list = own.findIndex((part, at) => part === 'jobid' && own[at - 1]?.startsWith('pbs') === true);
  return list > 0 && list + 1 < own.length ? own.slice(0, list + 2) : undefined;
}
