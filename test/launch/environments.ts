/**
 * What a plain process saw of its launcher on a cluster of Debian 12 hosts node1 to node3 (Open MPI 4.1.4,
 * Hydra 4.0.2, Slurm 22.05.8) and, for Open MPI 5.0.7, of Debian 13.
 */

/** The batch script of `sbatch -N 3 --ntasks-per-node=2`: there is no step. */
export const sbatch = {
  SLURM_JOB_ID: '5',
  SLURM_PROCID: '0',
  SLURM_LOCALID: '0',
  SLURM_NODEID: '0',
  SLURM_NTASKS: '6',
  SLURM_JOB_NUM_NODES: '3',
  SLURM_JOB_NODELIST: 'node[1-3]',
};

const ompi4 = {
  OMPI_COMM_WORLD_SIZE: '3',
  OMPI_COMM_WORLD_LOCAL_RANK: '0',
  OMPI_COMM_WORLD_LOCAL_SIZE: '1',
  OMPI_MCA_ess_base_jobid: '1876754433',
  PMIX_NAMESPACE: '1876754433',
  OMPI_MCA_orte_hnp_uri: '1876754432.0;tcp://198.18.0.11:51997',
  OMPI_MCA_orte_num_nodes: '3',
};

/** Rank 0 of `mpirun` in that script, on node1: the variables of the script are inherited. */
export const ompi4Rank0 = { ...sbatch, ...ompi4, OMPI_COMM_WORLD_RANK: '0' };

/** Rank 1, on node2: it sees the step of mpirun's daemons on node2 and node3, and SLURM_PROCID is 0 again. */
export const ompi4Rank1 = {
  ...sbatch,
  SLURM_STEP_ID: '0',
  SLURM_STEPID: '0',
  SLURM_STEP_NODELIST: 'node[2-3]',
  SLURM_NTASKS: '2',
  SLURM_STEP_NUM_TASKS: '2',
  SLURM_NNODES: '2',
  SLURM_STEP_NUM_NODES: '2',
  SLURM_STEP_TASKS_PER_NODE: '1(x2)',
  ...ompi4,
  OMPI_MCA_orte_local_daemon_uri: '1876754432.1;tcp://198.18.0.12:45001',
  OMPI_COMM_WORLD_RANK: '1',
};

/** Rank 1 of Open MPI 5 outside a batch system, on another node than mpirun's. */
export const ompi5Rank1 = {
  PRTE_LAUNCHED: '1',
  OMPI_VERSION: '5.0.7',
  OMPI_COMM_WORLD_RANK: '1',
  PMIX_RANK: '1',
  OMPI_COMM_WORLD_SIZE: '3',
  OMPI_COMM_WORLD_LOCAL_RANK: '0',
  OMPI_COMM_WORLD_LOCAL_SIZE: '1',
  PMIX_NAMESPACE: 'prterun-node1-5277@1',
  PMIX_SERVER_URI2: 'prterun-node1-5277@0.1;tcp4://127.0.0.1:42053',
};

/** Rank 2 of `mpiexec.hydra -ppn 1 -n 3` in that script: the step is that of Hydra's proxies. */
export const hydraRank2 = {
  ...sbatch,
  SLURM_PROCID: '2',
  SLURM_STEP_ID: '3',
  SLURM_STEP_NODELIST: 'node[1-3]',
  SLURM_STEP_NUM_TASKS: '3',
  PMI_RANK: '2',
  PMI_SIZE: '3',
  PMI_FD: '9',
  MPI_LOCALRANKID: '0',
  MPI_LOCALNRANKS: '1',
};

/** Rank 3 of `srun -n 4` in a job on three nodes, on two of them: 3 tasks on node2, 1 on node3. */
export const srunRank3 = {
  ...sbatch,
  SLURM_STEP_ID: '4',
  SLURM_STEPID: '4',
  SLURM_PROCID: '3',
  SLURM_LOCALID: '0',
  SLURM_NODEID: '1',
  SLURM_STEP_NUM_TASKS: '4',
  SLURM_STEP_NUM_NODES: '2',
  SLURM_STEP_TASKS_PER_NODE: '3,1',
  SLURM_STEP_NODELIST: 'node[2-3]',
  SLURM_LAUNCH_NODE_IPADDR: '198.18.0.11',
};

/**
 * Rank 2 of `srun --het-group=0-1` in a job of two components, `sbatch -N1 : -N2`, one task on each node: the step is one,
 * and counts the nodes of both.
 */
export const srunHetRank2 = {
  SLURM_HET_SIZE: '2',
  SLURM_JOB_ID: '5',
  SLURM_JOB_NODELIST: 'node[1-3]',
  SLURM_JOB_NODELIST_HET_GROUP_0: 'node1',
  SLURM_JOB_NODELIST_HET_GROUP_1: 'node[2-3]',
  SLURM_LOCALID: '0',
  SLURM_NODEID: '2',
  SLURM_NTASKS: '3',
  SLURM_PROCID: '2',
  SLURM_STEP_ID: '1',
  SLURM_STEP_NODELIST: 'node[1-3]',
  SLURM_STEP_NUM_NODES: '3',
  SLURM_STEP_NUM_TASKS: '3',
  SLURM_STEP_TASKS_PER_NODE: '1(x3)',
};

/** `srunRank3` with `--mpi=pmi2`. */
export const srunPmi2Rank3 = {
  ...srunRank3,
  PMI_RANK: '3',
  PMI_SIZE: '4',
  PMI_JOBID: '5.4',
  PMI_FD: '11',
  SLURM_MPI_TYPE: 'pmi2',
};

/** `srunRank3` with `--mpi=pmix`. */
export const srunPmixRank3 = { ...srunRank3, PMIX_RANK: '3', PMIX_NAMESPACE: 'slurm.pmix.5.4' };

/** `srunRank3` with `--mpi=cray_shasta`. */
export const srunShastaRank3 = { ...srunRank3, PALS_RANKID: '3', PALS_NODEID: '1', PALS_APID: '5.4' };
