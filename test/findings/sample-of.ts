import type { Sample } from '../../src/series/schema.ts';
import { type Counters, CPU_KINDS, type Disk, type Mount, type Operation } from './counters.ts';

/** What of a sample is not made of counters. */
export type Facts = Pick<Sample, 'timestamp' | 'hostname' | 'tick' | 'kind' | 'late_ms'>;

/** Which sources a run has beside those that each has. */
export interface Sources {
  readonly tcp: boolean;
  readonly thermal: boolean;
  readonly cgroup: boolean;
}

const KINDS = CPU_KINDS.length;

/** What a host's kernel prints of its counters. */
export function sampleOf(facts: Facts, counters: Counters, sources: Sources): Sample {
  const { machine, pressure } = counters;
  const perCpu: Record<string, object> = {};
  for (let nth = 0; nth < machine.cpus; nth++) perCpu[nth] = cpuRow(counters.cpu, nth * KINDS);
  const { mounts, home } = counters;
  const nfs: Record<string, object> = {};
  for (const mount of mounts) nfs[mount.target] = mountRow(mount);
  nfs[home.target] = mountRow(home);
  return {
    ...facts,
    diskstats: [diskRow('nvme0n1', counters.data), diskRow('sda', counters.system)],
    vmstat: vmstat(counters),
    meminfo: meminfo(counters),
    loadavg: {
      load_1min: hundredths(counters.load),
      load_5min: hundredths(counters.load5),
      load_15min: hundredths(counters.load15),
      running_processes: counters.running,
      total_processes: 900 + counters.running,
    },
    netdev: [interfaceRow('lo', 1e6, 1e6, 1e3, 1e3, 0), ethernetRow(counters)],
    cpu: {
      total: cpuRow(counters.total, 0),
      per_cpu: perCpu,
      ctxt: Math.floor(counters.contextSwitches),
      processes: Math.floor(counters.forks),
      procs_running: counters.running,
      procs_blocked: counters.blocked,
    },
    pressure: {
      cpu: { some: waiting(pressure.cpu), full: waiting(pressure.cpuFull) },
      memory: { some: waiting(pressure.memory), full: waiting(pressure.memoryFull) },
      io: { some: waiting(pressure.io), full: waiting(pressure.ioFull) },
    },
    nfs,
    ...(sources.tcp && { tcp: tcp(counters) }),
    ...(sources.thermal && { thermal: thermal(counters) }),
    ...(sources.cgroup && { cgroup: cgroup(counters) }),
  };
}

function cpuRow(ticks: Float64Array, at: number): object {
  return {
    user: Math.floor(ticks[at]!),
    nice: Math.floor(ticks[at + 1]!),
    system: Math.floor(ticks[at + 2]!),
    idle: Math.floor(ticks[at + 3]!),
    iowait: Math.floor(ticks[at + 4]!),
    irq: Math.floor(ticks[at + 5]!),
    softirq: Math.floor(ticks[at + 6]!),
    steal: Math.floor(ticks[at + 7]!),
    guest: 0,
    guest_nice: 0,
  };
}

function diskRow(device_name: string, disk: Disk): Readonly<Record<string, unknown>> {
  return {
    device_name,
    reads_completed: Math.floor(disk.reads),
    reads_merged: 0,
    sectors_read: Math.floor(disk.sectorsRead),
    time_reading_ms: Math.floor(disk.readingMs),
    writes_completed: Math.floor(disk.writes),
    writes_merged: 0,
    sectors_written: Math.floor(disk.sectorsWritten),
    time_writing_ms: Math.floor(disk.writingMs),
    ios_in_progress: disk.inProgress,
    time_doing_ios_ms: Math.floor(disk.doingMs),
    weighted_time_doing_ios_ms: Math.floor(disk.weightedMs),
    discards_completed: 0,
    discards_merged: 0,
    sectors_discarded: 0,
    time_discarding_ms: 0,
    flush_requests_completed: 0,
    time_flushing_ms: 0,
  };
}

function ethernetRow(counters: Counters): Readonly<Record<string, unknown>> {
  const { rxBytes, txBytes, rxPackets, txPackets, rxDropped } = counters;
  return interfaceRow('eth0', rxBytes, txBytes, rxPackets, txPackets, rxDropped);
}

function interfaceRow(
  interface_name: string,
  rxBytes: number,
  txBytes: number,
  rxPackets: number,
  txPackets: number,
  rxDropped: number,
): Readonly<Record<string, unknown>> {
  return {
    interface_name,
    rx_bytes: Math.floor(rxBytes),
    rx_packets: Math.floor(rxPackets),
    rx_errors: 0,
    rx_dropped: Math.floor(rxDropped),
    rx_fifo: 0,
    rx_frame: 0,
    rx_compressed: 0,
    rx_multicast: 0,
    tx_bytes: Math.floor(txBytes),
    tx_packets: Math.floor(txPackets),
    tx_errors: 0,
    tx_dropped: 0,
    tx_fifo: 0,
    tx_collisions: 0,
    tx_carrier: 0,
    tx_compressed: 0,
  };
}

