import { lustreNaming, lustreTargetNaming } from './lustre-names.ts';
import type { Factor } from './number-text.ts';

/** A metric family of OpenMetrics. */
export interface Family {
  /** Without the `_total` that the samples of a counter have behind it. */
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'unknown';
  readonly help: string;
}

/** Where the values of one metric of one instance go, `instance` being the host aside. */
export interface Naming extends Family {
  readonly labels: Readonly<Record<string, string>>;
  readonly factor: Factor;
}

/** What of a sample is named. */
export interface Named {
  readonly source: string;
  readonly instance: string;
  readonly metric: string;
  /** Of the host; null if it is not known. */
  readonly ticksPerSecond: number | null;
}

type Type = Family['type'];

const AS_IT_IS: Factor = { times: 1, scale: 0 };
const FROM_MS: Factor = { times: 1, scale: 3 };
const FROM_US: Factor = { times: 1, scale: 6 };
const FROM_NS: Factor = { times: 1, scale: 9 };
const FROM_PERCENT: Factor = { times: 1, scale: 2 };
const FROM_KIB: Factor = { times: 1024, scale: 0 };
const FROM_SECTORS: Factor = { times: 512, scale: 0 };
const FROM_MIB: Factor = { times: 1024 * 1024, scale: 0 };
const FROM_WORDS: Factor = { times: 4, scale: 0 };

/** Disks: what comes after `node_disk_`. */
const DISK: Readonly<Record<string, readonly [name: string, factor: Factor, help: string, type?: Type]>> = {
  reads_completed: ['reads_completed', AS_IT_IS, 'Reads completed.'],
  reads_merged: ['reads_merged', AS_IT_IS, 'Reads merged.'],
  sectors_read: ['read_bytes', FROM_SECTORS, 'Bytes read.'],
  time_reading_ms: ['read_time_seconds', FROM_MS, 'Time spent by all reads.'],
  writes_completed: ['writes_completed', AS_IT_IS, 'Writes completed.'],
  writes_merged: ['writes_merged', AS_IT_IS, 'Writes merged.'],
  sectors_written: ['written_bytes', FROM_SECTORS, 'Bytes written.'],
  time_writing_ms: ['write_time_seconds', FROM_MS, 'Time spent by all writes.'],
  ios_in_progress: ['io_now', AS_IT_IS, 'I/Os in progress.', 'gauge'],
  time_doing_ios_ms: ['io_time_seconds', FROM_MS, 'Time spent doing I/Os.'],
  weighted_time_doing_ios_ms: ['io_time_weighted_seconds', FROM_MS, 'Weighted time spent doing I/Os.'],
  discards_completed: ['discards_completed', AS_IT_IS, 'Discards completed.'],
  discards_merged: ['discards_merged', AS_IT_IS, 'Discards merged.'],
  sectors_discarded: ['discarded_sectors', AS_IT_IS, 'Sectors of 512 bytes discarded.'],
  time_discarding_ms: ['discard_time_seconds', FROM_MS, 'Time spent by all discards.'],
  flush_requests_completed: ['flush_requests', AS_IT_IS, 'Flush requests completed.'],
  time_flushing_ms: ['flush_requests_time_seconds', FROM_MS, 'Time spent by all flush requests.'],
};

/** Network: words that node_exporter has after `receive_` and `transmit_` where /proc/net/dev has others. */
const NETWORK_WORDS: Readonly<Record<string, string>> = {
  errors: 'errs',
  dropped: 'drop',
  collisions: 'colls',
};
const NETWORK = /^([rt])x_(bytes|packets|errors|dropped|fifo|frame|compressed|multicast|collisions|carrier)$/;

