import * as v from 'valibot';
import {
  characters,
  isList,
  isPlainObject,
  kernelInteger,
  type Members,
  quoted,
  recordOf,
} from './schema-parts.ts';

/** Version of the series file's format; raised when a field changes its meaning. */
export const SCHEMA_VERSION = 1;

/** Least and greatest interval of a schedule, seconds. */
const LEAST_INTERVAL = 0.001;
const MOST_INTERVAL = 86_400;
/** A day, which no zone is away from UTC, minutes. */
const MOST_UTC_OFFSET = 1440;
/** So far clocks may be apart, and so long something may take, ms: some thirty years. */
const LONGEST_MS = 1e12;
/** A tick is so long after the start at most, ms: beyond it and before it there are dates. */
export const LAST_TICK_MS = 8e15;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** Months with the days that they can have; a pattern, so that a JSON Schema says no less. */
const DATE =
  '[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|[12][0-9]))';
const CLOCK_TIME = '(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?';
const time = v.pipe(
  v.string(),
  v.regex(new RegExp(`^${DATE}T${CLOCK_TIME}Z$`), 'no time of UTC such as 2026-11-25T12:00:00.000Z'),
  v.description('ISO 8601, UTC, milliseconds'),
);
const ms = v.pipe(v.number(), v.minValue(-LONGEST_MS), v.maxValue(LONGEST_MS));

/** What a sample says beside its sources. */
export const sampleFacts = {
  timestamp: time,
  hostname: v.string(),
  tick: v.pipe(v.nullable(count), v.description('n of start + n × interval; null: baseline or final sample')),
  kind: v.optional(v.picklist(['baseline', 'final'])),
  late_ms: v.optional(v.pipe(ms, v.description('how long after the tick it was read'))),
  clock_step_ms: v.optional(
    v.pipe(ms, v.description('the wall clock was set by so much since the sample before; only where it was')),
  ),
  errors: v.optional(recordOf(v.string())),
};

/** What a list of devices and the like is to readers, and a tree of numbers: members are looked at where they are used. */
const list = v.optional(v.custom<readonly Members[]>(isList, 'no list of objects'));
const tree = v.optional(v.custom<Members>(isPlainObject, 'no object'));

/**
 * What one host read at one moment, as readers take it: they go through gigabytes, and what a source should be they ask
 * where they need it. A source that was not read is not there. `sourceEntries` says all that sources must be.
 */
export const sampleSchema = v.looseObject({
  ...sampleFacts,
  diskstats: list,
  vmstat: tree,
  meminfo: tree,
  loadavg: tree,
  netdev: list,
  cpu: tree,
  pressure: tree,
  nfs: tree,
  'nfs-ops': tree,
  lustre: tree,
  'lustre-targets': tree,
  cgroup: tree,
  softnet: tree,
  tcp: tree,
  numa: tree,
  rdma: tree,
  cxi: tree,
  gds: tree,
  power: tree,
  gpu: tree,
  cpufreq: tree,
  thermal: tree,
  processes: tree,
});
export type Sample = v.InferOutput<typeof sampleSchema>;

const gapSchema = v.object({
  from_tick: count,
  to_tick: v.pipe(count, v.description('inclusive')),
  reason: v.string(),
});
export type Gap = v.InferOutput<typeof gapSchema>;

/** How much of a source came from a host: what had to deliver, or once did. */
const sourceStatusSchema = v.object({
  ticks_expected: count,
  ticks_sampled: v.pipe(count, v.description('ticks whose sample has this source')),
  ticks_missed: count,
  reason: v.nullable(v.pipe(v.string(), v.description('why ticks are missed'))),
});

/** The wall clock of a host was set while it was sampled. */
const clockStepSchema = v.object({
  timestamp: v.pipe(time, v.description('of the sample at which it was seen')),
  tick: v.pipe(v.nullable(count), v.description('of that sample; null: baseline or final sample')),
  step_ms: v.pipe(ms, v.description('the wall clock against the monotonic one; negative: set back')),
});
export type ClockStep = v.InferOutput<typeof clockStepSchema>;

/** The line of the coverage ledger about one host. */
export const hostStatusSchema = v.object({
  status: v.pipe(
    v.picklist(['complete', 'partial', 'missing']),
    v.description('complete: sampled every tick from its first to the stop; missing: not one sample'),
  ),
  reason: v.nullable(v.pipe(v.string(), v.description('why it is partial or missing'))),
  rank: v.nullable(count),
  first_sample: v.nullable(time),
  last_sample: v.nullable(time),
  samples: count,
  ticks_expected: count,
  ticks_sampled: v.pipe(count, v.description('ticks whose sample has at least one source')),
  ticks_missed: count,
  gaps: v.array(gapSchema),
  sources: v.optional(
    v.pipe(
      recordOf(sourceStatusSchema),
      v.description('source → its coverage, of each that had to deliver or once did'),
    ),
  ),
  clock_steps: v.optional(v.array(clockStepSchema)),
  clock_offset_ms: v.nullable(v.pipe(ms, v.description("the host's clock less that of rank 0"))),
  clock_error_ms: v.nullable(v.pipe(ms, v.description('the true offset is within ± this'))),
  utc_offset_minutes: v.nullable(
    v.pipe(
      v.number(),
      v.minValue(-MOST_UTC_OFFSET),
      v.maxValue(MOST_UTC_OFFSET),
      v.description("local time less UTC, of the host's zone"),
    ),
  ),
  late_ms: v.nullable(v.object({ p50: ms, p90: ms, p99: ms, max: ms })),
});
export type HostStatus = v.InferOutput<typeof hostStatusSchema>;

