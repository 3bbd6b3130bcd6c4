import { delimiter } from 'node:path';
import { SYSTEM_PATH } from './requirements.ts';
import type { Environment } from './run.ts';
import type { Layout } from './slurm-conf.ts';

// What the launcher, if any, of the tests themselves has set: it would lie to the launchers under test.
const FOREIGN = /^(SLURM|SBATCH|SRUN|OMPI|PMI|PMIX|PRTE|HYDRA|HYDI|MPIR|MPIEXEC|MPICH|RANKSTAT)_|^MPI_LOCAL/;

/**
 * What commands on a host find in their environment: that of the tests, with `mpirun` and `mpiexec` Open MPI's,
 * Slurm's and Open MPI's settings for this cluster, and temporary files in its folder. Jobs inherit it.
 */
export function hostEnvironment(layout: Layout, inherited: Environment): Environment {
  const own = Object.entries(inherited).filter(([name]) => !FOREIGN.test(name));
  return {
    ...Object.fromEntries(own),
    PATH: [layout.openmpi, inherited.PATH ?? '', ...SYSTEM_PATH]
      .filter((part) => part !== '')
      .join(delimiter),
    SLURM_CONF: layout.slurmConf,
    // Open MPI refuses to run as root unless both say that it is meant.
    OMPI_ALLOW_RUN_AS_ROOT: '1',
    OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: '1',
    TMPDIR: layout.tmp,
  };
}