const CPU_MODES = new Set(['user', 'nice', 'system', 'idle', 'iowait', 'irq', 'softirq', 'steal']);
/** Guests' time is in `user` and `nice`, too: it has a family of its own, so that modes can be summed. */
const GUEST_MODES = new Map([
  ['guest', 'user'],
  ['guest_nice', 'nice'],
]);
const STAT: Readonly<Record<string, readonly [name: string, type: Type, help: string]>> = {
  ctxt: ['node_context_switches', 'counter', 'Context switches.'],
  processes: ['node_forks', 'counter', 'Forks.'],
  procs_running: ['node_procs_running', 'gauge', 'Processes in runnable state.'],
  procs_blocked: ['node_procs_blocked', 'gauge', 'Processes that wait for I/O to complete.'],
};
const LOAD: Readonly<Record<string, readonly [name: string, help: string]>> = {
  load_1min: ['node_load1', '1m load average.'],
  load_5min: ['node_load5', '5m load average.'],
  load_15min: ['node_load15', '15m load average.'],
  running_processes: ['rankstat_loadavg_running_processes', 'Threads that are runnable.'],
  total_processes: ['rankstat_loadavg_total_processes', 'Threads that exist.'],
};
const PRESSURE_WORDS: Readonly<Record<string, string>> = { some: 'waiting', full: 'stalled' };

/** NFS: what comes after `node_mountstats_nfs_`. Those of an operation have its name as a label. */
const NFS_MOUNT: Readonly<Record<string, readonly [name: string, help: string]>> = {
  normal_read_bytes: ['read_bytes', 'Bytes read by read() without O_DIRECT.'],
  normal_write_bytes: ['write_bytes', 'Bytes written by write() without O_DIRECT.'],
  direct_read_bytes: ['direct_read_bytes', 'Bytes read with O_DIRECT.'],
  direct_write_bytes: ['direct_write_bytes', 'Bytes written with O_DIRECT.'],
  server_read_bytes: ['total_read_bytes', 'Bytes read from the server.'],
  server_write_bytes: ['total_write_bytes', 'Bytes written to the server.'],
  read_pages: ['read_pages', 'Pages read by mmap and read-ahead.'],
  write_pages: ['write_pages', 'Pages written by mmap and write-back.'],
  sends: ['transport_sends', 'Requests sent.'],
  recvs: ['transport_receives', 'Replies received.'],
  bad_xids: ['transport_bad_transaction_ids', 'Replies to no known request.'],
  req_u: ['transport_inflight_requests', 'Requests in flight, summed up at each request.'],
  bklog_u: ['transport_backlog_queue', 'Requests that waited for a slot, summed up at each request.'],
};
const NFS_OPERATION: Readonly<Record<string, readonly [name: string, factor: Factor, help: string]>> = {
  ops: ['requests', AS_IT_IS, 'Requests.'],
  transmissions: ['transmissions', AS_IT_IS, 'Times that requests were sent.'],
  major_timeouts: ['major_timeouts', AS_IT_IS, 'Requests that had a major timeout.'],
  bytes_sent: ['sent_bytes', AS_IT_IS, 'Bytes sent, with headers.'],
  bytes_received: ['received_bytes', AS_IT_IS, 'Bytes received, with headers.'],
  queue_ms: ['queue_time_seconds', FROM_MS, 'Time that requests waited to be sent.'],
  rtt_ms: ['response_time_seconds', FROM_MS, 'Time from sending to the reply.'],
  execute_ms: ['request_time_seconds', FROM_MS, 'Time from the request to its end.'],
  errors: ['errors', AS_IT_IS, 'Requests that ended with an error.'],
};
/** RDMA: what comes after `node_infiniband_`. node_exporter takes all data for words of four bytes. */
const RDMA_PORT: Readonly<
  Record<string, readonly [name: string, factor: Factor, help: string, type?: Type]>