const text = characters(4096);
const texts = v.array(text);

const pciPlace = {
  pci_function: v.optional(v.pipe(text, v.description('what has the same is one piece of hardware'))),
  numa_node: v.optional(count),
};

const blockDeviceSchema = v.object({
  name: v.pipe(text, v.description('as in diskstats')),
  size_sectors: v.nullable(v.pipe(kernelInteger, v.description('of 512 bytes'))),
  rotational: v.nullable(v.boolean()),
  partitions: texts,
  holders: texts,
  slaves: texts,
  dm_name: v.nullable(text),
  model: v.nullable(text),
  scheduler: v.optional(v.pipe(text, v.description('of I/O, the one in force'))),
  read_ahead_kb: v.optional(kernelInteger),
  transport: v.optional(
    v.pipe(text, v.description('how it is reached: nvme, nvme-tcp, iscsi, fc, sas, ata, usb, virtio, …')),
  ),
  address: v.optional(v.pipe(text, v.description('of one that is elsewhere'))),
  state: v.optional(v.pipe(text, v.description('of the path there'))),
  hidden: v.optional(v.pipe(v.literal(true), v.description('a path to a disk, no disk'))),
  paths: v.optional(v.pipe(texts, v.description('hidden devices that lead to it'))),
  ...pciPlace,
});

const networkInterfaceSchema = v.object({
  name: text,
  has_device: v.pipe(v.boolean(), v.description('hardware behind it')),
  speed_mbps: v.nullable(v.pipe(v.number(), v.maxValue(2 ** 32))),
  mtu: v.nullable(v.pipe(v.number(), v.maxValue(2 ** 32))),
  driver: v.nullable(text),
  master: v.nullable(v.pipe(text, v.description('what it belongs to: a bond, a bridge, a virtual card'))),
  lower: v.optional(v.pipe(texts, v.description('what it stands on in its network namespace'))),
  far_end: v.optional(
    v.pipe(v.literal(true), v.description('its other end is in another network namespace')),
  ),
  operstate: v.nullable(text),
  ...pciPlace,
});

const rdmaPortSchema = v.object({
  device: v.pipe(text, v.description('as in the source rdma, where a port is DEVICE/PORT')),
  port: count,
  driver: v.nullable(
    v.pipe(text, v.description('of the PCI device: it decides in which unit a port counts')),
  ),
  soft: v.optional(
    v.pipe(v.literal(true), v.description('software: a network card counts what it carries, too')),
  ),
  link_layer: v.nullable(v.pipe(text, v.description('InfiniBand or Ethernet'))),
  rate: v.nullable(v.pipe(text, v.description('as the kernel has it'))),
  netdevs: v.pipe(texts, v.description('interfaces of the same PCI function')),
  pci_function: v.nullable(text),
  numa_node: v.nullable(count),
  lifespan_ms: v.nullable(v.pipe(count, v.description('how old its hw_counters can be'))),
});

const numaNodeSchema = v.object({
  node: count,
  cpus: v.nullable(v.pipe(text, v.description('as a list; empty if it has memory alone'))),
  memory_kb: v.nullable(kernelInteger),
  distances: v.optional(v.pipe(v.array(count), v.description('to each of numa_nodes, itself among them'))),
});

