import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { expectedHosts, identify, nodesWithRanks } from '../../../src/launch/identity/identity.ts';
import * as seen from '../environments.ts';

const ALONE = {
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

const NODES = ['node1', 'node2', 'node3'];

test('without a launcher a process is the only rank, in a batch script, too', () => {
  assert.equal(identify({}), ALONE);
  assert.equal(identify(seen.sbatch), { ...ALONE, jobId: '5' });
  assert.is(expectedHosts(seen.sbatch, identify(seen.sbatch)), null);
});

test('mpirun wins over what its ranks inherit from the batch script and the step of its daemons', () => {
  const rank0 = {
    launcher: 'openmpi',
    rank: 0,
    size: 3,
    localRank: 0,
    localSize: 1,
    nodes: 3,
    launchKey: 'slurm-5-ompi-1876754433',
    jobId: '5',
    stepId: null,
  };
  assert.equal(identify(seen.ompi4Rank0), rank0);
  assert.equal(identify(seen.ompi4Rank1), { ...rank0, rank: 1 });
  assert.equal(expectedHosts(seen.ompi4Rank1, identify(seen.ompi4Rank1)), NODES);
  const onTwoNodes = { ...seen.ompi4Rank0, OMPI_MCA_orte_num_nodes: '2' };
  assert.is(expectedHosts(onTwoNodes, identify(onTwoNodes)), null);
});

test('a namespace that is not safe in a file name is hashed, the same on all ranks', () => {
  const rank1 = identify(seen.ompi5Rank1);
  assert.match(rank1.launchKey ?? '', /^ompi-[0-9a-f]{20}$/);
  assert.is(identify({ ...seen.ompi5Rank1, OMPI_COMM_WORLD_RANK: '0' }).launchKey, rank1.launchKey);
  const next = identify({ ...seen.ompi5Rank1, PMIX_NAMESPACE: 'prterun-node1-5277@2' });
  assert.is.not(next.launchKey, rank1.launchKey);
  assert.equal(
    { ...rank1, launchKey: null },
    { ...ALONE, launcher: 'openmpi', rank: 1, size: 3, nodes: null },
  );
});

test('hydra wins over the step of its proxies, which is no key, because a shell step can have several', () => {
  const identity = identify(seen.hydraRank2);
  assert.equal(identity, {
    launcher: 'hydra',
    rank: 2,
    size: 3,
    localRank: 0,
    localSize: 1,
    nodes: null,
    launchKey: null,
    jobId: '5',
    stepId: null,
  });
  assert.equal(expectedHosts(seen.hydraRank2, identity), NODES);
});

test('hydra with -pmi-port says PMI_ID, and the size only through PMI', () => {
  const { rank, size, localRank, launcher } = identify({
    PMI_ID: '1',
    PMI_PORT: 'node1:40001',
    MPI_LOCALRANKID: '1',
    MPI_LOCALNRANKS: '2',
  });
  assert.equal({ rank, size, localRank, launcher }, { rank: 1, size: null, localRank: 1, launcher: 'hydra' });
});

for (const [name, env] of Object.entries({
  none: seen.srunRank3,
  pmi2: seen.srunPmi2Rank3,
  pmix: seen.srunPmixRank3,
  cray_shasta: seen.srunShastaRank3,
})) {
  test(`srun --mpi=${name} is Slurm, and the counts are those of the step`, () => {
    const identity = identify(env);
    assert.equal(identity, {
      launcher: 'slurm',
      rank: 3,
      size: 4,
      localRank: 0,
      localSize: 1,
      nodes: 2,
      launchKey: 'slurm-5.4',
      jobId: '5',
      stepId: '4',
    });
    assert.equal(expectedHosts(env, identity), ['node2', 'node3']);
  });
}

test('a requeued job has other keys, for its ids are the same', () => {
  assert.is(identify({ ...seen.srunRank3, SLURM_RESTART_COUNT: '0' }).launchKey, 'slurm-5.4');
  assert.is(identify({ ...seen.srunRank3, SLURM_RESTART_COUNT: '2' }).launchKey, 'slurm-5-again2.4');
});

test('the local size comes from the compressed list, except in a heterogeneous job', () => {
  const env = { ...seen.srunRank3, SLURM_STEP_TASKS_PER_NODE: '1(x2),2', SLURM_NODEID: '2' };
  assert.is(identify(env).localSize, 2);
  assert.is(identify({ ...env, SLURM_HET_SIZE: '2' }).localSize, null);
  assert.throws(() => identify({ ...env, SLURM_STEP_TASKS_PER_NODE: '1(2)' }), /SLURM_STEP_TASKS_PER_NODE/);
});

test('a step on all components of a heterogeneous job is one launch', () => {
  const identity = identify(seen.srunHetRank2);
  assert.equal(identity, {
    launcher: 'slurm',
    rank: 2,
    size: 3,
    localRank: 0,
    localSize: null,
    nodes: 3,
    launchKey: 'slurm-5.1',
    jobId: '5',
    stepId: '1',
  });
  assert.equal(expectedHosts(seen.srunHetRank2, identity), NODES);
});

for (const [launcher, jobId, job] of [
  ['pbs', '123.pbs', { PBS_JOBID: '123.pbs', PBS_NODENUM: '0', PBS_TASKNUM: '00000001' }],
  ['lsf', '123', { LSB_JOBID: '123', LSF_PM_TASKID: '1' }],
  ['flux', null, { FLUX_URI: 'local:///run/flux/local' }],
] as const) {
  test(`${launcher}: what its starter says counts, and nothing that the job has for all`, () => {
    const told = { RANKSTAT_RANK: '2', RANKSTAT_SIZE: '3', RANKSTAT_LOCAL_RANK: '0' };
    const identity = identify({ ...job, ...told, RANKSTAT_LAUNCH: `${launcher}:aB3dE6gH` });
    assert.equal(identity, {
      launcher,
      rank: 2,
      size: 3,
      localRank: 0,
      localSize: null,
      nodes: null,
      launchKey: `${launcher}-aB3dE6gH`,
      jobId,
      stepId: null,
    });
    const env = {
      ...job,
      ...told,
      RANKSTAT_LAUNCH: `${launcher}:aB3dE6gH`,
      SLURM_JOB_NODELIST: 'other[1-3]',
    };
    assert.equal(expectedHosts({ ...env, RANKSTAT_HOSTS: 'node[1-2],node3' }, identity), NODES);
    assert.is(expectedHosts(env, identity), null);
    assert.is(identify(job).launcher, 'none', 'the batch script itself is no rank');
    assert.is(identify({ ...job, ...told, RANKSTAT_LAUNCH: 'other:1' }).launcher, 'none');
  });
}

test('Cray PALS, Flux, MVAPICH, jsrun and plain prterun', () => {
  const pals = {
    PALS_RANKID: '7',
    PMI_RANK: '7',
    PMI_SIZE: '8',
    PALS_LOCAL_RANKID: '3',
    PALS_APID: 'a1b2-c3',
  };
  const brief = (env: NodeJS.ProcessEnv) => {
    const { launcher, rank, size, localRank, nodes, launchKey, jobId } = identify(env);
    return [launcher, rank, size, localRank, nodes, launchKey, jobId];
  };
  assert.equal(brief({ ...pals, PBS_JOBID: '123.pbs' }), ['pals', 7, 8, 3, null, 'pals-a1b2-c3', '123.pbs']);
  const flux = { FLUX_TASK_RANK: '1', FLUX_JOB_SIZE: '4', FLUX_TASK_LOCAL_ID: '1', FLUX_JOB_NNODES: '2' };
  const fluxPmi = { PMI_RANK: '1', PMI_SIZE: '4', PMI_FD: '5', FLUX_JOB_ID: 'f58' };
  assert.equal(brief({ ...flux, ...fluxPmi }), ['flux', 1, 4, 1, 2, 'flux-f58', 'f58']);
  assert.match(identify({ ...flux, FLUX_JOB_ID: 'ƒ58' }).launchKey ?? '', /^flux-[0-9a-f]{20}$/);
  const mvapich = { MV2_COMM_WORLD_RANK: '1', MV2_COMM_WORLD_SIZE: '2', MV2_COMM_WORLD_LOCAL_RANK: '0' };
  assert.equal(brief({ ...mvapich, PMI_ID: '1', MPI_LOCALRANKID: '0' }), [
    'mvapich',
    1,
    2,
    0,
    null,
    null,
    null,
  ]);
  const jsrun = {
    PMIX_RANK: '2',
    JSM_NAMESPACE_SIZE: '4',
    JSM_NAMESPACE_LOCAL_RANK: '0',
    PMIX_NAMESPACE: '3',
  };
  assert.equal(brief({ ...jsrun, LSB_JOBID: '99' }), ['pmix', 2, 4, 0, null, 'pmix-3', '99']);
  assert.equal(brief({ PMIX_RANK: '2', PMIX_NAMESPACE: 'p-1' }), [
    'pmix',
    2,
    null,
    null,
    null,
    'pmix-p-1',
    null,
  ]);
});

test('what the user states replaces all numbers of the launcher', () => {
  const stated = { RANKSTAT_RANK: '1', RANKSTAT_SIZE: '2', RANKSTAT_LOCAL_RANK: '0' };
  const numbers = { rank: 1, size: 2, localRank: 0, localSize: null, nodes: null };
  assert.equal(identify({ ...seen.srunRank3, ...stated }), { ...identify(seen.srunRank3), ...numbers });
  assert.equal(identify({ ...stated, PBS_JOBID: '7.server' }), {
    ...ALONE,
    ...numbers,
    launchKey: 'job-7.server',
    jobId: '7.server',
  });
});

test('RANKSTAT_SIZE=1 makes a process the only rank whatever launched it', () => {
  assert.equal(identify({ ...seen.srunRank3, RANKSTAT_RANK: '0', RANKSTAT_SIZE: '1' }), {
    ...ALONE,
    jobId: '5',
  });
});

test('a wrong value is an error that names its variable; those that do not count may be wrong', () => {
  assert.throws(() => identify({ OMPI_COMM_WORLD_RANK: '1x' }), /^OMPI_COMM_WORLD_RANK="1x" is not/);
  assert.throws(
    () => identify({ ...seen.srunRank3, SLURM_STEP_NUM_TASKS: '-4' }),
    /SLURM_STEP_NUM_TASKS="-4"/,
  );
  assert.throws(() => identify({ RANKSTAT_RANK: '1.5' }), /RANKSTAT_RANK="1.5"/);
  assert.throws(() => identify({ RANKSTAT_SIZE: '2' }), /RANKSTAT_RANK is not/);
  assert.throws(
    () => identify({ RANKSTAT_RANK: '2', RANKSTAT_SIZE: '2' }),
    /RANKSTAT_RANK and RANKSTAT_SIZE/,
  );
  assert.is(identify({ ...seen.ompi4Rank1, SLURM_PROCID: 'x' }).rank, 1);
  assert.is(identify({ ...seen.srunRank3, OMPI_COMM_WORLD_RANK: '' }).launcher, 'slurm');
});

test('PMI in a Slurm job is that of another starter, unless it numbers the ranks as the step does', () => {
  const launcherOf = (env: NodeJS.ProcessEnv) => identify(env).launcher;
  const pmi = { PMI_RANK: '0', PMI_SIZE: '2' };
  const job = { SLURM_JOB_ID: '5', SLURM_PROCID: '0' };
  assert.is(launcherOf({ ...pmi, ...job }), 'hydra', 'from a batch script');
  assert.is(launcherOf({ ...pmi, ...job, SLURM_STEP_ID: '1', SLURM_PROCID: '1' }), 'hydra', 'within a step');
  assert.is(launcherOf({ ...pmi, ...job, SLURM_STEP_ID: '1' }), 'slurm');
  assert.is(launcherOf({ ...pmi, ...job, SLURM_STEPID: '1' }), 'slurm', 'as Slurm called it before');
  assert.is(launcherOf(pmi), 'hydra');
  assert.is(identify({ ...pmi, PMI_RANK: '1' }).rank, 1);
});

test('a step is one only within a job', () => {
  assert.equal(identify({ SLURM_STEP_ID: '1', SLURM_PROCID: '3', SLURM_STEP_NUM_TASKS: '4' }), ALONE);
  assert.equal(
    identify({ SLURM_JOB_ID: '5', SLURM_STEP_ID: '1' }),
    { ...ALONE, jobId: '5' },
    'not of a rank',
  );
  const old = { SLURM_JOB_ID: '5', SLURM_STEPID: '2', SLURM_PROCID: '3', SLURM_NTASKS: '12' };
  const { size, launchKey, stepId, localSize } = identify({ ...old, SLURM_STEP_TASKS_PER_NODE: '6(x2)' });
  assert.equal([size, launchKey, stepId], [12, 'slurm-5.2', '2']);
  assert.is(localSize, null, 'it is not told which node this is');
});

test('a number has up to nine digits', () => {
  const rank = (value: string) => identify({ PMIX_RANK: value, PMIX_NAMESPACE: 'p' }).rank;
  assert.is(rank('123456789'), 123_456_789);
  assert.throws(() => rank('1234567890'), /PMIX_RANK="1234567890" is not/);
});

/** What the documentation of each launcher calls its variables, beyond those of the environments that were seen. */
const CALLED: Record<string, { env: NodeJS.ProcessEnv; is: ReturnType<typeof identify> }> = {
  'Open MPI 4': {
    env: {
      OMPI_COMM_WORLD_RANK: '5',
      OMPI_COMM_WORLD_SIZE: '8',
      OMPI_COMM_WORLD_LOCAL_RANK: '1',
      OMPI_COMM_WORLD_LOCAL_SIZE: '4',
      OMPI_MCA_orte_num_nodes: '2',
      OMPI_MCA_ess_base_jobid: '77',
    },
    is: {
      ...{ launcher: 'openmpi', rank: 5, size: 8, localRank: 1, localSize: 4, nodes: 2 },
      ...{ launchKey: 'ompi-77', jobId: null, stepId: null },
    },
  },
  'MVAPICH 2': {
    env: {
      MV2_COMM_WORLD_RANK: '5',
      MV2_COMM_WORLD_SIZE: '8',
      MV2_COMM_WORLD_LOCAL_RANK: '1',
      MV2_COMM_WORLD_LOCAL_SIZE: '4',
    },
    is: {
      ...{ launcher: 'mvapich', rank: 5, size: 8, localRank: 1, localSize: 4, nodes: null },
      ...{ launchKey: null, jobId: null, stepId: null },
    },
  },
  'MVAPICH 3': {
    env: {
      MVP_COMM_WORLD_RANK: '5',
      MVP_COMM_WORLD_SIZE: '8',
      MVP_COMM_WORLD_LOCAL_RANK: '1',
      MVP_COMM_WORLD_LOCAL_SIZE: '4',
    },
    is: {
      ...{ launcher: 'mvapich', rank: 5, size: 8, localRank: 1, localSize: 4, nodes: null },
      ...{ launchKey: null, jobId: null, stepId: null },
    },
  },
  'Hydra with PMI_ID': {
    env: { PMI_ID: '5', PMI_SIZE: '8', MPI_LOCALRANKID: '1', MPI_LOCALNRANKS: '4' },
    is: {
      ...{ launcher: 'hydra', rank: 5, size: 8, localRank: 1, localSize: 4, nodes: null },
      ...{ launchKey: null, jobId: null, stepId: null },
    },
  },
  'another starter with PMI_ID': {
    env: { PMI_ID: '5', PMI_SIZE: '8' },
    is: {
      ...{ launcher: 'hydra', rank: 5, size: 8, localRank: null, localSize: null, nodes: null },
      ...{ launchKey: null, jobId: null, stepId: null },
    },
  },
  PALS: {
    env: {
      PALS_RANKID: '5',
      PMI_SIZE: '8',
      PALS_LOCAL_RANKID: '1',
      PALS_LOCAL_SIZE: '4',
      PALS_APID: 'a-1',
    },
    is: {
      ...{ launcher: 'pals', rank: 5, size: 8, localRank: 1, localSize: 4, nodes: null },
      ...{ launchKey: 'pals-a-1', jobId: null, stepId: 'a-1' },
    },
  },
  'PALS, with what PMI says of the node': {
    env: { PALS_RANKID: '5', PMI_SIZE: '8', PMI_LOCAL_RANK: '1', PMI_LOCAL_SIZE: '4', PALS_APID: 'a-1' },
    is: {
      ...{ launcher: 'pals', rank: 5, size: 8, localRank: 1, localSize: 4, nodes: null },
      ...{ launchKey: 'pals-a-1', jobId: null, stepId: 'a-1' },
    },
  },
  Flux: {
    env: { FLUX_TASK_RANK: '5', FLUX_JOB_SIZE: '8', FLUX_TASK_LOCAL_ID: '1', FLUX_JOB_NNODES: '2' },
    is: {
      ...{ launcher: 'flux', rank: 5, size: 8, localRank: 1, localSize: null, nodes: 2 },
      ...{ launchKey: null, jobId: null, stepId: null },
    },
  },
  'PMIx that names no namespace': {
    env: { PMIX_RANK: '5' },
    is: {
      ...{ launcher: 'pmix', rank: 5, size: null, localRank: null, localSize: null, nodes: null },
      ...{ launchKey: null, jobId: null, stepId: null },
    },
  },
  jsrun: {
    env: {
      PMIX_RANK: '5',
      PMIX_NAMESPACE: '3',
      JSM_NAMESPACE_SIZE: '8',
      JSM_NAMESPACE_LOCAL_RANK: '1',
      JSM_NAMESPACE_LOCAL_SIZE: '4',
    },
    is: {
      ...{ launcher: 'pmix', rank: 5, size: 8, localRank: 1, localSize: 4, nodes: null },
      ...{ launchKey: 'pmix-3', jobId: null, stepId: null },
    },
  },
};

for (const [name, { env, is }] of Object.entries(CALLED)) {
  test(`each variable of ${name} has its place`, () => assert.equal(identify(env), is));
}

test('names of nodes: of a batch script there are none, and an older Slurm calls their list otherwise', () => {
  const script = { ...seen.sbatch, SLURM_JOB_NODELIST: 'node1', SLURM_NODELIST: 'node1' };
  assert.is(expectedHosts(script, identify(script)), null);
  const { SLURM_JOB_NODELIST, ...older } = seen.ompi4Rank0;
  assert.equal(expectedHosts({ ...older, SLURM_NODELIST: SLURM_JOB_NODELIST }, identify(older)), NODES);
  const outside = { OMPI_COMM_WORLD_RANK: '0', OMPI_COMM_WORLD_SIZE: '1', OMPI_MCA_orte_num_nodes: '1' };
  assert.is(expectedHosts(outside, identify(outside)), null);
});

test('numbers that contradict each other are named as whoever launched it may have set them', () => {
  const mvapich = { MV2_COMM_WORLD_RANK: '4', MV2_COMM_WORLD_SIZE: '4' };
  assert.throws(
    () => identify(mvapich),
    /MV2_COMM_WORLD_RANK or MVP_COMM_WORLD_RANK and MV2_COMM_WORLD_SIZE or MVP_COMM_WORLD_SIZE contradict/,
  );
});

test('the number of nodes is what is told, or follows from ranks and ranks a node', () => {
  const nodesOf = (nodes: number | null, size: number | null, localSize: number | null) =>
    nodesWithRanks({ ...ALONE, launcher: 'none', nodes, size, localSize });
  assert.is(nodesOf(3, 8, 4), 3);
  assert.is(nodesOf(null, 8, 4), 2);
  assert.is(nodesOf(null, 9, 4), 3);
  assert.is(nodesOf(null, null, 4), null);
  assert.is(nodesOf(null, 8, null), null);
  assert.is(nodesOf(null, 8, 0), null);
});

test('a node list that cannot be read only means that there are no names', () => {
  const env = { ...seen.srunRank3, SLURM_STEP_NODELIST: 'node[2-' };
  assert.is(expectedHosts(env, identify(env)), null);
});

test.run();