> = {
  state: ['state_id', AS_IT_IS, 'State of the port (1: down, 2: init, 3: armed, 4: active).', 'gauge'],
  port_rcv_data: ['port_data_received_bytes', FROM_WORDS, 'Bytes received.'],
  port_xmit_data: ['port_data_transmitted_bytes', FROM_WORDS, 'Bytes sent.'],
  port_rcv_data_64: ['legacy_data_received_bytes', FROM_WORDS, 'Bytes received.'],
  port_xmit_data_64: ['legacy_data_transmitted_bytes', FROM_WORDS, 'Bytes sent.'],
  port_rcv_packets: ['port_packets_received', AS_IT_IS, 'Packets received.'],
  port_xmit_packets: ['port_packets_transmitted', AS_IT_IS, 'Packets sent.'],
  port_rcv_packets_64: ['legacy_packets_received', AS_IT_IS, 'Packets received.'],
  port_xmit_packets_64: ['legacy_packets_transmitted', AS_IT_IS, 'Packets sent.'],
  port_xmit_wait: ['port_transmit_wait', AS_IT_IS, 'Ticks for which there was data and none was sent.'],
  port_xmit_discards: ['port_discards_transmitted', AS_IT_IS, 'Packets discarded before they were sent.'],
  port_rcv_errors: ['port_errors_received', AS_IT_IS, 'Packets received with an error.'],
  symbol_error: ['symbol_error', AS_IT_IS, 'Minor link errors.'],
  link_downed: ['link_downed', AS_IT_IS, 'Times that the link went down.'],
  link_error_recovery: ['link_error_recovery', AS_IT_IS, 'Times that the link recovered.'],
  VL15_dropped: ['vl15_dropped', AS_IT_IS, 'Packets of management that were dropped.'],
  np_cnp_sent: ['np_cnp_packets_sent', AS_IT_IS, 'Notifications of congestion sent.'],
  np_ecn_marked_roce_packets: [
    'np_ecn_marked_roce_packets_received',
    AS_IT_IS,
    'Packets received with a mark of congestion.',
  ],
  rp_cnp_handled: ['rp_cnp_packets_handled', AS_IT_IS, 'Notifications of congestion handled.'],
  out_of_sequence: ['out_of_sequence_packets_received', AS_IT_IS, 'Packets received out of sequence.'],
  packet_seq_err: ['packet_sequence_errors', AS_IT_IS, 'NAKs received for a gap in the sequence.'],
  local_ack_timeout_err: ['local_ack_timeout_errors', AS_IT_IS, 'Timeouts of acknowledgements.'],
  rnr_nak_retry_err: [
    'rnr_nak_retry_packets_received',
    AS_IT_IS,
    'NAKs received, as the other was not ready.',
  ],
  out_of_buffer: ['out_of_buffer_drops', AS_IT_IS, 'Drops for the lack of a receive request.'],
};
/** Slingshot: what comes after `rankstat_cxi_`, of what Prometheus has a unit for. */
const CXI: Readonly<Record<string, readonly [name: string, help: string]>> = {
  hni_sts_rx_ok_octets: ['received_bytes', 'Bytes of whole packets received, with headers.'],
  hni_sts_tx_ok_octets: ['sent_bytes', 'Bytes of whole packets sent, with headers.'],
  hni_sts_rx_bad_octets: ['received_bad_bytes', 'Bytes of damaged packets received.'],
};
/** Omni-Path, whose data may be in another unit. */
const OMNI_PATH = /^(?:hfi1|opa)/;
const NOT_OF_AN_OPERATION = new Set(['bytes', 'transports']);

