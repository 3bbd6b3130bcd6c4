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
const FROM_PERCENT: Factor = { times: 1, scale: 2 };
const FROM_KIB: Factor = { times: 1024, scale: 0 };
const FROM_SECTORS: Factor = { times: 512, scale: 0 };

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
  pressure({ instance, metric }) {
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

function unnamed({ source, instance, metric }: Named): Naming {
  const labels: Record<string, string> = instance === '' ? {} : { name: instance };
  const name = `rankstat_${nameSafe(source)}_${nameSafe(metric)}`;
  return { name, type: 'unknown', help: `${metric} of ${source}.`, labels, factor: AS_IT_IS };
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
