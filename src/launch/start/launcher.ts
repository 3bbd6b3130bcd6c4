import path from 'node:path';
import { installationRoot } from '../../system/installation.ts';
import { type Environment, firstVariableOf, variableOf } from '../identity/environment.ts';
import { identify } from '../identity/identity.ts';
import { type Programs, programsOf } from './programs.ts';

/** What can start the collectors: a starter in scripts/mpirun, or nothing but this host. */
export type Starter = 'slurm' | 'openmpi' | 'mpich' | 'local';

/** A starter, the program that it is to use, and why it was chosen. */
export interface ChosenLauncher {
  readonly launcher: Starter;
  /** Path of srun, mpirun or mpiexec; null for `local`. */
  readonly program: string | null;
  readonly why: string;
}

export interface ChooseOptions {
  readonly env: Environment;
  readonly programs: Programs;
  /** The option `--launcher`. */
  readonly requested: Starter | 'auto';
}

/** Where mpirun finds out by itself which nodes there are. */
const ALLOCATIONS = [
  'PBS_NODEFILE',
  'LSB_MCPU_HOSTS',
  'LSB_HOSTS',
  'PE_HOSTFILE',
  'FLUX_URI',
  'SLURM_JOB_ID',
  'RANKSTAT_LAUNCHER_ARGS',
];

/** In the order in which they are looked for; sites and Debian have both MPIs side by side. */
const MPI_PROGRAMS = {
  openmpi: ['mpirun', 'mpiexec', 'mpirun.openmpi', 'prterun'],
  mpich: ['mpirun', 'mpiexec', 'mpiexec.hydra'],
};

/**
 * Chooses what starts the collectors: srun in a Slurm allocation, the mpirun of this environment in another
 * allocation or with hosts named in RANKSTAT_LAUNCHER_ARGS, otherwise this host alone. A process that was itself
 * started as one of several ranks starts no collectors elsewhere.
 * @throws Error if what was requested is not there
 */
export async function chooseLauncher({ env, programs, requested }: ChooseOptions): Promise<ChosenLauncher> {
  if (requested === 'local') return local('--launcher says so');
  if (requested !== 'auto') {
    const program =
      requested === 'slurm' ? await programs.locate('srun') : await mpi(requested, env, programs);
    if (program !== null) return { launcher: requested, program, why: '--launcher says so' };
    const what = { slurm: 'srun', openmpi: 'mpirun of Open MPI', mpich: 'mpiexec of MPICH or Intel MPI' }[
      requested
    ];
    throw new Error(
      `--launcher ${requested}: no ${what} in PATH; load its module or set RANKSTAT_LAUNCHER_PROGRAM`,
    );
  }
  const { launcher, rank, size } = identify(env);
  if (launcher !== 'none' && size !== 1) return local(`this is rank ${rank} of a launch by ${launcher}`);
  if (variableOf(env, 'SLURM_JOB_ID') !== undefined) {
    const program = await programs.locate('srun');
    if (program !== null)
      return { launcher: 'slurm', program, why: 'SLURM_JOB_ID is set and srun is in PATH' };
  }
  const allocation = ALLOCATIONS.find((name) => variableOf(env, name) !== undefined);
  if (allocation === undefined) return local('this is no allocation of several nodes');
  for (const name of ['openmpi', 'mpich'] as const) {
    const program = await mpi(name, env, programs);
    if (program !== null)
      return { launcher: name, program, why: `${allocation} is set and ${program} is there` };
  }
  return local(`${allocation} is set, but no known mpirun is in PATH`);
}

/** Which MPI an `mpirun --version` belongs to; null if it is none that a starter is for. */
export function mpiOf(version: string): 'openmpi' | 'mpich' | null {
  if (/open ?mpi|openrte|prrte|prterun/i.test(version)) return 'openmpi';
  return /hydra|mpich|intel\(r\) mpi/i.test(version) ? 'mpich' : null;
}

export interface StarterOptions {
  readonly env: Environment;
  /** The folder of the installation. */
  readonly root: string;
  /** Arguments of `rankstat rank`. */
  readonly rankArguments: readonly string[];
}

/** The command line that starts one `rankstat rank` per node with the launcher that was chosen. */
export function starterCommand({ launcher, program }: ChosenLauncher, options: StarterOptions): string[] {
  const { env, root, rankArguments } = options;
  if (launcher !== 'local') {
    const starter = path.join(root, 'scripts', 'mpirun', launcher === 'slurm' ? 'srun' : launcher);
    return ['env', `RANKSTAT_LAUNCHER_PROGRAM=${program}`, starter, 'rank', ...rankArguments];
  }
  const rankstat = variableOf(env, 'RANKSTAT_BIN') ?? path.join(root, 'bin', 'rankstat');
  // In a rank of somebody's launch the collector must not take itself for one.
  return ['env', 'RANKSTAT_RANK=0', 'RANKSTAT_SIZE=1', rankstat, 'rank', ...rankArguments];
}

/**
 * Chooses what starts the collectors in this environment, and how.
 * @throws Error if what was requested is not there
 */
export async function collectorCommand(
  requested: Starter | 'auto',
  env: Environment,
  rankArguments: readonly string[],
): Promise<ChosenLauncher & { readonly argv: string[] }> {
  const chosen = await chooseLauncher({ env, programs: programsOf(env), requested });
  return { ...chosen, argv: starterCommand(chosen, { env, root: installationRoot(), rankArguments }) };
}

function local(why: string): ChosenLauncher {
  return { launcher: 'local', program: null, why };
}

async function mpi(
  wanted: 'openmpi' | 'mpich',
  env: Environment,
  programs: Programs,
): Promise<string | null> {
  const named = firstVariableOf(env, ['RANKSTAT_LAUNCHER_PROGRAM']);
  for (const name of named === undefined ? MPI_PROGRAMS[wanted] : [named]) {
    const program = await programs.locate(name);
    if (program !== null && mpiOf(await programs.version(program)) === wanted) return program;
  }
  return null;
}