/** Devices of a cgroup: what comes after `rankstat_cgroup_io_`. */
const CGROUP_DEVICE: Readonly<Record<string, string>> = {
  rbytes: 'read_bytes',
  wbytes: 'written_bytes',
  rios: 'reads',
  wios: 'writes',
  dbytes: 'discarded_bytes',
  dios: 'discards',
  read_bytes: 'read_bytes',
  write_bytes: 'written_bytes',
};
/** Units in the kernel's names of a cgroup's times. */
const CGROUP_TIME = /_(usec|ns|ticks)$/;
/** Of a process: what comes after `rankstat_process_`, node_exporter has none of single processes. Ticks become seconds. */
const PROCESS: Readonly<Record<string, readonly [name: string, help: string]>> = {
  utime_ticks: ['user_seconds', 'CPU time in user mode'],
  stime_ticks: ['system_seconds', 'CPU time in the kernel'],
  rss_pages: ['resident_pages', 'Pages of memory that are resident'],
  rchar_bytes: [
    'asked_read_bytes',
    'Bytes that read() and the like have given, page cache and pipes included',
  ],
  wchar_bytes: ['asked_written_bytes', 'Bytes that write() and the like have taken'],
  syscr: ['read_calls', 'Calls of read() and the like'],
  syscw: ['write_calls', 'Calls of write() and the like'],
  read_bytes: ['read_bytes', 'Bytes read from storage, as the file system counts them'],
  write_bytes: ['written_bytes', 'Bytes that were made dirty or written past the page cache'],
  cancelled_write_bytes: ['cancelled_written_bytes', 'Bytes made dirty that were never written'],
  processes: ['processes', 'How many'],
  without_io: ['processes_without_io', 'Of how many what they read and write may not be seen'],
};
const PROCESS_GAUGES = new Set(['rss_pages', 'without_io', 'processes']);
/** Packets received: what comes after `node_softnet_`, which node_exporter has for each CPU and not for all together. */
const SOFTNET: Readonly<Record<string, readonly [name: string, help: string]>> = {
  processed: ['processed', 'Packets taken in.'],
  dropped: ['dropped', 'Packets dropped because the queue was full.'],
  time_squeeze: ['times_squeezed', 'Times that work was left when its budget or time was used up.'],
  received_rps: ['received_rps', 'Times that a CPU was asked by another to take packets in.'],
  flow_limit: ['flow_limit_count', 'Packets dropped by the flow limit.'],
};

/** GPUs: what comes after `rankstat_gpu_`. node_exporter has some of AMD's, by card. */
const GPU: Readonly<Record<string, readonly [name: string, factor: Factor, help: string]>> = {
  index: ['index', AS_IT_IS, 'Number of the GPU, as nvidia-smi has it.'],
  gpu_busy_percent: ['busy_ratio', FROM_PERCENT, 'Share of the time for which the GPU was busy.'],
  memory_busy_percent: [
    'memory_busy_ratio',
    FROM_PERCENT,
    "Share of the time for which the GPU's memory was busy.",
  ],
  memory_used_mib: ['memory_used_bytes', FROM_MIB, 'Memory of the GPU in use.'],
  memory_used_bytes: ['memory_used_bytes', AS_IT_IS, 'Memory of the GPU in use.'],
  memory_total_mib: ['memory_size_bytes', FROM_MIB, 'Memory of the GPU.'],
  memory_total_bytes: ['memory_size_bytes', AS_IT_IS, 'Memory of the GPU.'],
  power_w: ['power_watts', AS_IT_IS, 'Power of the GPU.'],
  power_uw: ['power_watts', FROM_US, 'Power of the GPU.'],
  temperature_celsius: ['temperature_celsius', AS_IT_IS, 'Temperature of the GPU.'],
  temperature_millicelsius: ['temperature_celsius', FROM_MS, 'Temperature of the GPU.'],
  pcie_generation: ['pcie_generation', AS_IT_IS, 'Generation of PCI Express of the link now.'],
};

