/**
 * A launcher that can start one collector on each node of an allocation. This is all there is to know of it: a new one
 * is an entry here and a script in scripts/mpirun.
 */
export interface StarterEntry {
  /** As `--launcher` takes it. */
  readonly name: string;
  /** What its program is called when it is missing: `no … in PATH`. */
  readonly title: string;
  /** The names under which its program is looked for, in this order. */
  readonly programs: readonly string[];
  /** Those of them that are nobody else's: a program of this name is not asked what it is. */
  readonly unmistakable: readonly string[];
  /** What its program prints with `--version`; for a name that others have, too, or that a site has chosen. */
  readonly version: RegExp;
  /** The script in scripts/mpirun that calls the program with the right options. */
  readonly script: string;
  /** Variables by which `--launcher auto` sees an allocation whose nodes this launcher finds by itself. */
  readonly allocations: readonly string[];
}

/** Where a PBS or LSF job shows. */
const PBS_ALLOCATIONS = ['PBS_NODEFILE'] as const;
const LSF_ALLOCATIONS = ['LSB_DJOB_HOSTFILE', 'LSB_MCPU_HOSTS', 'LSB_HOSTS'] as const;

/** Where every mpirun finds out by itself which nodes there are. */
const MPI_ALLOCATIONS = [
  ...PBS_ALLOCATIONS,
  ...LSF_ALLOCATIONS,
  'PE_HOSTFILE',
  'FLUX_URI',
  'SLURM_JOB_ID',
  'RANKSTAT_LAUNCHER_ARGS',
] as const;

/** All that can start collectors, in the order in which `--launcher auto` tries them. */
export const STARTERS = [
  {
    name: 'slurm',
    title: 'srun',
    programs: ['srun'],
    unmistakable: ['srun'],
    version: /^slurm/i,
    script: 'srun',
    allocations: ['SLURM_JOB_ID'],
  },
  {
    // `flux exec` is wherever Flux is, reaches every node of the instance and asks no scheduler, which mpirun would.
    name: 'flux',
    title: 'flux',
    programs: ['flux'],
    unmistakable: ['flux'],
    version: /^commands:\s+\d/,
    script: 'flux',
    allocations: ['FLUX_URI'],
  },
  {
    // Before other MPIs: where its mpiexec is the first in PATH, it is the machine's own.
    name: 'pals',
    title: 'mpiexec of PALS',
    programs: ['mpiexec', 'aprun'],
    unmistakable: [],
    version: /^(?:mpiexec|aprun) version \d/,
    script: 'pals',
    allocations: PBS_ALLOCATIONS,
  },
  {
    // Before MPIs: one that is built without PBS knows this node only, and says nothing of it (Open MPI 4.1 of Debian in a
    // job of three nodes: 1 of 1 hosts), or wants SSH. Before it PALS, which hands the environment on.
    name: 'pbs',
    title: 'pbsdsh or pbs_tmrsh',
    programs: ['pbsdsh', 'pbs_tmrsh'],
    unmistakable: ['pbsdsh', 'pbs_tmrsh'],
    version: /^pbs_version\b/,
    script: 'pbs',
    allocations: PBS_ALLOCATIONS,
  },
  {
    // Sites and Debian have both MPIs side by side, each with an mpirun and an mpiexec.
    name: 'openmpi',
    title: 'mpirun of Open MPI',
    programs: ['mpirun', 'mpiexec', 'mpirun.openmpi', 'prterun'],
    unmistakable: [],
    version: /open ?mpi|openrte|prrte|prterun/i,
    script: 'openmpi',
    allocations: MPI_ALLOCATIONS,
  },
  {
    name: 'mpich',
    title: 'mpiexec of MPICH or Intel MPI',
    programs: ['mpirun', 'mpiexec', 'mpiexec.hydra'],
    unmistakable: [],
    version: /hydra|mpich|intel\(r\) mpi/i,
    script: 'mpich',
    allocations: MPI_ALLOCATIONS,
  },
  {
    // After MPIs: of those some are tried, and of this nothing is.
    name: 'lsf',
    title: 'blaunch',
    programs: ['blaunch'],
    unmistakable: ['blaunch'],
    version: /\bLSF\b/,
    script: 'lsf',
    allocations: LSF_ALLOCATIONS,
  },
] as const satisfies readonly StarterEntry[];

/** What can be asked to start them, as `--launcher` takes it. */
export const LAUNCHERS = ['auto', ...STARTERS.map(({ name }) => name), 'local'] as const;