/** What does not change on a host while a benchmark runs. Null where the kernel did not say. */
export const hostInfoSchema = v.object({
  hostname: text,
  kernel: v.nullable(v.pipe(text, v.description('release, as uname -r'))),
  os: v.nullable(text),
  architecture: text,
  cpu_model: v.nullable(text),
  cpu_count: v.nullable(v.pipe(count, v.description('logical CPUs online'))),
  cpu_sockets: v.nullable(count),
  cpus_online: v.optional(v.pipe(text, v.description('as a list, 0-127'))),
  cpu_cores: v.optional(count),
  cpu_threads_per_core: v.optional(v.pipe(count, v.description('of cores that differ, the most'))),
  memory_total_kb: v.nullable(kernelInteger),
  boot_id: v.nullable(text),
  clock_ticks_per_second: v.nullable(count),
  page_size_bytes: v.nullable(count),
  block_devices: v.array(blockDeviceSchema),
  interfaces: v.array(networkInterfaceSchema),
  rdma_ports: v.optional(v.pipe(v.array(rdmaPortSchema), v.description('not there if it has none'))),
  numa_nodes: v.optional(v.array(numaNodeSchema)),
  mounts: v.array(
    v.object({
      ...{ source: text, target: text, type: text },
      options: v.optional(v.pipe(text, v.description('of the file system, without secrets'))),
      device: v.optional(
        v.pipe(text, v.description('major:minor; mounts with the same one are one file system')),
      ),
      block_devices: v.optional(
        v.pipe(texts, v.description('that the file system itself is on, as in diskstats')),
      ),
      read_ahead_kb: v.optional(
        v.pipe(kernelInteger, v.description('of what is on no disk, as NFS and FUSE')),
      ),
      visibility: v.optional(
        v.pipe(
          v.picklist(['seen', 'derived', 'blind', 'memory']),
          v.description('what of its traffic is in the numbers here'),
        ),
      ),
      by: v.optional(v.nullable(v.pipe(text, v.description('the source that sees it')))),
    }),
  ),
  targets: v.optional(
    v.pipe(
      v.array(
        v.object({
          path: text,
          mount: v.nullable(v.pipe(text, v.description('where the file system is mounted that it is on'))),
          guessed: v.optional(
            v.pipe(v.literal(true), v.description("by the benchmark's command line: nobody has named it")),
          ),
        }),
      ),
      v.description('the storage under test'),
    ),
  ),
  job_cgroup: v.optional(
    v.object({
      version: v.picklist([1, 2]),
      level: v.pipe(
        v.picklist(['job', 'own', 'hidden', 'node']),
        v.description(
          'own: that of the collector; hidden: a namespace shows no name; node: the root, all of the node',
        ),
      ),
      path: v.pipe(text, v.description('as in /proc/self/cgroup')),
    }),
  ),
  settings: v.optional(
    v.pipe(
      recordOf(text),
      v.description('what changes results of storage benchmarks: sysctl or its like → value'),
    ),
  ),
  client_versions: v.optional(
    v.pipe(recordOf(text), v.description('of what storage is read and written with, and is not the kernel')),
  ),
  namespaces: v.optional(
    v.pipe(
      texts,
      v.description(
        "those in which the collector is not with the host, as in a container; sysfs-net: /sys shows another's interfaces",
      ),
    ),
  ),
  sources: v.pipe(
    recordOf(text),
    v.description('source → "ok", "absent", "disabled", "disabled: …", "denied: …" or "failed: …"'),
  ),
});
export type HostInfo = v.InferOutput<typeof hostInfoSchema>;

const seconds = v.pipe(v.number(), v.minValue(0), v.maxValue(LONGEST_MS));

/** What the collector itself cost on a host. */
export const overheadSchema = v.object({
  cpu_user_seconds: seconds,
  cpu_system_seconds: seconds,
  wall_seconds: seconds,
  max_rss_kb: count,
  bytes_sent: count,
  samples: count,
  seconds_by_source: recordOf(seconds),
});
export type Overhead = v.InferOutput<typeof overheadSchema>;

const markSchema = v.object({ time, label: text });

/** A word of a command line can be a script; beyond 16 000 characters `run` notes none. */
const word = characters(16 * 1024);

export const benchmarkSchema = v.object({
  type: text,
  command: v.nullable(v.array(word)),
  start_time: v.nullable(time),
  end_time: v.nullable(time),
  exit_code: v.nullable(v.pipe(v.number(), v.safeInteger())),
  launcher: v.pipe(text, v.description('what started the collectors: openmpi, hydra, slurm, …, none')),
  job_id: v.nullable(text),
  step_id: v.nullable(text),
});
export type Benchmark = v.InferOutput<typeof benchmarkSchema>;

/** All of the series file but the samples. */
export const seriesHeaderSchema = v.looseObject({
  schema_version: v.literal(SCHEMA_VERSION, ({ input }) => otherVersion(input)),
  generator: v.object({ name: v.literal('rankstat'), version: text }),
  collection_interval_seconds: v.pipe(v.number(), v.minValue(LEAST_INTERVAL), v.maxValue(MOST_INTERVAL)),
  start_time: time,
  end_time: time,
  num_samples: v.pipe(count, v.description('sum over hosts')),
  collection_method: v.picklist(['mpi', 'local']),
  hosts_requested: texts,
  hosts_collected: v.pipe(texts, v.description('hosts with at least one good sample')),
  benchmark: benchmarkSchema,
  marks: v.array(markSchema),
  host_status: recordOf(hostStatusSchema),
  host_info: recordOf(hostInfoSchema),
  overhead: recordOf(overheadSchema),
});
export type SeriesHeader = v.InferOutput<typeof seriesHeaderSchema>;

/** What is to be done with a file of another version of the format. */
function otherVersion(found: unknown): string {
  const isNewer = (typeof found === 'number' || typeof found === 'bigint') && found > SCHEMA_VERSION;
  return isNewer
    ? `made by a newer rankstat (schema_version ${quoted(found)}, this one reads ${SCHEMA_VERSION}): read it with that one`
    : `${quoted(found)} where ${SCHEMA_VERSION} belongs`;
}
