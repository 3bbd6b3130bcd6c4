import { countOf, type Environment, firstVariableOf, variableOf } from './environment.ts';
import { tasksOnNode } from './slurm-tasks.ts';

/** How a launcher is recognized, and in which variables it says who we are; the first that is set counts. */
export interface Detector {
  readonly launcher: string;
  readonly applies: (env: Environment) => boolean;
  readonly rank: readonly string[];
  readonly size: readonly string[];
  readonly localRank: readonly string[];
  readonly localSize: (env: Environment) => number | null;
  readonly nodes: readonly string[];
  /** What the launcher's launches are called in a launch key. */
  readonly keyPrefix: string;
  /** What is unique to this launch within its batch job; undefined if the environment has no such thing. */
  readonly launch: (env: Environment) => string | undefined;
  readonly step: (env: Environment) => string | undefined;
}

/** What starters of scripts/mpirun say of a launch whose launcher says nothing: `LAUNCHER:LAUNCH`. */
export const STARTED = 'RANKSTAT_LAUNCH';

const nothing = () => undefined;
const from =
  (...names: string[]) =>
  (env: Environment) =>
    firstVariableOf(env, names);
const count =
  (...names: string[]) =>
  (env: Environment) =>
    countOf(env, names);

/**
 * A launcher that tells its processes nothing that could be relied on: the starter of ours that has used it says who they
 * are. PBS sets PBS_NODENUM and PBS_TASKNUM in the batch script, too, and without PBS_NODEFILE no other node knows how many
 * there are; LSF counts tasks of one blaunch; what `flux exec` starts has no number.
 */
const startedBy = <Name extends string>(launcher: Name) => {
  const launch = (env: Environment) => {
    const [name, id] = variableOf(env, STARTED)?.split(':') ?? [];
    return name === launcher ? id : undefined;
  };
  return {
    launcher,
    keyPrefix: launcher,
    applies: (env: Environment) => launch(env) !== undefined,
    rank: ['RANKSTAT_RANK'],
    size: ['RANKSTAT_SIZE'],
    localRank: ['RANKSTAT_LOCAL_RANK'],
    localSize: () => null,
    nodes: ['RANKSTAT_SIZE'],
    launch,
    step: nothing,
  } as const;
};

/**
 * All launchers, in the order of trust. The first that applies wins, and Slurm comes last: what mpirun starts in
 * a batch script inherits SLURM_PROCID=0 from it, and on the other nodes that of mpirun's own daemons.
 */
