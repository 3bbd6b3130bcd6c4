import fc from 'fast-check';
import {
  blockDevice,
  diskRow,
  exampleHeader,
  exampleInfo,
  exampleStatus,
  interfaceRow,
  networkInterface,
  noonPlus,
  rdmaPort,
  seriesText,
} from '../series/example.ts';

/** Quarters of a millisecond: of times made of them doubles have no rounding, so that no rule decides by that. */
const quarters = (most: number) => fc.integer({ min: -4 * most, max: 4 * most }).map((n) => n / 4);
const upTo = (max: number) => fc.nat({ max });
const seldom = (weight: number) =>
  fc.oneof({ weight, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });

/** How far counters come from one sample to the next, one of which a kernel resets now and then, and what is not read. */
const step = fc.record({
  sda: upTo(5e6),
  sda1: upTo(1e6),
  dm: upTo(5e6),
  other: upTo(1e4),
  eth0: upTo(1e9),
  eth1: upTo(1e9),
  veth1: upTo(1e6),
  odd: fc.oneof({ weight: 20, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: upTo(50) }),
  cpu: fc.tuple(
    upTo(90),
    upTo(5),
    upTo(40),
    fc.integer({ min: -20, max: 100 }),
    fc.integer({ min: -3, max: 60 }),
  ),
  waited: fc.tuple(upTo(2e6), upTo(1e6), upTo(2e6)),
  memory: fc.tuple(upTo(9e6), upTo(4e6), upTo(2e6), upTo(1e5)),
  load: upTo(3000),
  isReset: seldom(12),
  lacks: fc.subarray(
    [
      'diskstats',
      'netdev',
      'cpu',
      'pressure',
      'meminfo',
      'loadavg',
      'nfs',
      'lustre',
      'rdma',
      'cxi',
      'cgroup',
    ],
    {
      maxLength: 2,
    },
  ),
  isWhole: seldom(2),
});
type Step = Omit<typeof step extends fc.Arbitrary<infer Value> ? Value : never, never>;

/** What a machine has counted: all that its kernel shows. */
class Machine {
  readonly #counts = new Map<string, number>();
  readonly #version: 1 | 2;

  /** @param version of cgroups */
  constructor(version: 1 | 2) {
    this.#version = version;
  }