const BY_SOURCE: Readonly<Record<string, (named: Named) => Naming | undefined>> = {
  diskstats({ instance, metric }) {
    const [name, factor, help, type = 'counter'] = own(DISK, metric) ?? [];
    if (name === undefined || factor === undefined || help === undefined) return undefined;
    return { name: `node_disk_${name}`, type, help, labels: { device: instance }, factor };
  },
  netdev({ instance, metric }) {
    const [, direction, word = ''] = NETWORK.exec(metric) ?? [];
    if (direction === undefined) return undefined;
    const key = `${direction === 'r' ? 'receive' : 'transmit'}_${own(NETWORK_WORDS, word) ?? word}`;
    const help = `Network device statistic ${key}.`;
    const labels = { device: instance };
    return { name: `node_network_${key}`, type: 'counter', help, labels, factor: AS_IT_IS };
  },
  meminfo({ metric }) {
    const isCount = metric.startsWith('HugePages_');
    const name = `node_memory_${memoryKey(metric)}${isCount ? '' : '_bytes'}`;
    const help = `Memory information field ${metric}.`;
    return { name, type: 'gauge', help, labels: {}, factor: isCount ? AS_IT_IS : FROM_KIB };
  },
  vmstat({ metric }) {
    const help = `/proc/vmstat information field ${metric}.`;
    return { name: `node_vmstat_${nameSafe(metric)}`, type: 'unknown', help, labels: {}, factor: AS_IT_IS };
  },
  loadavg({ metric }) {
    const [name, help] = own(LOAD, metric) ?? [];
    if (name === undefined || help === undefined) return undefined;
    return { name, type: 'gauge', help, labels: {}, factor: AS_IT_IS };
  },
  cpu(named) {
    if (named.instance !== '') return cpuTime(named);
    const [name, type, help] = own(STAT, named.metric) ?? [];
    if (name === undefined || type === undefined || help === undefined) return undefined;
    return { name, type, help, labels: {}, factor: AS_IT_IS };
  },
  nfs(named) {
    const { mountpoint, what } = nfsPlace(named);
    if (!NOT_OF_AN_OPERATION.has(what)) return nfsOperation(named, 'node_mountstats_nfs');
    const [name, help] = own(NFS_MOUNT, named.metric) ?? [];
    if (name === undefined || help === undefined) return undefined;
    const family = { name: `node_mountstats_nfs_${name}`, type: 'counter', help } as const;
    return { ...family, labels: { mountpoint }, factor: AS_IT_IS };
  },
  // Not node_exporter's names: some of the same are in `nfs`.
  'nfs-ops': (named) => nfsOperation(named, 'rankstat_nfs'),
  'lustre-targets': ({ instance, metric }) => lustreTargetNaming(instance, metric),
  lustre: ({ instance, metric }) => lustreNaming(instance, metric),
  rdma({ instance, metric }) {
    const [device = '', port = ''] = instance.split('/');
    const labels = { device, port };
    const [name, factor = AS_IT_IS, help, type = 'counter'] = own(RDMA_PORT, metric) ?? [];
    if (name === undefined || help === undefined || (factor === FROM_WORDS && OMNI_PATH.test(device))) {
      const what = `${metric} of RDMA ports, as their drivers count it.`;
      return {
        name: `rankstat_rdma_${nameSafe(metric)}`,
        type: 'counter',
        help: what,
        labels,
        factor: AS_IT_IS,
      };
    }
    return { name: `node_infiniband_${name}`, type, help, labels, factor };
  },
  cxi({ instance, metric }) {
    const [known, said] = own(CXI, metric) ?? [];
    const help = said ?? `Telemetry ${metric} of Slingshot cards.`;
    const name = `rankstat_cxi_${known ?? nameSafe(metric)}`;
    return { name, type: 'counter', help, labels: { device: instance }, factor: AS_IT_IS };
  },
  cgroup: cgroupNaming,
  pressure: pressureNaming,
  processes({ instance, metric, ticksPerSecond }) {
    const [name, help] = own(PROCESS, metric) ?? [];
    if (name === undefined || help === undefined) return undefined;
    const type = PROCESS_GAUGES.has(metric) ? 'gauge' : 'counter';
    const isTicks = metric.endsWith('_ticks');
    const factor = isTicks ? secondsOf('ticks', ticksPerSecond) : AS_IT_IS;
    return {
      name: `rankstat_process_${factor === null ? metric : name}`,
      type,
      help: `${help}, of the benchmark's processes.`,
      labels: { process: instance },
      factor: factor ?? AS_IT_IS,
    };
  },
  softnet({ metric }) {
    const [name, help] = own(SOFTNET, metric) ?? [];
    if (name === undefined || help === undefined) return undefined;
    return { name: `node_softnet_${name}`, type: 'counter', help, labels: {}, factor: AS_IT_IS };
  },
  tcp({ instance, metric }) {
    const name = `node_netstat_${nameSafe(instance)}_${nameSafe(metric)}`;
    return { name, type: 'unknown', help: `Statistic ${instance}${metric}.`, labels: {}, factor: AS_IT_IS };
  },
  gds({ instance, metric }) {
    const isNow = instance === 'Ops' || metric === 'active';
    const what = nameSafe(`${instance}_${metric}`).toLowerCase();
    const help = `GPUDirect Storage: ${metric} of ${instance}.`;
    const family = { type: isNow ? 'gauge' : 'counter', help, labels: {} } as const;
    return metric.endsWith('MiB')
      ? { ...family, name: `rankstat_gds_${what.replace(/mib$/, '_bytes')}`, factor: FROM_MIB }
      : { ...family, name: `rankstat_gds_${what}`, factor: AS_IT_IS };
  },
  power: powerNaming,
  gpu({ instance, metric }) {
    const [name, factor, help] = own(GPU, metric) ?? [];
    if (name === undefined || factor === undefined || help === undefined) return undefined;
    return { name: `rankstat_gpu_${name}`, type: 'gauge', help, labels: { gpu: instance }, factor };
  },
  cpufreq({ instance, metric }) {
    if (metric !== 'scaling_cur_freq_khz') return undefined;
    const help = 'Current scaled CPU thread frequency in hertz.';
    const factor = { times: 1000, scale: 0 };
    return {
      name: 'node_cpu_scaling_frequency_hertz',
      type: 'gauge',
      help,
      labels: { cpu: instance },
      factor,
    };
  },
  thermal({ instance, metric }) {
    const labels = { package: instance };
    if (metric === 'package_throttle_count') {
      const help = 'Number of times this CPU package has been throttled.';
      return { name: 'node_cpu_package_throttles', type: 'counter', help, labels, factor: AS_IT_IS };
    }
    if (metric !== 'package_throttle_total_time_ms') return undefined;
    const help = 'Time for which this CPU package has been throttled.';
    const name = 'rankstat_cpu_package_throttled_seconds';
    return { name, type: 'counter', help, labels, factor: FROM_MS };
  },
  numa({ instance, metric }) {
    const family = { name: `node_memory_numa_${nameSafe(metric)}`, labels: { node: instance } };
    const help = `Memory information field ${metric}.`;
    return metric.startsWith('Mem')
      ? { ...family, type: 'gauge', help, factor: FROM_KIB }
      : { ...family, type: 'counter', help, factor: AS_IT_IS };
  },
};

