// Types of the series file, and what rankstat exports to read it; see docs/api.md. Made by npm run docs.

export interface SeriesFile {
  readonly schema_version: 1;
  readonly generator: {
    readonly name: "rankstat";
    readonly version: string;
  };
  readonly collection_interval_seconds: number;
  /** ISO 8601, UTC, milliseconds */
  readonly start_time: string;
  /** ISO 8601, UTC, milliseconds */
  readonly end_time: string;
  /** sum over hosts */
  readonly num_samples: number;
  readonly collection_method: "mpi" | "local";
  readonly hosts_requested: readonly string[];
  /** hosts with at least one good sample */
  readonly hosts_collected: readonly string[];
  readonly benchmark: Benchmark;
  readonly marks: readonly Mark[];
  readonly host_status: Readonly<Record<string, HostStatus>>;
  readonly host_info: Readonly<Record<string, HostInfo>>;
  readonly overhead: Readonly<Record<string, Overhead>>;
  /** host → its samples in the order in which they were taken */
  readonly samples_by_host: Readonly<Record<string, readonly Sample[]>>;
}

export interface Benchmark {
  readonly type: string;
  readonly command: readonly string[] | null;
  /** ISO 8601, UTC, milliseconds */
  readonly start_time: string | null;
  /** ISO 8601, UTC, milliseconds */
  readonly end_time: string | null;
  readonly exit_code: number | null;
  /** what started the collectors: openmpi, hydra, slurm, …, none */
  readonly launcher: string;
  readonly job_id: string | null;
  readonly step_id: string | null;
}

export interface Mark {
  /** ISO 8601, UTC, milliseconds */
  readonly time: string;
  readonly label: string;
}

export interface HostStatus {
  /** complete: sampled every tick from its first to the stop; missing: not one sample */
  readonly status: "complete" | "partial" | "missing";
  /** why it is partial or missing */
  readonly reason: string | null;
  readonly rank: number | null;
  /** ISO 8601, UTC, milliseconds */
  readonly first_sample: string | null;
  /** ISO 8601, UTC, milliseconds */
  readonly last_sample: string | null;
  readonly samples: number;
  readonly ticks_expected: number;
  /** ticks whose sample has at least one source */
  readonly ticks_sampled: number;
  readonly ticks_missed: number;
  readonly gaps: readonly Gap[];
  /** source → its coverage, of each that had to deliver or once did */
  readonly sources?: Readonly<Record<string, SourceStatus>> | undefined;
  readonly clock_steps?: readonly ClockStep[] | undefined;
  /** the host's clock less that of rank 0 */
  readonly clock_offset_ms: number | null;
  /** the true offset is within ± this */
  readonly clock_error_ms: number | null;
  /** local time less UTC, of the host's zone */
  readonly utc_offset_minutes: number | null;
  readonly late_ms: {
    readonly p50: number;
    readonly p90: number;
    readonly p99: number;
    readonly max: number;
  } | null;
}

export interface Gap {
  readonly from_tick: number;
  /** inclusive */
  readonly to_tick: number;
  readonly reason: string;
}

export interface SourceStatus {
  readonly ticks_expected: number;
  /** ticks whose sample has this source */
  readonly ticks_sampled: number;
  readonly ticks_missed: number;
  /** why ticks are missed */
  readonly reason: string | null;
}

export interface ClockStep {
  /** of the sample at which it was seen */
  readonly timestamp: string;
  /** of that sample; null: baseline or final sample */
  readonly tick: number | null;
  /** the wall clock against the monotonic one; negative: set back */
  readonly step_ms: number;
}

export interface HostInfo {
  readonly hostname: string;
  /** release, as uname -r */
  readonly kernel: string | null;
  readonly os: string | null;
  readonly architecture: string;
  readonly cpu_model: string | null;
  /** logical CPUs online */
  readonly cpu_count: number | null;
  readonly cpu_sockets: number | null;
  /** as a list, 0-127 */
  readonly cpus_online?: string | undefined;
  readonly cpu_cores?: number | undefined;
  /** of cores that differ, the most */
  readonly cpu_threads_per_core?: number | undefined;
  readonly memory_total_kb: KernelNumber | null;
  readonly boot_id: string | null;
  readonly clock_ticks_per_second: number | null;
  readonly page_size_bytes: number | null;
  readonly block_devices: readonly BlockDevice[];
  readonly interfaces: readonly NetworkInterface[];
  /** not there if it has none */
  readonly rdma_ports?: readonly RdmaPort[] | undefined;
  readonly numa_nodes?: readonly NumaNode[] | undefined;
  readonly mounts: readonly Mount[];
  /** the storage under test */
  readonly targets?: readonly {
    readonly path: string;
    /** where the file system is mounted that it is on */
    readonly mount: string | null;
    /** by the benchmark's command line: nobody has named it */
    readonly guessed?: true | undefined;
  }[] | undefined;
  readonly job_cgroup?: {
    readonly version: 1 | 2;
    /** own: that of the collector; hidden: a namespace shows no name; node: the root, all of the node */
    readonly level: "job" | "own" | "hidden" | "node";
    /** as in /proc/self/cgroup */
    readonly path: string;
  } | undefined;
  /** what changes results of storage benchmarks: sysctl or its like → value */
  readonly settings?: Readonly<Record<string, string>> | undefined;
  /** of what storage is read and written with, and is not the kernel */
  readonly client_versions?: Readonly<Record<string, string>> | undefined;
  /** those in which the collector is not with the host, as in a container; sysfs-net: /sys shows another's interfaces */
  readonly namespaces?: readonly string[] | undefined;
  /** source → "ok", "absent", "disabled", "disabled: …", "denied: …" or "failed: …" */
  readonly sources: Readonly<Record<string, string>>;
}

export interface BlockDevice {
  /** as in diskstats */
  readonly name: string;
  /** of 512 bytes */
  readonly size_sectors: KernelNumber | null;
  readonly rotational: boolean | null;
  readonly partitions: readonly string[];
  readonly holders: readonly string[];
  readonly slaves: readonly string[];
  readonly dm_name: string | null;
  readonly model: string | null;
  /** of I/O, the one in force */
  readonly scheduler?: string | undefined;
  readonly read_ahead_kb?: KernelNumber | undefined;
  /** how it is reached: nvme, nvme-tcp, iscsi, fc, sas, ata, usb, virtio, … */
  readonly transport?: string | undefined;
  /** of one that is elsewhere */
  readonly address?: string | undefined;
  /** of the path there */
  readonly state?: string | undefined;
  /** a path to a disk, no disk */
  readonly hidden?: true | undefined;
  /** hidden devices that lead to it */
  readonly paths?: readonly string[] | undefined;
  /** what has the same is one piece of hardware */
  readonly pci_function?: string | undefined;
  readonly numa_node?: number | undefined;
}

