import { readFileSync } from 'node:fs';
import { type Environment, variableOf } from '../../launch/identity/environment.ts';
import { expandHostlist } from '../../launch/identity/hostlist.ts';
import { STARTERS } from '../../launch/start/starters.ts';

/** The nodes of the allocation that doctor is asked in. */
export interface Allocation {
  /** The variable that shows it; null if there is none. */
  readonly allocation: string | null;
  readonly nodes: number | null;
  /** As the batch system calls them; null where that is not known. */
  readonly names: readonly string[] | null;
}

/** Which nodes there are, by the environment. One that names its own hosts, or how many, is not second-guessed. */
export function allocationOf(env: Environment): Allocation {
  const variables = STARTERS.flatMap(({ allocations }) => allocations.map(String));
  const allocation = variables.find((name) => variableOf(env, name) !== undefined) ?? null;
  const ownHosts = variableOf(env, 'RANKSTAT_LAUNCHER_ARGS') ?? variableOf(env, 'RANKSTAT_NODES');
  if (allocation === null || ownHosts !== undefined) return { allocation, nodes: null, names: null };
  const names = namesIn(env);
  return { allocation, nodes: names?.length ?? null, names };
}

function namesIn(env: Environment): string[] | null {
  try {
    const slurm = variableOf(env, 'SLURM_JOB_NODELIST') ?? variableOf(env, 'SLURM_NODELIST');
    const list =
      slurm !== undefined
        ? expandHostlist(slurm)
        : (hostsIn(variableOf(env, 'PBS_NODEFILE')) ?? variableOf(env, 'LSB_HOSTS')?.split(/\s+/));
    if (list === undefined) return null;
    const names = [...new Set(list.filter((name) => name !== ''))];
    return names.length === 0 ? null : names;
  } catch {
    return null;
  }
}

function hostsIn(file: string | undefined): string[] | undefined {
  return file === undefined ? undefined : readFileSync(file, 'utf8').split(/\s+/);
}