/** Sources whose metrics are `rankstat_SOURCE_FIELD`, unscaled and of no type, and why that is so. */
const NAMED_AS_THEY_ARE: Readonly<Record<string, string>> = {};

/**
 * Whether the metrics of a source have names here. A test demands it of every source, or a reason.
 * @returns true, or why they have none; undefined if nobody has thought of it
 */
export function isNamed(source: string): true | string | undefined {
  return own(BY_SOURCE, source) === undefined ? own(NAMED_AS_THEY_ARE, source) : true;
}

/**
 * The family and the labels of a metric: node_exporter's where it has it, with the units that Prometheus wants;
 * otherwise `rankstat_…`, as it is.
 * @see https://github.com/prometheus/node_exporter/tree/master/collector
 */
export function namingOf(named: Named): Naming {
  return own(BY_SOURCE, named.source)?.(named) ?? unnamed(named);
}

function pressureNaming({ instance, metric }: Named): Naming | undefined {
  const [resource = '', kind = ''] = instance.split('.');
  const word = own(PRESSURE_WORDS, kind);
  if (word === undefined) return undefined;
  const what = `${nameSafe(resource)}_${word}`;
  const who = kind === 'some' ? 'some tasks' : 'all tasks at once';
  if (metric !== 'total_us') {
    const name = `rankstat_pressure_${what}_${nameSafe(metric)}_ratio`;
    const help = `Share of the time, ${metric}, for which ${who} waited for ${resource}.`;
    return { name, type: 'gauge', help, labels: {}, factor: FROM_PERCENT };
  }
  // node_exporter leaves this one out: the kernel has it for the sake of form.
  const prefix = what === 'cpu_stalled' ? 'rankstat' : 'node';
  const help = `Time for which ${who} waited for ${resource}.`;
  const name = `${prefix}_pressure_${what}_seconds`;
  return { name, type: 'counter', help, labels: {}, factor: FROM_US };
}