export interface NetworkInterface {
  readonly name: string;
  /** hardware behind it */
  readonly has_device: boolean;
  readonly speed_mbps: number | null;
  readonly mtu: number | null;
  readonly driver: string | null;
  /** what it belongs to: a bond, a bridge, a virtual card */
  readonly master: string | null;
  /** what it stands on in its network namespace */
  readonly lower?: readonly string[] | undefined;
  /** its other end is in another network namespace */
  readonly far_end?: true | undefined;
  readonly operstate: string | null;
  /** what has the same is one piece of hardware */
  readonly pci_function?: string | undefined;
  readonly numa_node?: number | undefined;
}

export interface RdmaPort {
  /** as in the source rdma, where a port is DEVICE/PORT */
  readonly device: string;
  readonly port: number;
  /** of the PCI device: it decides in which unit a port counts */
  readonly driver: string | null;
  /** software: a network card counts what it carries, too */
  readonly soft?: true | undefined;
  /** InfiniBand or Ethernet */
  readonly link_layer: string | null;
  /** as the kernel has it */
  readonly rate: string | null;
  /** interfaces of the same PCI function */
  readonly netdevs: readonly string[];
  readonly pci_function: string | null;
  readonly numa_node: number | null;
  /** how old its hw_counters can be */
  readonly lifespan_ms: number | null;
}

export interface NumaNode {
  readonly node: number;
  /** as a list; empty if it has memory alone */
  readonly cpus: string | null;
  readonly memory_kb: KernelNumber | null;
  /** to each of numa_nodes, itself among them */
  readonly distances?: readonly number[] | undefined;
}

export interface Mount {
  readonly source: string;
  readonly target: string;
  readonly type: string;
  /** of the file system, without secrets */
  readonly options?: string | undefined;
  /** major:minor; mounts with the same one are one file system */
  readonly device?: string | undefined;
  /** that the file system itself is on, as in diskstats */
  readonly block_devices?: readonly string[] | undefined;
  /** of what is on no disk, as NFS and FUSE */
  readonly read_ahead_kb?: KernelNumber | undefined;
  /** what of its traffic is in the numbers here */
  readonly visibility?: "seen" | "derived" | "blind" | "memory" | undefined;
  /** the source that sees it */
  readonly by?: string | null | undefined;
}

export interface Overhead {
  readonly cpu_user_seconds: number;
  readonly cpu_system_seconds: number;
  readonly wall_seconds: number;
  readonly max_rss_kb: number;
  readonly bytes_sent: number;
  readonly samples: number;
  readonly seconds_by_source: Readonly<Record<string, number>>;
}

