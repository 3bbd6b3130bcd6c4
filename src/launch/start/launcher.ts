import path from 'node:path';
import { type Environment, variableOf } from '../identity/environment.ts';
import { type Identity, identify } from '../identity/identity.ts';
import { type Broadcast, SINGLE_VARIABLE } from './broadcast.ts';
import type { Programs } from './programs.ts';
import { STARTERS, type StarterEntry } from './starters.ts';

/** What can start the collectors: a launcher of the table, or nothing but this host. */
export type Starter = (typeof STARTERS)[number]['name'] | 'local';

/** A starter, the program that it is to use, and why it was chosen. */
export interface ChosenLauncher {
  readonly launcher: Starter;
  /** Path of srun, mpirun, mpiexec or the like; null for `local`. */
  readonly program: string | null;
  readonly why: string;
  /** What the user should know of it; of several processes that are alike one says it. */
  readonly warning?: string;
}

export interface ChooseOptions {
  readonly env: Environment;
  readonly programs: Programs;
  /** The option `--launcher`. */
  readonly requested: Starter | 'auto';
}

/** By which program a person starts what these launchers run, where it is not mpiexec. */
const BY_PROGRAM: ReadonlyMap<Identity['launcher'], string> = new Map([
  ['slurm', 'srun'],
  ['openmpi', 'mpirun'],
  ['flux', 'flux run'],
  ['pbs', 'pbsdsh'],
  ['lsf', 'blaunch'],
]);

/** Names the program itself, for all launchers. */
const PROGRAM = 'RANKSTAT_LAUNCHER_PROGRAM';

/**
 * Chooses what starts the collectors: the first launcher of the table that has its program here and sees an
 * allocation, otherwise this host alone. A process that was itself started as one of several ranks starts no
 * collectors elsewhere.
 * @throws Error if what was requested is not there
 */
export async function chooseLauncher({ env, programs, requested }: ChooseOptions): Promise<ChosenLauncher> {
  if (requested === 'local') return local('--launcher says so');
  const wanted = STARTERS.find(({ name }) => name === requested);
  if (wanted !== undefined) {
    const program = await programOf(wanted, env, programs);
    if (program === null) throw missing(wanted, env);
    return { launcher: wanted.name, program, why: '--launcher says so' };
  }
  const identity = identify(env);
  if (identity.launcher !== 'none' && identity.size !== 1) return withinLaunch(identity);
  const seen: string[] = [];
  for (const starter of STARTERS) {
    const allocation = starter.allocations.find((name) => variableOf(env, name) !== undefined);
    if (allocation === undefined) continue;
    seen.push(allocation);
    const program = await programOf(starter, env, programs);
    if (program === null) continue;
    return { launcher: starter.name, program, why: `${allocation} is set and ${program} is there` };
  }
  const [allocation] = seen;
  if (allocation === undefined) return local('this is no allocation of several nodes');
  const named = variableOf(env, PROGRAM);
  const why = named === undefined ? 'no known launcher is in PATH' : `${PROGRAM}=${named} is none`;
  return local(`${allocation} is set, but ${why}`);
}

export interface StarterOptions {
  readonly env: Environment;
  /** The folder of the installation. */
  readonly root: string;
  /** Arguments of `rankstat rank`. */
  readonly rankArguments: readonly string[];
  /** The single executable, if that is what runs: it has starters in `root`, and nothing else. */
  readonly single?: string | undefined;
  /** What the nodes are to get a copy of, if that is asked for. */
  readonly bcast?: Broadcast | undefined;
}

/** The command line that starts one `rankstat rank` per node with the launcher that was chosen. */
export function starterCommand({ launcher, program }: ChosenLauncher, options: StarterOptions): string[] {
  const { env, root, rankArguments, single, bcast } = options;
  const rankstat = variableOf(env, 'RANKSTAT_BIN') ?? single ?? path.join(root, 'bin', 'rankstat');
  const starter = STARTERS.find(({ name }) => name === launcher);
  if (starter !== undefined) {
    const script = path.join(root, 'scripts', 'mpirun', starter.script);
    const variables = [`${PROGRAM}=${program}`];
    if (single !== undefined) variables.push(`RANKSTAT_BIN=${rankstat}`);
    if (bcast !== undefined)
      variables.push(`${SINGLE_VARIABLE}=${bcast.file}`, `RANKSTAT_BCAST=${bcast.folder}`);
    // By a shell: it can lie where nothing can be executed from.
    const shell = single === undefined ? [] : ['sh'];
    return ['env', ...variables, ...shell, script, 'rank', ...rankArguments];
  }
  // In a rank of somebody's launch the collector must not take itself for one.
  return ['env', 'RANKSTAT_RANK=0', 'RANKSTAT_SIZE=1', rankstat, 'rank', ...rankArguments];
}

function local(why: string): ChosenLauncher {
  return { launcher: 'local', program: null, why };
}

/**
 * `srun rankstat run -- COMMAND`: the wrapper is on the wrong side of the launcher, and there is one for each process
 * of the benchmark.
 */
function withinLaunch({ launcher, rank, size }: Identity): ChosenLauncher {
  const chosen = local(`this is rank ${rank} of a launch by ${launcher}`);
  if (rank !== 0) return chosen;
  const program = BY_PROGRAM.get(launcher) ?? 'mpiexec';
  const warning =
    `rankstat run is itself one of ${size ?? 'several'} processes of a launch by ${program}: each of them records its ` +
    `own host only, in a file of its own; for one file of all hosts: rankstat run -- ${program} … COMMAND`;
  return { ...chosen, warning };
}

function missing({ name, title }: StarterEntry, env: Environment): Error {
  const named = variableOf(env, PROGRAM);
  return new Error(
    named === undefined
      ? `--launcher ${name}: no ${title} in PATH; load its module or set ${PROGRAM}`
      : `--launcher ${name}: ${PROGRAM}=${named} is not there, or is no ${title}; set it right or unset it`,
  );
}

/** Where the program of a starter is; null if there is none, or what has its name is another's. */
async function programOf(
  starter: StarterEntry,
  env: Environment,
  programs: Programs,
): Promise<string | null> {
  const named = variableOf(env, PROGRAM);
  for (const name of named === undefined ? starter.programs : [named]) {
    const program = await programs.locate(name);
    if (program === null) continue;
    if (starter.unmistakable.includes(path.basename(program))) return program;
    if (starter.version.test(await programs.version(program))) return program;
  }
  return null;
}