export const DETECTORS = [
  startedBy('pbs'),
  startedBy('lsf'),
  startedBy('flux'),
  {
    // mpirun of Open MPI 4 and 5; IBM's jsrun and Fujitsu's mpiexec set the same.
    launcher: 'openmpi',
    keyPrefix: 'ompi',
    applies: isSet('OMPI_COMM_WORLD_RANK'),
    rank: ['OMPI_COMM_WORLD_RANK'],
    size: ['OMPI_COMM_WORLD_SIZE'],
    localRank: ['OMPI_COMM_WORLD_LOCAL_RANK'],
    localSize: count('OMPI_COMM_WORLD_LOCAL_SIZE'),
    nodes: ['OMPI_MCA_orte_num_nodes'],
    launch: from('OMPI_MCA_ess_base_jobid', 'PMIX_NAMESPACE'),
    step: nothing,
  },
  {
    // mpirun_rsh. Started by Hydra, MVAPICH looks like Hydra.
    launcher: 'mvapich',
    keyPrefix: 'mvapich',
    applies: isSet('MV2_COMM_WORLD_RANK', 'MVP_COMM_WORLD_RANK'),
    rank: ['MV2_COMM_WORLD_RANK', 'MVP_COMM_WORLD_RANK'],
    size: ['MV2_COMM_WORLD_SIZE', 'MVP_COMM_WORLD_SIZE'],
    localRank: ['MV2_COMM_WORLD_LOCAL_RANK', 'MVP_COMM_WORLD_LOCAL_RANK'],
    localSize: count('MV2_COMM_WORLD_LOCAL_SIZE', 'MVP_COMM_WORLD_LOCAL_SIZE'),
    nodes: [],
    launch: nothing,
    step: nothing,
  },
  {
    // MPICH and Intel MPI. PMI_ID in place of PMI_RANK: with -pmi-port. Slurm's pmi2 does not set MPI_LOCALRANKID.
    launcher: 'hydra',
    keyPrefix: 'hydra',
    applies: (env) => isPmi(env) && variableOf(env, 'MPI_LOCALRANKID') !== undefined,
    rank: ['PMI_RANK', 'PMI_ID'],
    size: ['PMI_SIZE'],
    localRank: ['MPI_LOCALRANKID'],
    localSize: count('MPI_LOCALNRANKS'),
    nodes: [],
    // A Slurm step in the environment can be that of a shell in which several mpiexec run, so it is no key.
    launch: nothing,
    step: nothing,
  },
  {
    // Cray's mpiexec and aprun. Slurm's cray_shasta plugin sets the same for its own steps.
    launcher: 'pals',
    keyPrefix: 'pals',
    applies: (env) => isSet('PALS_RANKID')(env) && variableOf(env, 'PALS_APID') !== slurmStep(env),
    rank: ['PALS_RANKID'],
    size: ['PMI_SIZE'],
    localRank: ['PALS_LOCAL_RANKID', 'PMI_LOCAL_RANK'],
    localSize: count('PALS_LOCAL_SIZE', 'PMI_LOCAL_SIZE'),
    nodes: [],
    launch: from('PALS_APID'),
    step: from('PALS_APID'),
  },
  {
    launcher: 'flux',
    keyPrefix: 'flux',
    applies: isSet('FLUX_TASK_RANK'),
    rank: ['FLUX_TASK_RANK'],
    size: ['FLUX_JOB_SIZE'],
    localRank: ['FLUX_TASK_LOCAL_ID'],
    localSize: () => null,
    nodes: ['FLUX_JOB_NNODES'],
    launch: from('FLUX_JOB_ID'),
    step: nothing,
  },
  {
    // prterun without the Open MPI personality, which tells no size; jsrun in a form without OMPI_ variables.
    launcher: 'pmix',
    keyPrefix: 'pmix',
    applies: (env) =>
      isSet('PMIX_RANK')(env) && variableOf(env, 'PMIX_NAMESPACE')?.startsWith('slurm.pmix.') !== true,
    rank: ['PMIX_RANK'],
    size: ['JSM_NAMESPACE_SIZE'],
    localRank: ['JSM_NAMESPACE_LOCAL_RANK'],
    localSize: count('JSM_NAMESPACE_LOCAL_SIZE'),
    nodes: [],
    launch: from('PMIX_NAMESPACE'),
    step: nothing,
  },
  {
    // Other starters that speak PMI, unless it is Slurm's own pmi2.
    launcher: 'hydra',
    keyPrefix: 'hydra',
    applies: (env) => isPmi(env) && !isSlurmsPmi(env),
    rank: ['PMI_RANK', 'PMI_ID'],
    size: ['PMI_SIZE'],
    localRank: [],
    localSize: () => null,
    nodes: [],
    launch: nothing,
    step: nothing,
  },
  {
    // Without a step, SLURM_PROCID is the batch script's own and says nothing about us.
    launcher: 'slurm',
    keyPrefix: 'slurm',
    applies: (env) => slurmStep(env) !== undefined && variableOf(env, 'SLURM_PROCID') !== undefined,
    rank: ['SLURM_PROCID'],
    // SLURM_NTASKS can be that of the batch job.
    size: ['SLURM_STEP_NUM_TASKS', 'SLURM_NTASKS'],
    localRank: ['SLURM_LOCALID'],
    localSize: slurmLocalSize,
    nodes: ['SLURM_STEP_NUM_NODES'],
    launch: from('SLURM_STEP_ID', 'SLURM_STEPID'),
    step: from('SLURM_STEP_ID', 'SLURM_STEPID'),
  },
] as const satisfies readonly Detector[];

/** What started this process; `none` if nothing did that is known. */
export type LauncherName = (typeof DETECTORS)[number]['launcher'] | 'none';

function isSet(...names: string[]): (env: Environment) => boolean {
  return (env) => firstVariableOf(env, names) !== undefined;
}

function isPmi(env: Environment): boolean {
  return isSet('PMI_RANK', 'PMI_ID')(env);
}

function isSlurmsPmi(env: Environment): boolean {
  return slurmStep(env) !== undefined && env.PMI_RANK === env.SLURM_PROCID;
}

function slurmStep(env: Environment): string | undefined {
  const job = variableOf(env, 'SLURM_JOB_ID');
  const step = firstVariableOf(env, ['SLURM_STEP_ID', 'SLURM_STEPID']);
  return job === undefined || step === undefined ? undefined : `${job}.${step}`;
}

function slurmLocalSize(env: Environment): number | null {
  const tasks = variableOf(env, 'SLURM_STEP_TASKS_PER_NODE');
  const node = countOf(env, ['SLURM_NODEID']);
  // In a heterogeneous job SLURM_NODEID does not count the nodes of that list.
  if (tasks === undefined || node === null || variableOf(env, 'SLURM_HET_SIZE') !== undefined) return null;
  return tasksOnNode(tasks, node);
}