export interface Sample {
  /** ISO 8601, UTC, milliseconds */
  readonly timestamp: string;
  readonly hostname: string;
  /** n of start + n × interval; null: baseline or final sample */
  readonly tick: number | null;
  readonly kind?: "baseline" | "final" | undefined;
  /** how long after the tick it was read */
  readonly late_ms?: number | undefined;
  /** the wall clock was set by so much since the sample before; only where it was */
  readonly clock_step_ms?: number | undefined;
  readonly errors?: Readonly<Record<string, string>> | undefined;
  /** block devices: requests, sectors of 512 bytes, ms */
  readonly diskstats?: readonly {
    readonly device_name: string;
    readonly reads_completed: KernelNumber;
    readonly reads_merged: KernelNumber;
    readonly sectors_read: KernelNumber;
    readonly time_reading_ms: KernelNumber;
    readonly writes_completed: KernelNumber;
    readonly writes_merged: KernelNumber;
    readonly sectors_written: KernelNumber;
    readonly time_writing_ms: KernelNumber;
    readonly ios_in_progress: KernelNumber;
    readonly time_doing_ios_ms: KernelNumber;
    readonly weighted_time_doing_ios_ms: KernelNumber;
    readonly discards_completed?: KernelNumber | undefined;
    readonly discards_merged?: KernelNumber | undefined;
    readonly sectors_discarded?: KernelNumber | undefined;
    readonly time_discarding_ms?: KernelNumber | undefined;
    readonly flush_requests_completed?: KernelNumber | undefined;
    readonly time_flushing_ms?: KernelNumber | undefined;
  }[] | undefined;
  /** virtual memory: pages, events; pgpgin and pgpgout in KiB */
  readonly vmstat?: Readonly<Record<string, KernelNumber>> | undefined;
  /** memory in use, KiB; HugePages_* in pages */
  readonly meminfo?: Readonly<Record<string, KernelNumber>> | undefined;
  /** load averages, runnable and existing threads */
  readonly loadavg?: {
    readonly load_1min: KernelNumber;
    readonly load_5min: KernelNumber;
    readonly load_15min: KernelNumber;
    readonly running_processes: KernelNumber;
    readonly total_processes: KernelNumber;
  } | undefined;
  /** network interfaces: bytes, packets, errors */
  readonly netdev?: readonly {
    readonly interface_name: string;
    readonly rx_bytes: KernelNumber;
    readonly rx_packets: KernelNumber;
    readonly rx_errors: KernelNumber;
    readonly rx_dropped: KernelNumber;
    readonly rx_fifo: KernelNumber;
    readonly rx_frame: KernelNumber;
    readonly rx_compressed: KernelNumber;
    readonly rx_multicast: KernelNumber;
    readonly tx_bytes: KernelNumber;
    readonly tx_packets: KernelNumber;
    readonly tx_errors: KernelNumber;
    readonly tx_dropped: KernelNumber;
    readonly tx_fifo: KernelNumber;
    readonly tx_collisions: KernelNumber;
    readonly tx_carrier: KernelNumber;
    readonly tx_compressed: KernelNumber;
  }[] | undefined;
  /** CPU time by kind, clock ticks; context switches, forks, runnable and blocked processes */
  readonly cpu?: {
    readonly total: {
      readonly user: KernelNumber;
      readonly nice: KernelNumber;
      readonly system: KernelNumber;
      readonly idle: KernelNumber;
      readonly iowait?: KernelNumber | undefined;
      readonly irq?: KernelNumber | undefined;
      readonly softirq?: KernelNumber | undefined;
      readonly steal?: KernelNumber | undefined;
      readonly guest?: KernelNumber | undefined;
      readonly guest_nice?: KernelNumber | undefined;
    };
    readonly per_cpu?: Readonly<Record<string, {
      readonly user: KernelNumber;
      readonly nice: KernelNumber;
      readonly system: KernelNumber;
      readonly idle: KernelNumber;
      readonly iowait?: KernelNumber | undefined;
      readonly irq?: KernelNumber | undefined;
      readonly softirq?: KernelNumber | undefined;
      readonly steal?: KernelNumber | undefined;
      readonly guest?: KernelNumber | undefined;
      readonly guest_nice?: KernelNumber | undefined;
    }>> | undefined;
    readonly ctxt?: KernelNumber | undefined;
    readonly processes?: KernelNumber | undefined;
    readonly procs_running?: KernelNumber | undefined;
    readonly procs_blocked?: KernelNumber | undefined;
  } | undefined;
  /** waiting for CPU, memory and I/O (PSI): percent, µs */
  readonly pressure?: {
    readonly cpu?: {
      readonly some?: {
        readonly avg10: KernelNumber;
        readonly avg60: KernelNumber;
        readonly avg300: KernelNumber;
        readonly total_us: KernelNumber;
      } | undefined;
      readonly full?: {
        readonly avg10: KernelNumber;
        readonly avg60: KernelNumber;
        readonly avg300: KernelNumber;
        readonly total_us: KernelNumber;
      } | undefined;
    } | undefined;
    readonly memory?: {
      readonly some?: {
        readonly avg10: KernelNumber;
        readonly avg60: KernelNumber;
        readonly avg300: KernelNumber;
        readonly total_us: KernelNumber;
      } | undefined;
      readonly full?: {
        readonly avg10: KernelNumber;
        readonly avg60: KernelNumber;
        readonly avg300: KernelNumber;
        readonly total_us: KernelNumber;
      } | undefined;
    } | undefined;
    readonly io?: {
      readonly some?: {
        readonly avg10: KernelNumber;
        readonly avg60: KernelNumber;
        readonly avg300: KernelNumber;
        readonly total_us: KernelNumber;
      } | undefined;
      readonly full?: {
        readonly avg10: KernelNumber;
        readonly avg60: KernelNumber;
        readonly avg300: KernelNumber;
        readonly total_us: KernelNumber;
      } | undefined;
    } | undefined;
  } | undefined;
  /** packets received by all CPUs: taken in, dropped for a full queue; times out of budget */
  readonly softnet?: {
    readonly processed: KernelNumber;
    readonly dropped: KernelNumber;
    readonly time_squeeze: KernelNumber;
    readonly received_rps?: KernelNumber | undefined;
    readonly flow_limit?: KernelNumber | undefined;
  } | undefined;
  /** NFS mounts: bytes asked for and sent, operations, ms */
  readonly nfs?: Readonly<Record<string, {
    readonly bytes?: {
      readonly normal_read_bytes: KernelNumber;
      readonly normal_write_bytes: KernelNumber;
      readonly direct_read_bytes: KernelNumber;
      readonly direct_write_bytes: KernelNumber;
      readonly server_read_bytes: KernelNumber;
      readonly server_write_bytes: KernelNumber;
      readonly read_pages: KernelNumber;
      readonly write_pages: KernelNumber;
    } | undefined;
    readonly transports?: {
      readonly sends: KernelNumber;
      readonly recvs: KernelNumber;
      readonly bad_xids: KernelNumber;
      readonly req_u: KernelNumber;
      readonly bklog_u: KernelNumber;
    } | undefined;
    readonly others?: {
      readonly ops: KernelNumber;
      readonly execute_ms: KernelNumber;
      readonly errors?: KernelNumber | undefined;
    } | undefined;
    readonly READ?: {
      readonly ops: KernelNumber;
      readonly transmissions: KernelNumber;
      readonly major_timeouts: KernelNumber;
      readonly bytes_sent: KernelNumber;
      readonly bytes_received: KernelNumber;
      readonly queue_ms: KernelNumber;
      readonly rtt_ms: KernelNumber;
      readonly execute_ms: KernelNumber;
      readonly errors?: KernelNumber | undefined;
    } | undefined;
    readonly READ_PLUS?: {
      readonly ops: KernelNumber;
      readonly transmissions: KernelNumber;
      readonly major_timeouts: KernelNumber;
      readonly bytes_sent: KernelNumber;
      readonly bytes_received: KernelNumber;
      readonly queue_ms: KernelNumber;
      readonly rtt_ms: KernelNumber;
      readonly execute_ms: KernelNumber;
      readonly errors?: KernelNumber | undefined;
    } | undefined;
    readonly WRITE?: {
      readonly ops: KernelNumber;
      readonly transmissions: KernelNumber;
      readonly major_timeouts: KernelNumber;
      readonly bytes_sent: KernelNumber;
      readonly bytes_received: KernelNumber;
      readonly queue_ms: KernelNumber;
      readonly rtt_ms: KernelNumber;
      readonly execute_ms: KernelNumber;
      readonly errors?: KernelNumber | undefined;
    } | undefined;
    readonly COMMIT?: {
      readonly ops: KernelNumber;
      readonly transmissions: KernelNumber;
      readonly major_timeouts: KernelNumber;
      readonly bytes_sent: KernelNumber;
      readonly bytes_received: KernelNumber;
      readonly queue_ms: KernelNumber;
      readonly rtt_ms: KernelNumber;
      readonly execute_ms: KernelNumber;
      readonly errors?: KernelNumber | undefined;
    } | undefined;
  }>> | undefined;
  /** NFS mounts: each operation by itself, bytes, ms */
  readonly "nfs-ops"?: Readonly<Record<string, {
    readonly READ?: {
      readonly ops: KernelNumber;
      readonly transmissions: KernelNumber;
      readonly major_timeouts: KernelNumber;
      readonly bytes_sent: KernelNumber;
      readonly bytes_received: KernelNumber;
      readonly queue_ms: KernelNumber;
      readonly rtt_ms: KernelNumber;
      readonly execute_ms: KernelNumber;
      readonly errors?: KernelNumber | undefined;
    } | undefined;
  }>> | undefined;
  /** Lustre file systems: RPCs, bytes derived of them or counted, connections, calls of applications */
  readonly lustre?: Readonly<Record<string, {
    readonly osts?: {
      readonly found: KernelNumber;
      readonly summed: KernelNumber;
      readonly read: KernelNumber;
    } | undefined;
    readonly ost_states?: {
      readonly unknown: KernelNumber;
      readonly closed: KernelNumber;
      readonly new: KernelNumber;
      readonly disconn: KernelNumber;
      readonly connecting: KernelNumber;
      readonly replay: KernelNumber;
      readonly replay_locks: KernelNumber;
      readonly replay_wait: KernelNumber;
      readonly recover: KernelNumber;
      readonly full: KernelNumber;
      readonly evicted: KernelNumber;
      readonly idle: KernelNumber;
    } | undefined;
    readonly ost_imports?: {
      readonly inflight: KernelNumber;
      readonly unregistering: KernelNumber;
      readonly timeouts: KernelNumber;
      readonly connection_attempts: KernelNumber;
      readonly generation: KernelNumber;
    } | undefined;
    readonly rpcs?: {
      readonly read_rpcs: KernelNumber;
      readonly write_rpcs: KernelNumber;
      readonly read_rpcs_in_flight?: KernelNumber | undefined;
      readonly write_rpcs_in_flight?: KernelNumber | undefined;
      readonly pending_read_pages?: KernelNumber | undefined;
      readonly pending_write_pages?: KernelNumber | undefined;
    } | undefined;
    readonly pages_per_rpc?: {
      readonly "256"?: {
        readonly read_rpcs: KernelNumber;
        readonly write_rpcs: KernelNumber;
      } | undefined;
    } | undefined;
    readonly bytes?: {
      readonly read_bytes_derived: KernelNumber;
      readonly read_bytes_estimated: KernelNumber;
      readonly write_bytes_derived: KernelNumber;
      readonly write_bytes_estimated: KernelNumber;
    } | undefined;
    readonly wire?: {
      readonly read_bytes: KernelNumber;
      readonly write_bytes: KernelNumber;
    } | undefined;
    readonly mdts?: {
      readonly found: KernelNumber;
      readonly summed: KernelNumber;
      readonly read: KernelNumber;
    } | undefined;
    readonly mdt_states?: {
      readonly unknown: KernelNumber;
      readonly closed: KernelNumber;
      readonly new: KernelNumber;
      readonly disconn: KernelNumber;
      readonly connecting: KernelNumber;
      readonly replay: KernelNumber;
      readonly replay_locks: KernelNumber;
      readonly replay_wait: KernelNumber;
      readonly recover: KernelNumber;
      readonly full: KernelNumber;
      readonly evicted: KernelNumber;
      readonly idle: KernelNumber;
    } | undefined;
    readonly mdt_imports?: {
      readonly inflight: KernelNumber;
      readonly unregistering: KernelNumber;
      readonly timeouts: KernelNumber;
      readonly connection_attempts: KernelNumber;
      readonly generation: KernelNumber;
    } | undefined;
    readonly osc?: {
      readonly cur_dirty_bytes?: KernelNumber | undefined;
      readonly cur_grant_bytes?: KernelNumber | undefined;
      readonly cur_lost_grant_bytes?: KernelNumber | undefined;
      readonly cur_dirty_grant_bytes?: KernelNumber | undefined;
    } | undefined;
    readonly llite?: {
      readonly read_bytes?: {
        readonly calls: KernelNumber;
        readonly bytes?: KernelNumber | undefined;
      } | undefined;
      readonly write_bytes?: {
        readonly calls: KernelNumber;
        readonly bytes?: KernelNumber | undefined;
      } | undefined;
      readonly open?: {
        readonly calls: KernelNumber;
        readonly bytes?: KernelNumber | undefined;
      } | undefined;
      readonly close?: {
        readonly calls: KernelNumber;
        readonly bytes?: KernelNumber | undefined;
      } | undefined;
      readonly getattr?: {
        readonly calls: KernelNumber;
        readonly bytes?: KernelNumber | undefined;
      } | undefined;
    } | undefined;
    readonly read_ahead?: {
      readonly hits?: KernelNumber | undefined;
      readonly misses?: KernelNumber | undefined;
    } | undefined;
    readonly cache?: {
      readonly max_cached_mb?: KernelNumber | undefined;
      readonly used_mb?: KernelNumber | undefined;
      readonly unused_mb?: KernelNumber | undefined;
      readonly reclaim_count?: KernelNumber | undefined;
    } | undefined;
  }>> | undefined;
  /** each storage and metadata target of Lustre by itself: RPCs, bytes, connection */
  readonly "lustre-targets"?: Readonly<Record<string, {
    readonly osts?: {
      readonly found: KernelNumber;
      readonly summed: KernelNumber;
      readonly read: KernelNumber;
    } | undefined;
    readonly ost_states?: {
      readonly unknown: KernelNumber;
      readonly closed: KernelNumber;
      readonly new: KernelNumber;
      readonly disconn: KernelNumber;
      readonly connecting: KernelNumber;
      readonly replay: KernelNumber;
      readonly replay_locks: KernelNumber;
      readonly replay_wait: KernelNumber;
      readonly recover: KernelNumber;
      readonly full: KernelNumber;
      readonly evicted: KernelNumber;
      readonly idle: KernelNumber;
    } | undefined;
    readonly ost_imports?: {
      readonly inflight: KernelNumber;
      readonly unregistering: KernelNumber;
      readonly timeouts: KernelNumber;
      readonly connection_attempts: KernelNumber;
      readonly generation: KernelNumber;
    } | undefined;
    readonly rpcs?: {
      readonly read_rpcs: KernelNumber;
      readonly write_rpcs: KernelNumber;
      readonly read_rpcs_in_flight?: KernelNumber | undefined;
      readonly write_rpcs_in_flight?: KernelNumber | undefined;
      readonly pending_read_pages?: KernelNumber | undefined;
      readonly pending_write_pages?: KernelNumber | undefined;
    } | undefined;
    readonly pages_per_rpc?: {
      readonly "256"?: {
        readonly read_rpcs: KernelNumber;
        readonly write_rpcs: KernelNumber;
      } | undefined;
    } | undefined;
    readonly bytes?: {
      readonly read_bytes_derived: KernelNumber;
      readonly read_bytes_estimated: KernelNumber;
      readonly write_bytes_derived: KernelNumber;
      readonly write_bytes_estimated: KernelNumber;
    } | undefined;
    readonly wire?: {
      readonly read_bytes: KernelNumber;
      readonly write_bytes: KernelNumber;
    } | undefined;
    readonly mdts?: {
      readonly found: KernelNumber;
      readonly summed: KernelNumber;
      readonly read: KernelNumber;
    } | undefined;
    readonly mdt_states?: {
      readonly unknown: KernelNumber;
      readonly closed: KernelNumber;
      readonly new: KernelNumber;
      readonly disconn: KernelNumber;
      readonly connecting: KernelNumber;
      readonly replay: KernelNumber;
      readonly replay_locks: KernelNumber;
      readonly replay_wait: KernelNumber;
      readonly recover: KernelNumber;
      readonly full: KernelNumber;
      readonly evicted: KernelNumber;
      readonly idle: KernelNumber;
    } | undefined;
    readonly mdt_imports?: {
      readonly inflight: KernelNumber;
      readonly unregistering: KernelNumber;
      readonly timeouts: KernelNumber;
      readonly connection_attempts: KernelNumber;
      readonly generation: KernelNumber;
    } | undefined;
    readonly osc?: {
      readonly cur_dirty_bytes?: KernelNumber | undefined;
      readonly cur_grant_bytes?: KernelNumber | undefined;
      readonly cur_lost_grant_bytes?: KernelNumber | undefined;
      readonly cur_dirty_grant_bytes?: KernelNumber | undefined;
    } | undefined;
  }>> | undefined;
  /** the job's cgroup: CPU time, memory in bytes, I/O, pressure */
  readonly cgroup?: {
    readonly memory?: {
      readonly current_bytes?: KernelNumber | undefined;
      readonly peak_bytes?: KernelNumber | undefined;
      readonly swap_current_bytes?: KernelNumber | undefined;
      readonly usage_in_bytes?: KernelNumber | undefined;
      readonly max_usage_in_bytes?: KernelNumber | undefined;
      readonly failcnt?: KernelNumber | undefined;
      readonly max_bytes?: KernelNumber | undefined;
      readonly limit_in_bytes?: KernelNumber | undefined;
      readonly events?: {
        readonly high?: KernelNumber | undefined;
        readonly max?: KernelNumber | undefined;
        readonly oom_kill?: KernelNumber | undefined;
      } | undefined;
      readonly oom_kill?: KernelNumber | undefined;
      readonly stat?: {
        readonly anon_bytes?: KernelNumber | undefined;
        readonly file_bytes?: KernelNumber | undefined;
        readonly file_dirty_bytes?: KernelNumber | undefined;
        readonly file_writeback_bytes?: KernelNumber | undefined;
        readonly workingset_refault_file?: KernelNumber | undefined;
        readonly pgscan?: KernelNumber | undefined;
        readonly pgfault?: KernelNumber | undefined;
        readonly pgmajfault?: KernelNumber | undefined;
        readonly total_cache_bytes?: KernelNumber | undefined;
        readonly total_rss_bytes?: KernelNumber | undefined;
        readonly total_dirty_bytes?: KernelNumber | undefined;
        readonly total_writeback_bytes?: KernelNumber | undefined;
        readonly total_swap_bytes?: KernelNumber | undefined;
        readonly total_workingset_refault_file?: KernelNumber | undefined;
        readonly total_pgfault?: KernelNumber | undefined;
        readonly total_pgmajfault?: KernelNumber | undefined;
      } | undefined;
    } | undefined;
    readonly cpuacct?: {
      readonly usage_ns?: KernelNumber | undefined;
      readonly user_ticks?: KernelNumber | undefined;
      readonly system_ticks?: KernelNumber | undefined;
    } | undefined;
    readonly pids?: {
      readonly current?: KernelNumber | undefined;
    } | undefined;
    readonly cpu?: {
      readonly usage_usec?: KernelNumber | undefined;
      readonly user_usec?: KernelNumber | undefined;
      readonly system_usec?: KernelNumber | undefined;
      readonly nr_periods?: KernelNumber | undefined;
      readonly nr_throttled?: KernelNumber | undefined;
      readonly throttled_usec?: KernelNumber | undefined;
      readonly throttled_time_ns?: KernelNumber | undefined;
    } | undefined;
    readonly pressure?: {
      readonly cpu?: {
        readonly some?: {
          readonly avg10: KernelNumber;
          readonly avg60: KernelNumber;
          readonly avg300: KernelNumber;
          readonly total_us: KernelNumber;
        } | undefined;
        readonly full?: {
          readonly avg10: KernelNumber;
          readonly avg60: KernelNumber;
          readonly avg300: KernelNumber;
          readonly total_us: KernelNumber;
        } | undefined;
      } | undefined;
      readonly memory?: {
        readonly some?: {
          readonly avg10: KernelNumber;
          readonly avg60: KernelNumber;
          readonly avg300: KernelNumber;
          readonly total_us: KernelNumber;
        } | undefined;
        readonly full?: {
          readonly avg10: KernelNumber;
          readonly avg60: KernelNumber;
          readonly avg300: KernelNumber;
          readonly total_us: KernelNumber;
        } | undefined;
      } | undefined;
      readonly io?: {
        readonly some?: {
          readonly avg10: KernelNumber;
          readonly avg60: KernelNumber;
          readonly avg300: KernelNumber;
          readonly total_us: KernelNumber;
        } | undefined;
        readonly full?: {
          readonly avg10: KernelNumber;
          readonly avg60: KernelNumber;
          readonly avg300: KernelNumber;
          readonly total_us: KernelNumber;
        } | undefined;
      } | undefined;
    } | undefined;
    readonly io?: Readonly<Record<string, {
      readonly rbytes?: KernelNumber | undefined;
      readonly wbytes?: KernelNumber | undefined;
      readonly rios?: KernelNumber | undefined;
      readonly wios?: KernelNumber | undefined;
      readonly dbytes?: KernelNumber | undefined;
      readonly dios?: KernelNumber | undefined;
    }>> | undefined;
    readonly blkio?: Readonly<Record<string, {
      readonly read_bytes?: KernelNumber | undefined;
      readonly write_bytes?: KernelNumber | undefined;
    }>> | undefined;
  } | undefined;
  /** TCP and UDP: segments, retransmissions, timeouts, drops, errors; connections */
  readonly tcp?: {
    readonly Ip?: {
      readonly ReasmFails?: KernelNumber | undefined;
    } | undefined;
    readonly Tcp?: {
      readonly CurrEstab?: KernelNumber | undefined;
      readonly InSegs?: KernelNumber | undefined;
      readonly OutSegs?: KernelNumber | undefined;
      readonly RetransSegs?: KernelNumber | undefined;
      readonly InErrs?: KernelNumber | undefined;
    } | undefined;
    readonly Udp?: {
      readonly InErrors?: KernelNumber | undefined;
      readonly RcvbufErrors?: KernelNumber | undefined;
      readonly SndbufErrors?: KernelNumber | undefined;
    } | undefined;
    readonly TcpExt?: {
      readonly PruneCalled?: KernelNumber | undefined;
      readonly ListenOverflows?: KernelNumber | undefined;
      readonly ListenDrops?: KernelNumber | undefined;
      readonly TCPLostRetransmit?: KernelNumber | undefined;
      readonly TCPTimeouts?: KernelNumber | undefined;
      readonly TCPBacklogDrop?: KernelNumber | undefined;
      readonly TCPSynRetrans?: KernelNumber | undefined;
      readonly TCPZeroWindowDrop?: KernelNumber | undefined;
      readonly TCPRcvQDrop?: KernelNumber | undefined;
    } | undefined;
  } | undefined;
  /** NUMA nodes: pages given by where they were wanted; memory and free memory, KiB */
  readonly numa?: Readonly<Record<string, {
    readonly numa_hit?: KernelNumber | undefined;
    readonly numa_miss?: KernelNumber | undefined;
    readonly numa_foreign?: KernelNumber | undefined;
    readonly interleave_hit?: KernelNumber | undefined;
    readonly local_node?: KernelNumber | undefined;
    readonly other_node?: KernelNumber | undefined;
    readonly MemTotal?: KernelNumber | undefined;
    readonly MemFree?: KernelNumber | undefined;
  }>> | undefined;
  /** RDMA ports: data in the unit of the driver, packets, errors, congestion, state */
  readonly rdma?: Readonly<Record<string, {
    readonly state?: KernelNumber | undefined;
    readonly port_rcv_data_64?: KernelNumber | undefined;
    readonly port_xmit_data_64?: KernelNumber | undefined;
    readonly port_rcv_data?: KernelNumber | undefined;
    readonly port_xmit_data?: KernelNumber | undefined;
    readonly rx_bytes?: KernelNumber | undefined;
    readonly tx_bytes?: KernelNumber | undefined;
    readonly ip4InOctets?: KernelNumber | undefined;
    readonly ip6InOctets?: KernelNumber | undefined;
    readonly ip4OutOctets?: KernelNumber | undefined;
    readonly ip6OutOctets?: KernelNumber | undefined;
    readonly rx_rdma_ucast_bytes?: KernelNumber | undefined;
    readonly rx_rdma_mcast_bytes?: KernelNumber | undefined;
    readonly tx_rdma_ucast_bytes?: KernelNumber | undefined;
    readonly tx_rdma_mcast_bytes?: KernelNumber | undefined;
    readonly rx_bytes_cnt?: KernelNumber | undefined;
    readonly tx_bytes_cnt?: KernelNumber | undefined;
    readonly port_rcv_packets_64?: KernelNumber | undefined;
    readonly port_xmit_packets_64?: KernelNumber | undefined;
    readonly port_rcv_packets?: KernelNumber | undefined;
    readonly port_xmit_packets?: KernelNumber | undefined;
    readonly rx_pkts?: KernelNumber | undefined;
    readonly tx_pkts?: KernelNumber | undefined;
    readonly ip4InPkts?: KernelNumber | undefined;
    readonly ip6InPkts?: KernelNumber | undefined;
    readonly ip4OutPkts?: KernelNumber | undefined;
    readonly ip6OutPkts?: KernelNumber | undefined;
    readonly rx_rdma_ucast_pkts?: KernelNumber | undefined;
    readonly rx_rdma_mcast_pkts?: KernelNumber | undefined;
    readonly tx_rdma_ucast_pkts?: KernelNumber | undefined;
    readonly tx_rdma_mcast_pkts?: KernelNumber | undefined;
    readonly rx_packets_cnt?: KernelNumber | undefined;
    readonly tx_packets_cnt?: KernelNumber | undefined;
    readonly rcvd_pkts?: KernelNumber | undefined;
    readonly sent_pkts?: KernelNumber | undefined;
    readonly RxPkt?: KernelNumber | undefined;
    readonly TxPkt?: KernelNumber | undefined;
    readonly port_xmit_wait?: KernelNumber | undefined;
    readonly port_xmit_discards?: KernelNumber | undefined;
    readonly port_rcv_errors?: KernelNumber | undefined;
    readonly symbol_error?: KernelNumber | undefined;
    readonly link_downed?: KernelNumber | undefined;
    readonly np_cnp_sent?: KernelNumber | undefined;
    readonly np_ecn_marked_roce_packets?: KernelNumber | undefined;
    readonly out_of_sequence?: KernelNumber | undefined;
    readonly packet_seq_err?: KernelNumber | undefined;
    readonly local_ack_timeout_err?: KernelNumber | undefined;
    readonly rnr_nak_retry_err?: KernelNumber | undefined;
    readonly out_of_buffer?: KernelNumber | undefined;
    readonly roce_adp_retrans?: KernelNumber | undefined;
    readonly rx_roce_errors?: KernelNumber | undefined;
    readonly rx_roce_discards?: KernelNumber | undefined;
    readonly oos_drop_count?: KernelNumber | undefined;
    readonly to_retransmits?: KernelNumber | undefined;
    readonly seq_err_naks_rcvd?: KernelNumber | undefined;
    readonly rnr_naks_rcvd?: KernelNumber | undefined;
    readonly tx_cnp_pkts?: KernelNumber | undefined;
    readonly np_cnp_pkts?: KernelNumber | undefined;
    readonly rx_ecn_marked_pkts?: KernelNumber | undefined;
    readonly cnpSent?: KernelNumber | undefined;
    readonly RxECNMrkd?: KernelNumber | undefined;
    readonly RetransSegs?: KernelNumber | undefined;
    readonly tcpRetransSegs?: KernelNumber | undefined;
    readonly ip4InDiscards?: KernelNumber | undefined;
    readonly ip6InDiscards?: KernelNumber | undefined;
    readonly retrans_pkts?: KernelNumber | undefined;
    readonly retrans_bytes?: KernelNumber | undefined;
    readonly retrans_timeout_events?: KernelNumber | undefined;
    readonly rx_drops?: KernelNumber | undefined;
    readonly unresponsive_remote_events?: KernelNumber | undefined;
    readonly impaired_remote_conn_events?: KernelNumber | undefined;
    readonly tx_rdma_cnp_pkts?: KernelNumber | undefined;
    readonly rx_rdma_ecn_pkts?: KernelNumber | undefined;
    readonly tx_rdma_ack_timeout?: KernelNumber | undefined;
    readonly req_rx_pkt_seq_err?: KernelNumber | undefined;
    readonly resp_tx_pkt_seq_err?: KernelNumber | undefined;
    readonly RcvCstrErr?: KernelNumber | undefined;
    readonly DmaWait?: KernelNumber | undefined;
    readonly RcTimeOut?: KernelNumber | undefined;
    readonly RcResend?: KernelNumber | undefined;
    readonly out_of_seq_request?: KernelNumber | undefined;
    readonly rcvd_seq_err?: KernelNumber | undefined;
    readonly completer_retry_err?: KernelNumber | undefined;
    readonly rp_cnp_handled?: KernelNumber | undefined;
    readonly roce_slow_restart?: KernelNumber | undefined;
    readonly rx_icrc_encapsulated?: KernelNumber | undefined;
    readonly link_error_recovery?: KernelNumber | undefined;
    readonly VL15_dropped?: KernelNumber | undefined;
  }>> | undefined;
  /** Slingshot cards: bytes with headers, errors, retries */
  readonly cxi?: Readonly<Record<string, {
    readonly hni_sts_rx_ok_octets?: KernelNumber | undefined;
    readonly hni_sts_tx_ok_octets?: KernelNumber | undefined;
    readonly hni_rx_ok_27?: KernelNumber | undefined;
    readonly hni_rx_ok_35?: KernelNumber | undefined;
    readonly hni_rx_ok_36_to_63?: KernelNumber | undefined;
    readonly hni_rx_ok_64?: KernelNumber | undefined;
    readonly hni_rx_ok_65_to_127?: KernelNumber | undefined;
    readonly hni_rx_ok_128_to_255?: KernelNumber | undefined;
    readonly hni_rx_ok_256_to_511?: KernelNumber | undefined;
    readonly hni_rx_ok_512_to_1023?: KernelNumber | undefined;
    readonly hni_rx_ok_1024_to_2047?: KernelNumber | undefined;
    readonly hni_rx_ok_2048_to_4095?: KernelNumber | undefined;
    readonly hni_rx_ok_4096_to_8191?: KernelNumber | undefined;
    readonly hni_rx_ok_8192_to_max?: KernelNumber | undefined;
    readonly hni_tx_ok_27?: KernelNumber | undefined;
    readonly hni_tx_ok_35?: KernelNumber | undefined;
    readonly hni_tx_ok_36_to_63?: KernelNumber | undefined;
    readonly hni_tx_ok_64?: KernelNumber | undefined;
    readonly hni_tx_ok_65_to_127?: KernelNumber | undefined;
    readonly hni_tx_ok_128_to_255?: KernelNumber | undefined;
    readonly hni_tx_ok_256_to_511?: KernelNumber | undefined;
    readonly hni_tx_ok_512_to_1023?: KernelNumber | undefined;
    readonly hni_tx_ok_1024_to_2047?: KernelNumber | undefined;
    readonly hni_tx_ok_2048_to_4095?: KernelNumber | undefined;
    readonly hni_tx_ok_4096_to_8191?: KernelNumber | undefined;
    readonly hni_tx_ok_8192_to_max?: KernelNumber | undefined;
    readonly hni_sts_rx_bad_octets?: KernelNumber | undefined;
    readonly hni_sts_tx_bad_octets?: KernelNumber | undefined;
    readonly hni_llr_tx_replay_event?: KernelNumber | undefined;
    readonly hni_llr_rx_replay_event?: KernelNumber | undefined;
    readonly hni_pcs_uncorrected_cw?: KernelNumber | undefined;
    readonly pct_spt_timeouts?: KernelNumber | undefined;
    readonly pct_sct_timeouts?: KernelNumber | undefined;
    readonly pct_retry_srb_requests?: KernelNumber | undefined;
    readonly pct_no_tct_nacks?: KernelNumber | undefined;
    readonly pct_no_trs_nacks?: KernelNumber | undefined;
  }>> | undefined;
  /** GPUDirect Storage: reads and writes, MiB, errors, mappings; those under way */
  readonly gds?: {
    readonly Batches?: {
      readonly n?: KernelNumber | undefined;
      readonly ok?: KernelNumber | undefined;
      readonly err?: KernelNumber | undefined;
    } | undefined;
    readonly Reads?: {
      readonly n?: KernelNumber | undefined;
      readonly ok?: KernelNumber | undefined;
      readonly err?: KernelNumber | undefined;
      readonly readMiB?: KernelNumber | undefined;
      readonly io_state_err?: KernelNumber | undefined;
    } | undefined;
    readonly "Sparse Reads"?: {
      readonly n?: KernelNumber | undefined;
      readonly io?: KernelNumber | undefined;
      readonly holes?: KernelNumber | undefined;
      readonly pages?: KernelNumber | undefined;
    } | undefined;
    readonly Writes?: {
      readonly n?: KernelNumber | undefined;
      readonly ok?: KernelNumber | undefined;
      readonly err?: KernelNumber | undefined;
      readonly writeMiB?: KernelNumber | undefined;
      readonly io_state_err?: KernelNumber | undefined;
      readonly "pg-cache"?: KernelNumber | undefined;
      readonly "pg-cache-fail"?: KernelNumber | undefined;
      readonly "pg-cache-eio"?: KernelNumber | undefined;
    } | undefined;
    readonly Mmap?: {
      readonly n?: KernelNumber | undefined;
      readonly ok?: KernelNumber | undefined;
      readonly err?: KernelNumber | undefined;
      readonly munmap?: KernelNumber | undefined;
    } | undefined;
    readonly "Bar1-map"?: {
      readonly n?: KernelNumber | undefined;
      readonly ok?: KernelNumber | undefined;
      readonly err?: KernelNumber | undefined;
      readonly free?: KernelNumber | undefined;
      readonly callbacks?: KernelNumber | undefined;
      readonly active?: KernelNumber | undefined;
      readonly "delay-frees"?: KernelNumber | undefined;
    } | undefined;
    readonly Error?: {
      readonly "cpu-gpu-pages"?: KernelNumber | undefined;
      readonly "sg-ext"?: KernelNumber | undefined;
      readonly "dma-map"?: KernelNumber | undefined;
      readonly "dma-ref"?: KernelNumber | undefined;
    } | undefined;
    readonly Ops?: {
      readonly Read?: KernelNumber | undefined;
      readonly Write?: KernelNumber | undefined;
      readonly BatchIO?: KernelNumber | undefined;
    } | undefined;
  } | undefined;
  /** power and energy: of Cray (W, J), RAPL (µJ) where it may be read, sensors (µW) */
  readonly power?: {
    readonly cray?: Readonly<Record<string, KernelNumber>> | undefined;
    readonly rapl?: Readonly<Record<string, {
      readonly energy_uj?: KernelNumber | undefined;
      readonly max_energy_range_uj?: KernelNumber | undefined;
    }>> | undefined;
    readonly hwmon?: Readonly<Record<string, {
      readonly average_uw?: KernelNumber | undefined;
      readonly input_uw?: KernelNumber | undefined;
    }>> | undefined;
  } | undefined;
  /** GPUs of AMD and NVIDIA: how busy, %, memory, power, temperature */
  readonly gpu?: Readonly<Record<string, {
    readonly index?: KernelNumber | undefined;
    readonly gpu_busy_percent?: KernelNumber | undefined;
    readonly memory_busy_percent?: KernelNumber | undefined;
    readonly memory_used_mib?: KernelNumber | undefined;
    readonly memory_total_mib?: KernelNumber | undefined;
    readonly power_w?: KernelNumber | undefined;
    readonly temperature_celsius?: KernelNumber | undefined;
    readonly pcie_generation?: KernelNumber | undefined;
    readonly memory_used_bytes?: KernelNumber | undefined;
    readonly memory_total_bytes?: KernelNumber | undefined;
    readonly power_uw?: KernelNumber | undefined;
    readonly temperature_millicelsius?: KernelNumber | undefined;
  }>> | undefined;
  /** frequency of 4 CPUs at most, kHz */
  readonly cpufreq?: Readonly<Record<string, {
    readonly scaling_cur_freq_khz?: KernelNumber | undefined;
  }>> | undefined;
  /** CPU packages slowed down for heat: how often, ms */
  readonly thermal?: Readonly<Record<string, {
    readonly package_throttle_count?: KernelNumber | undefined;
    readonly package_throttle_total_time_ms?: KernelNumber | undefined;
  }>> | undefined;
  /** the benchmark's processes: CPU time in clock ticks, pages of memory, bytes read and written, by process */
  readonly processes?: {
    readonly others: {
      readonly processes: KernelNumber;
      readonly without_io: KernelNumber;
      readonly utime_ticks: KernelNumber;
      readonly stime_ticks: KernelNumber;
      readonly rss_pages: KernelNumber;
      readonly rchar_bytes: KernelNumber;
      readonly wchar_bytes: KernelNumber;
      readonly syscr: KernelNumber;
      readonly syscw: KernelNumber;
      readonly read_bytes: KernelNumber;
      readonly write_bytes: KernelNumber;
      readonly cancelled_write_bytes: KernelNumber;
    };
    readonly ended: {
      readonly processes: KernelNumber;
      readonly without_io: KernelNumber;
      readonly utime_ticks: KernelNumber;
      readonly stime_ticks: KernelNumber;
      readonly rchar_bytes: KernelNumber;
      readonly wchar_bytes: KernelNumber;
      readonly syscr: KernelNumber;
      readonly syscw: KernelNumber;
      readonly read_bytes: KernelNumber;
      readonly write_bytes: KernelNumber;
      readonly cancelled_write_bytes: KernelNumber;
    };
  } & Readonly<Record<string, {
    readonly utime_ticks: KernelNumber;
    readonly stime_ticks: KernelNumber;
    readonly rss_pages: KernelNumber;
    readonly rchar_bytes?: KernelNumber | undefined;
    readonly wchar_bytes?: KernelNumber | undefined;
    readonly syscr?: KernelNumber | undefined;
    readonly syscw?: KernelNumber | undefined;
    readonly read_bytes?: KernelNumber | undefined;
    readonly write_bytes?: KernelNumber | undefined;
    readonly cancelled_write_bytes?: KernelNumber | undefined;
  }>> | undefined;
}

