/** What may be set for the benchmark's launch, by what it would do to that of the collectors. */
export interface Settings {
  /** By reason: variables that the starter takes away. */
  readonly unset: Readonly<Record<string, readonly string[]>>;
  /** What it leaves as it is. */
  readonly kept: readonly string[];
  /** What it sets, whatever was there. */
  readonly set: Readonly<Record<string, string>>;
}

/** Of srun; mpirun and mpiexec start their daemons by it. */
export const SLURM: Settings = {
  unset: {
    'which nodes, how many tasks': words(`
      SLURM_NTASKS SLURM_NPROCS SLURM_NTASKS_PER_NODE SLURM_NTASKS_PER_SOCKET SLURM_HOSTFILE
      SLURM_NTASKS_PER_CORE SLURM_NTASKS_PER_GPU SLURM_NTASKS_PER_TRES SLURM_NSOCKETS_PER_NODE
      SLURM_NCORES_PER_SOCKET SLURM_OVERCOMMIT SLURM_DISTRIBUTION SLURM_ARBITRARY_NODELIST
      SLURM_DIST_PLANESIZE SLURM_CONSTRAINT SLURM_CLUSTER_CONSTRAINT SLURM_SPREAD_JOB SLURM_USE_MIN_NODES
      SLURM_REQ_SWITCH SLURM_WAIT4SWITCH SLURM_SPREAD_SEGMENTS SLURM_CONSOLIDATE_SEGMENTS SRUN_SEGMENT_SIZE
      SLURM_NTASKS_PER_NODE_HET_GROUP_0 SLURM_HINT_PACK_GROUP_0 SRUN_CPUS_PER_TASK_HET_GROUP_12`),
    'CPUs, memory, GPUs, network, clocks': words(`
      SLURM_CPUS_PER_TASK SRUN_CPUS_PER_TASK SLURM_CPUS_PER_GPU SLURM_TRES_PER_TASK SLURM_EXACT
      SLURM_EXCLUSIVE SLURM_CORE_SPEC SLURM_THREAD_SPEC SLURM_MEM_PER_CPU SLURM_MEM_PER_GPU
      SLURM_MEM_PER_NODE SLURM_GRES SLURM_STEP_GRES SLURM_GRES_FLAGS SLURM_GPUS SLURM_GPUS_PER_NODE
      SLURM_GPUS_PER_SOCKET SLURM_GPUS_PER_TASK SLURM_NETWORK SLURM_RESV_PORTS SLURM_BURST_BUFFER
      SLURM_CPU_FREQ_REQ SLURM_GPU_FREQ SLURM_POWER`),
    binding: words(`
      SLURM_CPU_BIND SLURM_CPU_BIND_TYPE SLURM_CPU_BIND_LIST SLURM_CPU_BIND_VERBOSE SLURM_MEM_BIND
      SLURM_MEM_BIND_TYPE SLURM_MEM_BIND_LIST SLURM_MEM_BIND_PREFER SLURM_MEM_BIND_SORT SLURM_MEM_BIND_VERBOSE
      SLURM_GPU_BIND SLURM_TRES_BIND SLURM_HINT SLURM_THREADS_PER_CORE`),
    'start and end': words(`
      SLURM_IMMEDIATE SLURM_DEPENDENCY SLURM_DELAY_BOOT SLURM_TIMELIMIT SLURM_WAIT SLURM_SIGNAL
      SLURM_KILL_BAD_EXIT SLURM_NO_KILL SLURM_OOM_KILL_STEP SLURM_OOMKILLSTEP SLURM_DISABLE_STATUS
      SLURM_EXIT_ERROR SLURM_EXIT_IMMEDIATE`),
    'another program or place, files': words(`
      SLURM_BCAST SLURM_BCAST_EXCLUDE SLURM_SEND_LIBS SLURM_COMPRESS SLURM_TEST_EXEC SLURM_SRUN_MULTI
      SRUN_CONTAINER SRUN_CONTAINER_ID SRUN_RUNTIME SLURM_CONTAINER SLURM_CONTAINER_ID SLURM_RUNTIME
      SLURM_PROLOG SLURM_EPILOG SLURM_TASK_PROLOG SLURM_TASK_EPILOG SLURM_WORKING_DIR SLURM_REMOTE_CWD
      SLURM_UMASK SLURM_PROFILE SLURM_ACCTG_FREQ SLURM_MPI_TYPE SLURM_EXTERNAL_LAUNCHER`),
    'input, output, environment': words(`
      SLURM_STDINMODE SLURM_STDOUTMODE SLURM_STDERRMODE SRUN_INPUT SRUN_OUTPUT SRUN_ERROR SLURM_OPEN_MODE
      SLURM_LABELIO SLURM_UNBUFFEREDIO SLURM_DEBUG SLURM_DEBUG_FLAGS SLURMD_DEBUG SRUN_DEBUG
      SLURM_EXPORT_ENV SRUN_EXPORT_ENV SLURM_SRUN_REDUCE_TASK_EXIT_MSG`),
  },
  kept: words(`
      SLURM_JOB_ID SLURM_CONF SLURM_WORKING_CLUSTER SLURM_STEPMGR SLURM_JOB_NODELIST SLURM_TASKS_PER_NODE
      SLURM_JOB_CPUS_PER_NODE SLURM_JOB_NODELIST_HET_GROUP_0 SLURM_ACCOUNT`),
  set: { SLURM_OVERLAP: '1' },
};

