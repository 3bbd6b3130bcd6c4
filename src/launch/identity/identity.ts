import { DETECTORS, type Detector, type LauncherName, STARTED } from './detectors.ts';
import { countOf, type Environment, firstVariableOf, variableOf } from './environment.ts';
import { expandHostlist } from './hostlist.ts';
import { batchJobId, jobKey, launchKey } from './launch-key.ts';

/** Who this process is in its launch. Null is what the launcher does not tell. */
export interface Identity {
  readonly launcher: LauncherName;
  readonly rank: number;
  /** Number of ranks. */
  readonly size: number | null;
  /** Number of this rank among those of its node, from 0. */
  readonly localRank: number | null;
  /** Number of ranks on this node. */
  readonly localSize: number | null;
  /** Number of nodes that have ranks. */
  readonly nodes: number | null;
  /** The same on all ranks of this launch and on no others; `[A-Za-z0-9._-]` only. */
  readonly launchKey: string | null;
  /** Id of the batch job. */
  readonly jobId: string | null;
  /** Id of the step in the batch job, if the launcher is the batch system's own. */
  readonly stepId: string | null;
}

/**
 * Who this process is, as the environment of its launcher tells. Without a launcher: the only rank.
 *
 * RANKSTAT_RANK, with RANKSTAT_SIZE and RANKSTAT_LOCAL_RANK, is for launchers that are not known or whose
 * variables lie: it replaces all numbers of the launcher. RANKSTAT_SIZE=1 says that this process is alone
 * whatever else the environment says.
 * @throws Error that names the variable if one that counts is not a number
 */
export function identify(env: Environment): Identity {
  const detector = DETECTORS.find(({ applies }) => applies(env));
  const jobId = batchJobId(env);
  const stated = statedNumbers(env);
  if (stated?.size === 1) return { ...ALONE, jobId };
  if (detector === undefined) {
    return stated === undefined
      ? { ...ALONE, jobId }
      : { ...ALONE, ...stated, launchKey: jobKey(env), jobId };
  }
  const { launcher, keyPrefix } = detector;
  const launch = detector.launch(env);
  return {
    launcher,
    ...(stated ?? numbersOf(detector, env)),
    launchKey: launch === undefined ? null : launchKey(env, keyPrefix, launch),
    jobId,
    stepId: detector.step(env) ?? null,
  };
}

/**
 * The names of the nodes that have ranks, as the batch system calls them, in no order that could be relied on.
 * @returns null where the environment does not tell, or it is not sure that it tells of these nodes
 */
export function expectedHosts(env: Environment, identity: Identity): string[] | null {
  if (identity.launcher === 'none') return null;
  if (variableOf(env, STARTED) !== undefined) return hostsOf(variableOf(env, 'RANKSTAT_HOSTS'));
  if (identity.launcher === 'slurm') return hostsOf(variableOf(env, 'SLURM_STEP_NODELIST'));
  // Under mpirun in a Slurm job the step is that of its daemons; the ranks may use only a part of the job's nodes.
  const hosts = hostsOf(firstVariableOf(env, ['SLURM_JOB_NODELIST', 'SLURM_NODELIST']));
  return hosts !== null && hosts.length === nodesWithRanks(identity) ? hosts : null;
}

type Numbers = Pick<Identity, 'rank' | 'size' | 'localRank' | 'localSize' | 'nodes'>;

const ALONE: Identity = {
  launcher: 'none',
  rank: 0,
  size: 1,
  localRank: 0,
  localSize: 1,
  nodes: 1,
  launchKey: null,
  jobId: null,
  stepId: null,
};

function numbersOf({ rank, size, localRank, localSize, nodes }: Detector, env: Environment): Numbers {
  return {
    ...checked(countOf(env, rank) ?? 0, countOf(env, size), rank, size),
    localRank: countOf(env, localRank),
    localSize: localSize(env),
    nodes: countOf(env, nodes),
  };
}

/** What the user says; undefined if nothing. */
function statedNumbers(env: Environment): Numbers | undefined {
  const rank = countOf(env, ['RANKSTAT_RANK']);
  const size = countOf(env, ['RANKSTAT_SIZE']);
  if (rank === null) {
    if (size !== null) throw new Error('RANKSTAT_SIZE is set but RANKSTAT_RANK is not: set both or none');
    return undefined;
  }
  return {
    ...checked(rank, size, ['RANKSTAT_RANK'], ['RANKSTAT_SIZE']),
    localRank: countOf(env, ['RANKSTAT_LOCAL_RANK']),
    localSize: null,
    nodes: null,
  };
}

function checked(
  rank: number,
  size: number | null,
  rankNames: readonly string[],
  sizeNames: readonly string[],
) {
  if (size === null || rank < size) return { rank, size };
  const names = `${rankNames.join(' or ')} and ${sizeNames.join(' or ')}`;
  throw new Error(`rank ${rank} of ${size} ranks cannot be: ${names} contradict each other`);
}

/** Number of nodes that have ranks, told or worked out; null if it cannot be. */
export function nodesWithRanks({ nodes, size, localSize }: Identity): number | null {
  if (nodes !== null) return nodes;
  return size === null || localSize === null || localSize === 0 ? null : Math.ceil(size / localSize);
}

/** A list that cannot be read only means that missing hosts go without a name. */
function hostsOf(list: string | undefined): string[] | null {
  if (list === undefined) return null;
  try {
    return [...new Set(expandHostlist(list))];
  } catch {
    return null;
  }
}