/** `cray`, `rapl.intel-rapl:0/package-0`, `hwmon.hwmon2/power_meter/power1/LABEL`; chips can have points in their names. */
function powerNaming({ instance, metric }: Named): Naming | undefined {
  const [of, key] = splitAt(instance, instance.indexOf('.'));
  if (of === 'cray') {
    const [, what = '', unit = ''] = /^(.*)_([wj])$/.exec(metric) ?? [];
    if (unit === '') return undefined;
    const name = `rankstat_cray_${nameSafe(what)}_${unit === 'w' ? 'watts' : 'joules'}`;
    const help = `Cray's power counter ${what}.`;
    return { name, type: unit === 'w' ? 'gauge' : 'counter', help, labels: {}, factor: AS_IT_IS };
  }
  if (of === 'rapl') return raplNaming(key, metric);
  const [chip = '', chip_name = '', sensor = '', label] = key.split('/');
  const kind = /^(average|input)_uw$/.exec(metric)?.[1];
  if (of !== 'hwmon' || kind === undefined) return undefined;
  const help = `Hardware monitor for power usage in watts (${kind}).`;
  const labels = { chip, chip_name, sensor, ...(label === undefined ? {} : { label }) };
  return { name: `node_hwmon_power_${kind}_watt`, type: 'gauge', help, labels, factor: FROM_US };
}

/** node_exporter's names have the zone's in them: `package-0` is `package`, with the index 0. */
function raplNaming(key: string, metric: string): Naming | undefined {
  const [zone = '', zoneName = ''] = key.split('/');
  const [, what = '', nth] = /^(.*?)(?:-(\d+))?$/.exec(zoneName) ?? [];
  const index = nth ?? /^intel-rapl:(\d+)/.exec(zone)?.[1] ?? '';
  const labels = { index, path: `/sys/class/powercap/${zone}` };
  const name = nameSafe(what);
  if (metric === 'energy_uj') {
    const help = `Current RAPL ${what} value in joules.`;
    return { name: `node_rapl_${name}_joules`, type: 'counter', help, labels, factor: FROM_US };
  }
  if (metric !== 'max_energy_range_uj') return undefined;
  const help = `Where the RAPL ${what} value begins at 0 again.`;
  return { name: `rankstat_rapl_${name}_range_joules`, type: 'gauge', help, labels, factor: FROM_US };
}

