import type { Random } from './random.ts';

/** A host of a made cluster: what it is, and in what it is a little unlike its neighbours. */
export interface Machine {
  readonly name: string;
  readonly rank: number;
  readonly cpus: number;
  readonly memoryKb: number;
  readonly kernel: string;
  /** Of its one port, Mbit/s. */
  readonly portMbps: number;
  /** Model of its data disk. */
  readonly diskModel: string;
  /** How fast it is against the others of its kind, by itself: 1 is as the mean. */
  readonly cpuSpeed: number;
  readonly ioSpeed: number;
  readonly netSpeed: number;
  /** Its part of the data, against the mean of all. */
  readonly portion: number;
  /** What the same work costs its CPUs, against the mean of all: where memory and cards lie. */
  readonly cost: number;
  /** Of each CPU's time, what daemons need. */
  readonly daemons: number;
  /** How long it is up, s: counters have come as far. */
  readonly uptime: number;
  /** Of the memory, what is used before the benchmark begins. */
  readonly memoryUsed: number;
  /** In swap since long ago, nobody asks for it. */
  readonly swappedKb: number;
  /** Packets that nobody wants (spanning tree, LLDP), dropped per second. */
  readonly dropsPerSecond: number;
  /** Of CPU time, that a hypervisor takes now and then, harmless. */
  readonly stolen: number;
  /** Its clock less that of rank 0, and how well that is known, ms. */
  readonly offsetMs: number;
  readonly offsetErrorMs: number;
  /** The CPU that has the most interrupts. */
  readonly irqCpu: number;
}

/** What is odd about a cluster and no problem. */
export interface Confounders {
  /** Rank 0's host also gathers and logs: more network, a little more CPU and disk. */
  readonly head: boolean;
  /** Every second host is of another generation: more CPUs and memory, another disk that is no slower. */
  readonly mixed: boolean;
  /** A host with another kernel; -1 if there is none. */
  readonly otherKernel: number;
  /** A host that was expected and never came; -1 if there is none. */
  readonly missing: number;
  /** A host whose daemons work more often than the others', in bursts; -1 if there is none. */
  readonly cron: number;
}

export const NO_CONFOUNDERS: Confounders = {
  head: false,
  mixed: false,
  otherKernel: -1,
  missing: -1,
  cron: -1,
};

const CPUS = [16, 32, 64];
const PORTS = [10_000, 25_000, 100_000];
const NAMES: readonly ((nth: number, digits: number) => string)[] = [
  (nth, digits) => `node${String(nth + 1).padStart(digits, '0')}`,
  (nth) => `n${nth + 1}`,
  (nth, digits) => `gpu-a-${String(nth).padStart(digits, '0')}`,
  (nth, digits) => `c${1 + Math.floor(nth / 64)}b${String(nth % 64).padStart(Math.max(2, digits - 1), '0')}`,
];

/** Hosts that a batch system would give a job. */
export function makeCluster(random: Random, hosts: number, confounders: Confounders): Machine[] {
  // Of many hosts fewer CPUs, so that a case is made in seconds.
  const cpus = random.pick(hosts > 300 ? CPUS.slice(0, 2) : CPUS);
  const portMbps = random.pick(PORTS);
  const memoryKb = cpus * random.pick([4, 8]) * 2 ** 20;
  const nameOf = random.pick(NAMES);
  const digits = Math.max(3, String(hosts).length);
  const stolen = random.chance(0.3) ? random.between(0.0003, 0.0012) : 0;
  const offsetSpread = random.pick([0.1, 1, 6]);
  const swaps = random.chance(0.4);
  const uptime = random.between(1, 60) * 86_400;
  const drops = random.chance(0.7) ? random.between(0.005, 0.06) : 0;
  // A site with time servers of its own knows clocks within a tenth of a millisecond, another within some.
  return Array.from({ length: hosts }, (_, nth): Machine => {
    const isOther = confounders.mixed && nth % 2 === 1;
    return {
      name: nameOf(nth, digits),
      rank: nth,
      cpus: isOther ? cpus * 1.5 : cpus,
      memoryKb: Math.round((isOther ? 2 * memoryKb : memoryKb) * random.between(0.9985, 0.9995)),
      kernel: nth === confounders.otherKernel ? '5.15.0-91-generic' : '6.1.0-18-amd64',
      portMbps,
      diskModel: isOther ? 'SAMSUNG MZQL23T8HCLS-00A07' : 'INTEL SSDPE2KX040T8',
      cpuSpeed: (1 + 0.004 * random.normal()) * (isOther ? 1.04 : 1),
      ioSpeed: Math.exp(0.018 * random.normal()) * (isOther ? 1.08 : 1),
      netSpeed: Math.exp(0.012 * random.normal()),
      portion: Math.exp(0.01 * random.normal()),
      cost: Math.exp(0.025 * random.normal()),
      daemons: random.between(0.0015, 0.006),
      // Some were booted anew since.
      uptime: random.chance(0.1) ? random.between(600, 86_400) : uptime * random.between(0.999, 1.001),
      memoryUsed: random.between(0.03, 0.06),
      swappedKb: swaps && random.chance(0.3) ? Math.round(random.between(1e3, 5e5)) : 0,
      dropsPerSecond: drops * random.between(0.7, 1.3),
      stolen: stolen * random.between(0.5, 1.5),
      offsetMs: nth === 0 ? 0 : offsetSpread * random.normal(),
      offsetErrorMs: nth === 0 ? 0 : random.between(0.05, 0.8) + 0.1 * offsetSpread,
      irqCpu: random.whole(0, 3),
    };
  });
}