  /** What is read after a step. @param without sources whose turn it is not */
  read(by: Step, without: readonly string[] = []): Record<string, unknown> {
    const count = (name: string, change: number) => {
      const value =
        by.isReset && name.startsWith('sda ') ? change : (this.#counts.get(name) ?? 1000) + change;
      this.#counts.set(name, Math.max(0, value));
      return Math.max(0, value);
    };
    const disk = (name: string, change: number) =>
      diskRow(name, {
        sectors_read: count(`${name} read`, change),
        sectors_written: count(`${name} written`, 3 * change),
        reads_completed: count(`${name} reads`, change >> 8),
        writes_completed: count(`${name} writes`, change >> 6),
      });
    const card = (name: string, change: number) =>
      interfaceRow(name, {
        rx_bytes: count(`${name} rx`, change),
        tx_bytes: count(`${name} tx`, change >> 3),
      });
    const [user, nice, system, idle, iowait] = by.cpu;
    const waited = (name: string, us: number) => ({
      some: { avg10: 0, avg60: 0, avg300: 0, total_us: count(name, us) },
    });
    const mount = (name: string, change: number) => ({
      bytes: {
        normal_read_bytes: count(`${name} asked`, 3 * change),
        direct_read_bytes: count(`${name} direct`, change >> 1),
        server_read_bytes: count(`${name} read`, change),
        server_write_bytes: count(`${name} written`, change >> 2),
      },
      READ: { ops: change },
    });
    const words = (name: string, change: number) => ({
      state: 4,
      port_rcv_data: count(`${name} rcv`, change),
      port_xmit_data: count(`${name} xmit`, change >> 4),
    });
    const octets = (name: string, change: number) => ({
      ip4InOctets: count(`${name} in4`, change),
      ip6InOctets: count(`${name} in6`, change >> 2),
      ip4OutOctets: count(`${name} out4`, change >> 1),
      // Beside those of the driver.
      port_xmit_data: count(`${name} xmit`, change),
    });
    const slingshot = (name: string, change: number, from = 0) => ({
      hni_sts_rx_ok_octets: (from + count(`${name} rx`, change)) % 2 ** 56,
      hni_sts_tx_ok_octets: count(`${name} tx`, change >> 2),
      pct_spt_timeouts: 0,
    });
    const [available, cached, buffers, dirty] = by.memory;
    const group =
      this.#version === 2
        ? {
            cpu: {
              usage_usec: count('job', 7 * by.waited[0]),
              ...{
                nr_periods: count('periods', by.cpu[0]),
                nr_throttled: count('throttled', by.cpu[2] >> 2),
              },
            },
            memory: {
              current_bytes: available * 1024,
              stat: { file_bytes: cached * 1024, file_dirty_bytes: dirty * 1024 },
            },
          }
        : {
            cpuacct: { usage_ns: count('job', 7000 * by.waited[0]) },
            memory: { usage_in_bytes: available * 1024, stat: { total_cache_bytes: cached * 1024 } },
          };
    const sources: Record<string, unknown> = {
      diskstats: [disk('sda', by.sda), disk('sda1', by.sda1), disk('dm-0', by.dm), disk('loop0', by.other)],
      netdev: [
        ...[card('lo', by.other), card('eth0', by.eth0), card('eth1', by.eth1)],
        ...[card('veth1', by.veth1), card('odd7', by.odd)],
      ],
      cpu: {
        total: {
          user: count('user', user),
          nice: count('nice', nice),
          system: count('system', system),
          idle: count('idle', idle),
          iowait: count('iowait', iowait),
        },
        per_cpu: {},
      },
      pressure: {
        cpu: waited('cpu wait', by.waited[0]),
        memory: waited('memory wait', by.waited[1]),
        io: waited('io wait', by.waited[2]),
      },
      nfs: {
        '/mnt/a': mount('/mnt/a', by.sda),
        ...(by.load % 3 === 0 ? {} : { '/mnt/b.READ x': mount('/mnt/b', by.dm) }),
      },
      lustre: {
        fs1: {
          osts: { found: 3, summed: by.load % 13 === 0 ? 2 : 3, read: 3 },
          rpcs: { read_rpcs: count('fs1 rpcs', by.load % 17 === 0 ? -9 : 9) },
          bytes: {
            read_bytes_derived: count('fs1 read', by.eth1),
            read_bytes_estimated: count('fs1 estimated', by.other),
            write_bytes_derived: count('fs1 written', by.eth1 >> 2),
            write_bytes_estimated: 0,
          },
        },
        ...(by.load % 7 === 0
          ? {}
          : {
              'old-fs': {
                osts: { found: 1, summed: 1, read: 1 },
                wire: {
                  read_bytes: count('old-fs read', by.eth0),
                  write_bytes: count('old-fs written', by.dm),
                },
                llite: { read_bytes: { calls: 1, bytes: count('old-fs calls', by.sda) }, open: { calls: 3 } },
              },
            }),
      },
      rdma: {
        ...{ 'mlx5_0/1': words('mlx5_0', by.eth0), 'rxe0/1': words('rxe0', by.eth1) },
        ...(by.load % 5 === 0 ? {} : { 'irdma0/1': octets('irdma0', by.eth1) }),
        ...(by.load % 29 === 0 ? { 'opa0/1': words('opa0', by.other) } : {}),
        'mlx4_0/1': { port_rcv_data: by.load % 31 === 0 ? 0xffffffff : count('mlx4_0 rcv', by.other) },
      },
      cxi: {
        cxi0: slingshot('cxi0', by.eth0),
        // One of 56 bits that begins again, or was reset.
        cxi1: slingshot('cxi1', by.eth1, by.load % 2 === 0 ? 2 ** 56 - 3e9 : 0),
        ...(by.load % 23 === 0 ? { cxi2: { hni_rx_ok_64: count('cxi2', by.other) } } : {}),
      },
      cgroup: group,
      meminfo: {
        MemTotal: 16_000_000,
        MemFree: available >> 1,
        ...(by.load % 2 === 0 ? { MemAvailable: available } : {}),
        ...{ Cached: cached, Buffers: buffers, Dirty: dirty },
      },
      loadavg: {
        load_1min: by.load / 100,
        load_5min: 1,
        load_15min: 1,
        running_processes: 1,
        total_processes: 9,
      },
    };
    return Object.fromEntries(
      Object.entries(sources).filter(
        ([name]) => (by.isWhole || !by.lacks.includes(name)) && !without.includes(name),
      ),
    );
  }
}

const host = fc.record({
  offset: fc.oneof(fc.constant(null), quarters(5000)),
  steps: fc.array(fc.record({ at: upTo(9), ms: fc.integer({ min: -90_000, max: 90_000 }) }), {
    maxLength: 1,
  }),
  hasInfo: seldom(3).map((isWithout) => !isWithout),
  hasHardware: fc.boolean(),
  knowsOdd: seldom(1),
  baseline: upTo(1500),
  final: fc.integer({ min: -300, max: 1500 }),
  reads: fc.array(
    fc.record({
      skips: fc.oneof(fc.constant(0), upTo(3)),
      late: fc.oneof(quarters(5), quarters(1800)),
      by: step,
    }),
    { maxLength: 9 },
  ),
  ends: fc.tuple(step, step),
  /** What is read at every third tick only. */
  rare: fc.subarray(['nfs', 'lustre', 'rdma', 'cxi', 'cgroup']),
  version: fc.constantFrom(1, 2),
  level: fc.constantFrom('job', 'job', 'own'),
});
type MadeHost = typeof host extends fc.Arbitrary<infer Value> ? Value : never;

const INFO = {
  block_devices: [
    blockDevice('sda', { partitions: ['sda1'] }),
    blockDevice('dm-0', { slaves: ['sda1'] }),
    blockDevice('loop0'),
  ],
  rdma_ports: [
    rdmaPort('mlx5_0', 'mlx5_core'),
    rdmaPort('irdma0', 'ice'),
    rdmaPort('opa0', 'hfi1'),
    rdmaPort('mlx4_0', 'mlx4_core'),
  ],
};

/** The information of a host and its samples. Its clock is that of rank 0 and the offset; noon is at tick 0. */
function made(name: string, one: MadeHost, intervalMs: number) {
  const machine = new Machine(one.version);
  const real = one.hasHardware;
  const interfaces = [
    networkInterface('eth0', { has_device: real }),
    networkInterface('eth1', { has_device: real, ...(one.baseline % 2 === 0 ? { master: 'eth0' } : {}) }),
    ...(one.knowsOdd ? [networkInterface('odd7')] : []),
  ];
  const samples: Record<string, unknown>[] = [];
  let stepped = 0;
  const add = (ms: number, more: Record<string, unknown>, by: Step, without?: readonly string[]) => {
    const set = one.steps.filter(({ at }) => at === samples.length).reduce((sum, { ms }) => sum + ms, 0);
    stepped += set;
    const timestamp = noonPlus(Math.round(ms + stepped + (one.offset ?? 0)) / 1000);
    const jump = set === 0 ? {} : { clock_step_ms: set };
    samples.push({ timestamp, hostname: name, ...more, ...jump, ...machine.read(by, without) });
  };
  add(-one.baseline, { tick: null, kind: 'baseline' }, one.ends[0]);
  let tick = -1;
  let last = 0;
  for (const { skips, late, by } of one.reads) {
    tick += 1 + skips;
    const late_ms = Math.abs(late);
    last = tick * intervalMs + late_ms;
    add(last, { tick, late_ms }, by, tick % 3 === 0 ? [] : one.rare);
  }
  add(last + one.final, { tick: null, kind: 'final' }, one.ends[1]);
  const clock_steps = one.steps
    .filter(({ at }) => at < samples.length)
    .map(({ at, ms }) => ({ timestamp: `${samples[at]?.timestamp}`, tick: null, step_ms: ms }));
  const status = exampleStatus(samples.length, {
    first_sample: `${samples[0]?.timestamp}`,
    last_sample: `${samples.at(-1)?.timestamp}`,
    // As it is at the end.
    clock_offset_ms: one.offset === null ? null : one.offset + stepped,
    clock_steps,
  });
  const job_cgroup = { version: one.version, level: one.level, path: '/job_7' };
  const info = one.hasInfo ? exampleInfo({ ...INFO, interfaces, job_cgroup }) : undefined;
  return { info, samples, status };
}

const moment = fc.integer({ min: -2000, max: 9000 }).map((ms) => noonPlus(ms / 1000));

/** The text of a series file: one to four hosts whose samples are late, lack sources, or come by clocks that were set. */
export const randomFile = fc
  .record({
    interval: fc.constantFrom(0.25, 0.5, 1),
    hosts: fc.array(host, { minLength: 1, maxLength: 4 }),
    times: fc.tuple(fc.option(moment, { freq: 5 }), fc.option(moment, { freq: 5 })),
    marks: fc.array(fc.record({ time: moment, label: fc.constantFrom('read', 'write') }), { maxLength: 4 }),
  })
  .map(({ interval, hosts, times: [start_time, end_time], marks }) => {
    const all = hosts.map(
      (one, nth) => [`node${nth + 1}`, made(`node${nth + 1}`, one, interval * 1000)] as const,
    );
    const status = all.map(([name, { status }], rank) => [name, { ...status, rank }] as const);
    const header = exampleHeader({
      collection_interval_seconds: interval,
      start_time: noonPlus(-2),
      end_time: noonPlus(9),
      num_samples: all.reduce((sum, [, { samples }]) => sum + samples.length, 0),
      hosts_requested: all.map(([name]) => name),
      hosts_collected: all.map(([name]) => name),
      benchmark: { ...exampleHeader().benchmark, start_time, end_time },
      marks,
      host_status: Object.fromEntries(status),
      host_info: Object.fromEntries(
        all.flatMap(([name, { info }]) => (info === undefined ? [] : [[name, info]])),
      ),
    });
    return seriesText(
      header,
      all.map(([name, { samples }]) => [name, samples.map((sample) => JSON.stringify(sample))]),
    );
  });