function splitAt(text: string, at: number): [string, string] {
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** node_exporter has nothing of cgroups: the kernel's names, with the units that Prometheus wants. */
function cgroupNaming(named: Named): Naming | undefined {
  const { instance, metric, ticksPerSecond } = named;
  const [what = '', ...rest] = instance.split('.');
  if (what === 'pressure') {
    const naming = pressureNaming({ ...named, instance: rest.join('.') });
    if (naming === undefined) return undefined;
    const name = naming.name.replace(/^[a-z]+_/, 'rankstat_cgroup_');
    return { ...naming, name, help: `In the job's cgroup: ${naming.help}` };
  }
  const help = `Of the job's cgroup: ${metric} of ${what}.`;
  if (what === 'io' || what === 'blkio') {
    const name = `rankstat_cgroup_${what}_${own(CGROUP_DEVICE, metric) ?? nameSafe(metric)}`;
    return { name, type: 'counter', help, labels: { device: rest.join('.') }, factor: AS_IT_IS };
  }
  const name = nameSafe(['rankstat_cgroup', what, ...rest, metric].join('_'));
  const unit = CGROUP_TIME.exec(name)?.[1];
  const isGauge = what === 'pids' || (what === 'memory' && metric.endsWith('_bytes'));
  const type = isGauge ? 'gauge' : 'counter';
  const factor = unit === undefined ? AS_IT_IS : secondsOf(unit, ticksPerSecond);
  if (factor === null || unit === undefined) return { name, type, help, labels: {}, factor: AS_IT_IS };
  return { name: name.replace(CGROUP_TIME, '_seconds'), type, help, labels: {}, factor };
}

/** Null if the length of a tick is not known. */
function secondsOf(unit: string, ticksPerSecond: number | null): Factor | null {
  if (unit === 'ticks') return ticksPerSecond === null ? null : perSecond(ticksPerSecond);
  return unit === 'ns' ? FROM_NS : FROM_US;
}

function unnamed({ source, instance, metric }: Named): Naming {
  const labels: Record<string, string> = instance === '' ? {} : { name: instance };
  const name = `rankstat_${nameSafe(source)}_${nameSafe(metric)}`;
  return { name, type: 'unknown', help: `${metric} of ${source}.`, labels, factor: AS_IT_IS };
}

/** `/mnt/d.READ`: mounts can have points in their names, what of them it is has none. */
function nfsPlace({ instance }: Named): { mountpoint: string; what: string } {
  const point = instance.lastIndexOf('.');
  return { mountpoint: instance.slice(0, point), what: instance.slice(point + 1) };
}

function nfsOperation(named: Named, prefix: string): Naming | undefined {
  const { mountpoint, what } = nfsPlace(named);
  const [name, factor, help] = own(NFS_OPERATION, named.metric) ?? [];
  if (name === undefined || factor === undefined || help === undefined) return undefined;
  const family = { name: `${prefix}_operations_${name}`, type: 'counter', help } as const;
  return { ...family, labels: { mountpoint, operation: what }, factor };
}

function cpuTime({ instance, metric, ticksPerSecond }: Named): Naming | undefined {
  const guestMode = GUEST_MODES.get(metric);
  const mode = CPU_MODES.has(metric) ? metric : guestMode;
  if (mode === undefined) return undefined;
  const factor = ticksPerSecond === null ? null : perSecond(ticksPerSecond);
  const what = `cpu${guestMode === undefined ? '' : '_guest'}`;
  const unit = factor === null ? 'ticks' : 'seconds';
  const isTotal = instance === 'total';
  // What node_exporter has not is the total: under its name it would count all twice in a sum.
  const name = `${isTotal || factor === null ? 'rankstat' : 'node'}_${what}_${isTotal ? 'all_' : ''}${unit}`;
  const whose = `${isTotal ? 'all CPUs together' : 'the CPUs'}${guestMode === undefined ? '' : ' in guests'}`;
  const help = `Time that ${whose} spent in each mode, ${unit}.`;
  const labels = isTotal ? { mode } : { cpu: instance.replace(/^cpu/, ''), mode };
  return { name, type: 'counter', help, labels, factor: factor ?? AS_IT_IS };
}

/** Ticks as seconds, or null if they are no finite decimal. */
function perSecond(ticks: number): Factor | null {
  for (let scale = 0; scale <= 15; scale++) {
    const times = 10 ** scale / ticks;
    if (Number.isInteger(times) && times > 0) return { times, scale };
  }
  return null;
}

/** As node_exporter: `Active(anon)` is `Active_anon`. */
function memoryKey(key: string): string {
  return nameSafe(key.replace(/\(([^)]*)\)$/, '_$1'));
}

function nameSafe(text: string): string {
  return text.replace(/[^A-Za-z0-9_]/g, '_');
}

/** A value of the table, not of every object: names come from elsewhere. */
function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