/** Of mpirun, Open MPI 4 (ORTE) and 5 (PRRTE). */
export const OPEN_MPI: Settings = {
  unset: {
    'which nodes, how many ranks': words(`
      OMPI_MCA_orte_rankfile OMPI_MCA_rmaps_rank_file_path OMPI_MCA_rmaps_base_bycore
      OMPI_MCA_rmaps_base_mapping_policy OMPI_MCA_rmaps_base_no_schedule_local OMPI_MCA_orte_do_not_launch
      OMPI_MCA_orte_max_vm_size OMPI_MCA_orte_soft_locations OMPI_MCA_ras_base_multiplier
      OMPI_MCA_ras_simulator_num_nodes PRTE_MCA_rmaps_default_mapping_policy PRTE_MCA_mapby PRTE_MCA_rankby
      PRTE_MCA_rank_by PRTE_MCA_map_by PRTE_MCA_prte_max_vm_size PRTE_MCA_ras_base_launch_orted_on_hn
      PRTE_MCA_prte_set_default_slots_override`),
    binding: words(`
      OMPI_MCA_hwloc_base_cpu_set OMPI_MCA_hwloc_base_cpu_list OMPI_MCA_hwloc_base_binding_policy
      OMPI_MCA_hwloc_base_topo_file OMPI_MCA_orte_daemon_cores OMPI_MCA_rtc_hwloc_vmhole
      PRTE_MCA_hwloc_default_cpu_list PRTE_MCA_hwloc_default_binding_policy PRTE_MCA_bindto
      PRTE_MCA_prte_progress_thread_cpus PRTE_MCA_prte_daemon_cores PMIX_MCA_hwloc_topo_file`),
    'start and end': words(`
      MPIEXEC_TIMEOUT OMPI_MCA_orte_startup_timeout OMPI_MCA_orte_max_restarts OMPI_MCA_orte_daemon_fail
      OMPI_MCA_ess_base_forward_signals OMPI_MCA_state_novm_select OMPI_MCA_opal_abort_delay
      PRTE_MCA_state_base_max_restarts PRTE_MCA_state_base_continuous PRTE_MCA_ess_base_forward_signals
      PRTE_MCA_rtos PRTE_MCA_odls_base_exec_agent PMIX_LAUNCHER_PAUSE_FOR_TOOL PRTEPROXY_USE_DVM`),
    'another program': words(`
      OMPI_MCA_orte_fork_agent OMPI_MCA_orte_xterm OMPI_MCA_orte_base_user_debugger
      OMPI_MCA_orte_debug_daemons_file OMPI_MCA_mca_base_envar_file_prefix PRTE_MCA_personality
      OMPI_MCA_mca_base_param_file_prefix PRTE_MCA_schizo_proxy`),
    output: words(`
      OMPI_MCA_orte_tag_output OMPI_MCA_orte_timestamp_output OMPI_MCA_orte_xml_output
      OMPI_MCA_orte_output_filename OMPI_MCA_orte_map_stddiag_to_stderr OMPI_MCA_iof_base_output_limit
      OMPI_MCA_orte_display_alloc OMPI_MCA_plm_base_verbose OMPI_MCA_orte_report_launch_progress
      PRTE_MCA_output PRTE_MCA_display PRTE_MCA_prte_show_resolved_nodenames`),
    'an outer launch': words(`
      OMPI_MCA_ess OMPI_MCA_orte_hnp_uri OMPI_MCA_orte_local_daemon_uri OMPI_MCA_ess_base_jobid
      OMPI_MCA_orte_num_nodes PMIX_NAMESPACE PMIX_RANK PMIX_SERVER_URI41 OMPI_COMM_WORLD_RANK`),
  },
  kept: words(`
      OMPI_MCA_plm OMPI_MCA_plm_rsh_agent OMPI_MCA_oob_tcp_if_include OMPI_MCA_orte_default_hostfile
      OMPI_MCA_orte_tmpdir_base PRTE_MCA_prte_if_include OMPI_MCA_btl OMPI_ALLOW_RUN_AS_ROOT`),
  set: {
    OMPI_MCA_orte_abort_on_non_zero_status: '0',
    OMPI_MCA_orte_enable_recovery: '1',
    PRTE_MCA_state_base_error_non_zero_exit: '0',
    PRTE_MCA_state_base_recoverable: '1',
  },
};