function vmstat(counters: Counters): Readonly<Record<string, unknown>> {
  const { data, system } = counters;
  return {
    pgpgin: Math.floor((data.sectorsRead + system.sectorsRead) / 2),
    pgpgout: Math.floor((data.sectorsWritten + system.sectorsWritten) / 2),
    pswpin: Math.floor(counters.swappedIn),
    pswpout: Math.floor(counters.swappedOut),
    pgfault: Math.floor(counters.faults),
    pgmajfault: Math.floor(counters.majorFaults),
    pgsteal_kswapd: Math.floor(counters.stolenPages),
    pgsteal_direct: Math.floor(counters.directPages),
    pgsteal_khugepaged: 0,
    pgscan_kswapd: Math.floor(counters.stolenPages * 1.1),
    pgscan_direct: Math.floor(counters.directPages * 1.3),
    allocstall_normal: 0,
    allocstall_movable: Math.floor(counters.directStalls),
    oom_kill: counters.oomKills,
  };
}

function meminfo(counters: Counters): Readonly<Record<string, unknown>> {
  const { machine, usedKb, cachedKb, dirtyKb, swappedKb } = counters;
  const used = Math.floor(usedKb);
  const cached = Math.floor(cachedKb);
  return {
    MemTotal: machine.memoryKb,
    MemFree: Math.max(60_000, machine.memoryKb - used - cached),
    MemAvailable: Math.max(50_000, machine.memoryKb - used),
    Buffers: 21_000,
    Cached: cached,
    SwapCached: 0,
    SwapTotal: SWAP_KB,
    SwapFree: Math.max(0, SWAP_KB - Math.floor(swappedKb)),
    Dirty: Math.floor(dirtyKb),
    Writeback: Math.floor(dirtyKb / 20),
    AnonPages: Math.floor(used * 0.9),
    SReclaimable: 400_000,
  };
}

const SWAP_KB = 8_388_604;

/** Averages stand for whatever they are: rates are made of the sum. */
function waiting(us: number): object {
  return { avg10: 0, avg60: 0, avg300: 0, total_us: Math.floor(us) };
}

function mountRow(mount: Mount): object {
  return {
    bytes: {
      normal_read_bytes: Math.floor(mount.askedRead),
      normal_write_bytes: Math.floor(mount.askedWritten),
      direct_read_bytes: 0,
      direct_write_bytes: 0,
      server_read_bytes: Math.floor(mount.read),
      server_write_bytes: Math.floor(mount.written),
      read_pages: Math.floor(mount.read / 4096),
      write_pages: Math.floor(mount.written / 4096),
    },
    transports: {
      sends: Math.floor(mount.sends),
      recvs: Math.floor(mount.sends),
      bad_xids: 0,
      req_u: 0,
      bklog_u: 0,
    },
    READ: operationRow(mount.ops.READ, 'received'),
    WRITE: operationRow(mount.ops.WRITE, 'sent'),
    COMMIT: operationRow(mount.ops.COMMIT, 'sent'),
    others: { ops: Math.floor(mount.others), execute_ms: Math.floor(mount.othersMs), errors: 0 },
  };
}

function operationRow(operation: Operation, carries: 'sent' | 'received'): object {
  const ops = Math.floor(operation.ops);
  const bytes = Math.floor(operation.bytes);
  const ms = Math.floor(operation.executeMs);
  return {
    ops,
    transmissions: ops + operation.retransmits,
    major_timeouts: 0,
    bytes_sent: carries === 'sent' ? bytes : ops * 180,
    bytes_received: carries === 'received' ? bytes : ops * 130,
    queue_ms: Math.floor(operation.executeMs * 0.1),
    rtt_ms: Math.floor(operation.executeMs * 0.88),
    execute_ms: ms,
    errors: 0,
  };
}

function tcp(counters: Counters): Readonly<Record<string, unknown>> {
  return {
    Tcp: {
      CurrEstab: 40,
      InSegs: Math.floor(counters.rxPackets),
      OutSegs: Math.floor(counters.txPackets),
      RetransSegs: Math.floor(counters.retransmits),
      InErrs: 0,
    },
    TcpExt: { TCPTimeouts: Math.floor(counters.retransmits / 50), TCPLostRetransmit: 0, ListenDrops: 0 },
  };
}

function thermal(counters: Counters): Readonly<Record<string, unknown>> {
  return {
    0: {
      package_throttle_count: Math.floor(counters.throttles),
      package_throttle_total_time_ms: Math.floor(counters.throttledMs),
    },
    1: { package_throttle_count: 3, package_throttle_total_time_ms: 41 },
  };
}

function cgroup(counters: Counters): Readonly<Record<string, unknown>> {
  return {
    cpu: { usage_usec: Math.floor(counters.jobUs), nr_periods: 0, nr_throttled: 0, throttled_usec: 0 },
    memory: { current_bytes: Math.floor(counters.usedKb * 800), events: { high: 0, max: 0, oom_kill: 0 } },
  };
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