/** What a host did between two samples. Null where it cannot be told. MB are 10^6 bytes. */
export interface Rates {
  readonly seconds: number;
  /** Of all CPUs together; guests are in it, idle and iowait are not. */
  readonly cpu_busy_percent: number | null;
  readonly cpu_iowait_percent: number | null;
  /** What busy is made of: programs, with guests and `nice`; the kernel for them; interrupts; what a hypervisor gave to others. */
  readonly cpu_user_percent: number | null;
  readonly cpu_system_percent: number | null;
  readonly cpu_irq_percent: number | null;
  readonly cpu_steal_percent: number | null;
  /** Of the one CPU that was busiest in the interval: user, system and interrupts, of the time that was not stolen from it. */
  readonly cpu_busiest_percent: number | null;
  /** Of the time, that in which the hottest CPU package was slowed down for its heat; of the source `thermal`. */
  readonly cpu_thermal_percent: number | null;
  /** At the later sample: memory that is not available to new programs. */
  readonly memory_used_kb: number | null;
  /** At the later sample: the page cache, with the buffers of block devices. */
  readonly memory_cached_kb: number | null;
  /** At the later sample: of the page cache, what waits to be written. */
  readonly memory_dirty_kb: number | null;
  /** Moved between memory and swap: `pswpin`, `pswpout` of vmstat in pages of the host; of 4096 bytes where it does not say. */
  readonly swap_in_mb_per_s: number | null;
  readonly swap_out_mb_per_s: number | null;
  /** Page faults for which a disk was read: `pgmajfault`, swap among them. */
  readonly major_faults_per_s: number | null;
  /** Freed by programs that had to wait for it: `pgsteal_direct`, of kernels before 4.8 by zones. */
  readonly direct_reclaim_mb_per_s: number | null;
  /** Processes killed because memory was full, the node's or a cgroup's: `oom_kill` of vmstat; without it, of the job's cgroup. */
  readonly oom_kills_per_s: number | null;
  readonly disk_read_mb_per_s: number | null;
  readonly disk_write_mb_per_s: number | null;
  readonly disk_reads_per_s: number | null;
  readonly disk_writes_per_s: number | null;
  /** Of the time, that in which the busiest disk had requests (iostat's %util): a flash disk that has some can still do more. */
  readonly disk_busy_percent: number | null;
  /** From when a read or write was made to its end, mean of all that ended, of all disks (iostat's await); null where none did. */
  readonly disk_await_ms: number | null;
  /** Requests that disks had at once, on average; of all disks together (the sum of iostat's aqu-sz). */
  readonly disk_queue: number | null;
  readonly net_rx_mb_per_s: number | null;
  readonly net_tx_mb_per_s: number | null;
  /** Of its speed, what the interface that was nearest to it received or sent, whichever was more. Null if no speed is known. */
  readonly net_busiest_percent: number | null;
  /** Packets that were damaged; packets that were thrown away, among them, with some drivers, such as nobody wanted. */
  readonly net_errors_per_s: number | null;
  readonly net_drops_per_s: number | null;
  /** Segments of TCP that were sent again; of the source `tcp`. */
  readonly tcp_retransmits_per_s: number | null;
  /** What NFS mounts had from their servers and sent to them, whatever applications asked for. */
  readonly nfs_read_mb_per_s: number | null;
  readonly nfs_write_mb_per_s: number | null;
  /** What applications read of NFS mounts and wrote to them by read() and write(), with O_DIRECT, too. */
  readonly nfs_app_read_mb_per_s: number | null;
  readonly nfs_app_write_mb_per_s: number | null;
  /** Of READ, READ_PLUS, WRITE and COMMIT of NFS mounts, from when it was made to its end, mean; null where none ended. */
  readonly nfs_await_ms: number | null;
  /** Requests that were sent again because no answer came. */
  readonly nfs_retransmits_per_s: number | null;
  /** What Lustre clients had from their servers and sent to them, counted or derived. */
  readonly lustre_read_mb_per_s: number | null;
  readonly lustre_write_mb_per_s: number | null;
  /** What applications read of Lustre and wrote to it by read() and write(); from version 2.12 on mostly not known. */
  readonly lustre_app_read_mb_per_s: number | null;
  readonly lustre_app_write_mb_per_s: number | null;
  /** Of RDMA ports. Whether the network has some of it, too, hangs on the driver: the two are never one sum. */
  readonly rdma_rx_mb_per_s: number | null;
  readonly rdma_tx_mb_per_s: number | null;
  /** Symbol errors, links that went down or had to recover, packets that were damaged or thrown away. */
  readonly rdma_errors_per_s: number | null;
  /** Of Slingshot cards, with headers. What is IP of it is in the network, too: the two are never one sum. */
  readonly cxi_rx_mb_per_s: number | null;
  readonly cxi_tx_mb_per_s: number | null;
  /** Of the job's cgroup, the collector in it: its CPU time, in CPUs that were busy all of the time. */
  readonly job_cpus_busy: number | null;
  /** Of the pieces of time in which the job has a quota of CPU time, those in which it had none left. */
  readonly job_throttled_percent: number | null;
  /** At the later sample: what the job's limit counts, page cache included. */
  readonly job_memory_bytes: number | null;
  /** At the later sample: of that the page cache, and of this what waits to be written. */
  readonly job_cached_bytes: number | null;
  readonly job_dirty_bytes: number | null;
  /** At the later sample: the mean over a minute of tasks that run or wait for a disk. */
  readonly load_1min: number | null;
  /** Of the time, that in which some task waited for a CPU, for memory, for I/O (pressure stall information). */
  readonly pressure_cpu_percent: number | null;
  readonly pressure_memory_percent: number | null;
  readonly pressure_io_percent: number | null;
}