/** Of mpiexec, MPICH and Intel MPI. */
export const HYDRA: Settings = {
  unset: {
    'how many processes': words('I_MPI_PERHOST I_MPI_HYDRA_USE_APP_TOPOLOGY HYDRA_CONFIG_FILE'),
    binding: words(`
      HYDRA_BINDING HYDRA_MAPPING HYDRA_MEMBIND HYDRA_TOPOLIB HYDRA_USER_PROVIDED_BINDING HYDRA_TOPO_DEBUG
      I_MPI_HYDRA_TOPOLIB I_MPI_PIN_DOMAIN I_MPI_PIN_PROCESSOR_LIST`),
    end: words(`
      MPIEXEC_TIMEOUT I_MPI_JOB_TIMEOUT I_MPI_MPIEXEC_TIMEOUT I_MPI_JOB_TIMEOUT_SIGNAL MPIEXEC_TIMEOUT_SIGNAL
      I_MPI_JOB_ABORT_SIGNAL I_MPI_JOB_SIGNAL_PROPAGATION MPIEXEC_SIGNAL_PROPAGATION`),
    'another program, files': words(`
      HYDRA_USE_DDD HYDRA_USE_VALGRIND HYDRA_USE_STRACE I_MPI_GTOOL I_MPI_HYDRA_CLEANUP
      I_MPI_HYDRA_GDB_REMOTE_SHELL I_MPI_JOB_TRACE_LIBS I_MPI_JOB_CHECK_LIBS`),
    'output, environment': words(`
      HYDRA_DEBUG I_MPI_HYDRA_DEBUG I_MPI_DEBUG HYDRA_HOSTNAME_PROPAGATION HYDRA_ENV I_MPI_HYDRA_ENV`),
    'an outer launch': words(`
      PMI_FD PMI_PORT PMI_ID PMI_RANK PMI_SIZE PMI_SPAWNED PMI_HOSTNAME MPI_LOCALRANKID MPI_LOCALNRANKS
      HYDI_CONTROL_FD I_MPI_PMI_LIBRARY`),
  },
  kept: words(`
      HYDRA_LAUNCHER HYDRA_LAUNCHER_EXTRA_ARGS HYDRA_RMK HYDRA_IFACE MPIR_CVAR_CH3_PORT_RANGE
      I_MPI_HYDRA_BOOTSTRAP I_MPI_HYDRA_IFACE I_MPI_ROOT I_MPI_FABRICS`),
  set: {
    I_MPI_JOB_RESPECT_PROCESS_PLACEMENT: 'disable',
    I_MPI_PIN: 'disable',
    I_MPI_FAULT_CONTINUE: 'enable',
  },
};

