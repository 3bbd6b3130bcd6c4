import { createHash } from 'node:crypto';
import { type Environment, variableOf } from './environment.ts';

/** Kept short: it is a part of file names and of socket names (107 bytes). */
const MAX_LENGTH = 64;

/**
 * The name of one launch, the same on all its ranks, safe as a part of a file name: `slurm-5.4`,
 * `ompi-1876754432`, `slurm-5-ompi-1876754432`. What is not safe is hashed.
 * @param launcher short name of what numbers its launches
 * @param launch what is unique to the launch in its Slurm job, or on the machine where there is no such job
 */
export function launchKey(env: Environment, launcher: string, launch: string): string {
  const job = slurmJob(env);
  if (launcher === 'slurm' && job !== undefined) return safe('slurm', `${job}.${launch}`);
  return job === undefined ? safe(launcher, launch) : safe(`slurm-${job}-${launcher}`, launch);
}

/** The name of a batch job, for a launch of which nothing else is known. Null outside batch systems. */
export function jobKey(env: Environment): string | null {
  const slurm = slurmJob(env);
  if (slurm !== undefined) return safe('slurm', slurm);
  const job = batchJobId(env);
  return job === null ? null : safe('job', job);
}

/** The id of the batch job, whichever system it is: Slurm, PBS, LSF, Flux, Fujitsu's. */
export function batchJobId(env: Environment): string | null {
  for (const name of ['SLURM_JOB_ID', 'PBS_JOBID', 'LSB_JOBID', 'FLUX_JOB_ID', 'PJM_JOBID']) {
    const id = variableOf(env, name);
    if (id !== undefined) return id;
  }
  return null;
}

/** A requeued job has the same id and counts its steps from 0 again: a file left by its first life must not fit. */
function slurmJob(env: Environment): string | undefined {
  const job = variableOf(env, 'SLURM_JOB_ID');
  const restarts = variableOf(env, 'SLURM_RESTART_COUNT') ?? '0';
  return job === undefined || restarts === '0' ? job : `${job}-again${restarts}`;
}

function safe(prefix: string, id: string): string {
  const key = `${prefix}-${id}`;
  if (/^[A-Za-z0-9._-]+$/.test(key) && key.length <= MAX_LENGTH) return key;
  const hash = createHash('sha256').update(key).digest('hex').slice(0, 20);
  return /^[A-Za-z0-9._-]+$/.test(prefix) && prefix.length < 40 ? `${prefix}-${hash}` : hash;
}