/** A number as the kernel prints it: a bigint if it is an integer beyond 2^53, else a number. `JSON.parse` makes numbers of all. */
export type KernelNumber = number | bigint;

/** All of a series file but its samples. */
export type SeriesHeader = Omit<SeriesFile, 'samples_by_host'>;

/** A sample of a series file that is being read. */
export interface ReadSample {
  readonly host: string;
  /** Integers beyond 2^53 are bigints. That its sources are as declared is checked by `rankstat validate`, not here. */
  readonly sample: Sample;
  /** Its place in the file, for messages: `line 12`. */
  readonly where: string;
}

/** A series file that is being read. */
export interface Series {
  /** Who has written it: rankstat, or the suite of MLPerf Storage itself, of which what it does not have is empty or null. */
  readonly kind: 'rankstat' | 'mlpstorage';
  readonly header: SeriesHeader;
  /** Its samples, host by host, each host's in order of time. To be gone through once; the file is closed when they end or are left. */
  readonly samples: AsyncIterable<ReadSample>;
}

/**
 * Reads a series file piece by piece, never the whole of it, in any layout of its JSON; unpacked if its name ends in `.gz`.
 * @throws Error that names the file and the place if it is no series file, while its samples are read, too; an error of the
 *   file system has its `code`
 */
export function readSeries(path: string): Promise<Series>;

/** What a host did between two of its samples. */
export interface HostRates extends Rates {
  readonly host: string;
  /** When the two samples were read, ms since 1970, by rank 0's clock. */
  readonly start: number;
  readonly end: number;
  /** The tick of the later one; null if it is a baseline or a final sample. */
  readonly tick: number | null;
}

/**
 * What each host did from sample to sample, as reports have it: host by host, in the order of the file.
 * @param of the path of a series file, of which only that is read of which rates are made, twice as fast; or one that
 *   is being read, whose samples are taken
 * @throws Error as `readSeries`
 */
export function rates(of: string | Pick<Series, 'header' | 'samples'>): AsyncGenerator<HostRates>;