/** Of flux exec. */
export const FLUX: Settings = {
  unset: {
    'an outer launch': words(`
      FLUX_TASK_RANK FLUX_TASK_LOCAL_ID FLUX_JOB_ID FLUX_JOB_ID_PATH FLUX_JOB_SIZE FLUX_JOB_NNODES FLUX_JOB_CC
      FLUX_JOB_TMPDIR FLUX_KVS_NAMESPACE PMI_FD PMI_RANK PMI_SIZE PMI_SPAWNED`),
    output: words('FLUX_HANDLE_TRACE FLUX_F58_FORCE_ASCII'),
    'another user': words('FLUX_HANDLE_USERID FLUX_HANDLE_ROLEMASK'),
  },
  kept: words('FLUX_URI FLUX_EXEC_PATH FLUX_CONNECTOR_PATH FLUX_MODULE_PATH FLUX_ENCLOSING_ID'),
  set: {},
};

/** Of mpiexec and aprun of PALS. */
export const PALS: Settings = {
  unset: {
    'how many processes': words(`
      PALS_NRANKS PALS_PPN PALS_SOFT PALS_CONFIGFILE PALS_INCLUDE_TASKS PALS_EXCLUDE_TASKS APRUN_PES APRUN_PPN
      APRUN_INCLUDE_TASKS APRUN_EXCLUDE_TASKS`),
    'CPUs, memory, binding': words(`
      PALS_CPU_BIND PALS_MEM_BIND PALS_DEPTH PALS_EXCLUSIVE APRUN_CPU_BIND APRUN_MEM_BIND APRUN_DEPTH
      APRUN_EXCLUSIVE APRUN_DEFAULT_MEMORY APRUN_STRICTMEM`),
    'end, limits': words(`
      PALS_ABORT_ON_FAILURE PALS_RLIMITS APRUN_ABORT_ON_FAILURE APRUN_RLIMITS APRUN_XFER_LIMITS`),
    'another place, environment': words(`
      PALS_WDIR PALS_PATH PALS_UMASK PALS_ENVLIST PALS_ENVALL APRUN_WDIR APRUN_UMASK APRUN_ENVALL APRUN_ENV_ALIAS`),
    'a copy, output, files': words(`
      PALS_TRANSFER PALS_LABEL PALS_LINE_BUFFER PALS_PROCINFO_FILE PALS_SSTARTUP APRUN_TRANSFER APRUN_LABEL
      APRUN_SYNC_TTY APRUN_PROCINFO_FILE`),
    'another PMI': words('PALS_PMI APRUN_PMI'),
    'an outer launch': words(`
      PALS_APID PALS_APINFO PALS_RANKID PALS_NODEID PALS_LOCAL_RANKID PALS_LOCAL_SIZE PALS_SPOOL_DIR
      PALS_STARTUP_BARRIER PMI_RANK PMI_SIZE PMI_LOCAL_RANK PMI_LOCAL_SIZE PMI_UNIVERSE_SIZE PMI_JOBID
      PMI_CONTROL_PORT PMI_SHARED_SECRET PMI_FD`),
  },
  kept: words('PALS_HOSTLIST PALS_FANOUT PALS_RPC_TIMEOUT APRUN_HOSTFILE PBS_JOBID'),
  set: {},
};

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
