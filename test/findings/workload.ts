import type { Random } from './random.ts';

/**
 * How the hosts of a phase go on: `lock-step` a step ends when the slowest has ended its part; `free` each does its own work
 * and all wait at the end; `timed` each does what it can until time is up, as IOR with a stonewall.
 */
export type Pace = 'lock-step' | 'free' | 'timed';

/** What a phase asks of each host. Parts are of the time of a step on a host that nothing holds up; they add up to 1. */
export interface PhasePlan {
  readonly label: string;
  /** Work, or time if it is timed: s on hosts that nothing holds up. */
  readonly seconds: number;
  readonly pace: Pace;
  readonly compute: number;
  readonly io: number;
  readonly exchange: number;
  /** I/O goes on while it computes, as training reads ahead: a step takes the longer of the two. */
  readonly overlapped: boolean;
  readonly direction: 'read' | 'write';
  /** CPUs that compute, of those that the job has on a host. */
  readonly cores: number;
  /** Who waits for others keeps its CPUs busy, as MPI does. */
  readonly spins: boolean;
  /** Of its port's speed, what a host receives and sends while it exchanges. */
  readonly portShare: number;
}

/** A benchmark. */
export interface Workload {
  readonly name: WorkloadName;
  readonly type: string;
  readonly command: readonly string[];
  readonly storage: 'disk' | 'nfs';
  /** What a host reads and writes while it does I/O, MB/s. */
  readonly readMbps: number;
  readonly writeMbps: number;
  /** Requests that a host has under way while it does I/O. */
  readonly queue: number;
  readonly mounts: readonly string[];
  /** How much the storage that hosts share, and each host's own way to it, vary in some 10 s; deviations of the logarithm. */
  readonly sharedNoise: number;
  readonly ownNoise: number;
  readonly phases: readonly PhasePlan[];
  readonly hasMarks: boolean;
}

export type WorkloadName =
  | 'disk in lock-step'
  | 'disk timed'
  | 'NFS in lock-step'
  | 'NFS timed'
  | 'MPI'
  | 'checkpoints'
  | 'training'
  | 'exchange';

const IDLE = {
  pace: 'lock-step',
  compute: 0,
  io: 0,
  exchange: 0,
  overlapped: false,
  direction: 'read',
  cores: 0.25,
  spins: false,
  portShare: 0,
} as const;

/** What some problems need of a benchmark. */
export interface Wish {
  readonly marks?: boolean;
  readonly mounts?: number;
  /** Of their port's speed, what hosts use while they exchange or read. */
  readonly portShare?: number;
  /** How much of the time they do. */
  readonly exchange?: number;
  readonly storage?: 'disk' | 'nfs';
}

/**
 * A benchmark of this name.
 * @param seconds that it takes about
 * @param portMbps of a host
 */
export function makeWorkload(
  random: Random,
  name: WorkloadName,
  seconds: number,
  portMbps: number,
  wish: Wish,
): Workload {
  const storage =
    wish.storage ??
    (name.startsWith('disk')
      ? 'disk'
      : name.startsWith('NFS')
        ? 'nfs'
        : random.pick(['disk', 'nfs'] as const));
  const portMb = portMbps / 8;
  const ofPort = random.between(0.25, 0.5);
  const readMbps = storage === 'disk' ? random.between(1500, 3200) : portMb * ofPort;
  const count = wish.mounts ?? (random.chance(0.3) ? 2 : 1);
  return {
    name,
    ...SUITES[name],
    storage,
    readMbps,
    writeMbps: readMbps * random.between(0.55, 0.95),
    queue: random.pick([8, 16, 32]),
    mounts: Array.from({ length: count }, (_, nth) => (count === 1 ? '/mnt/data' : `/mnt/data${nth + 1}`)),
    sharedNoise: storage === 'nfs' ? random.between(0.02, name === 'training' ? 0.08 : 0.15) : 0.01,
    ownNoise: random.between(0.02, 0.08),
    phases: phasesOf(random, name, seconds, wish),
    hasMarks: wish.marks ?? random.chance(0.8),
  };
}

const SUITES: Readonly<Record<WorkloadName, Pick<Workload, 'type' | 'command'>>> = {
  'disk in lock-step': { type: 'ior', command: ['ior', '-a', 'MPIIO', '-c', '-o', '/scratch/ior'] },
  'disk timed': { type: 'ior', command: ['ior', '-F', '-D', '600', '-o', '/scratch/ior'] },
  'NFS in lock-step': { type: 'ior', command: ['ior', '-a', 'MPIIO', '-c', '-o', '/mnt/data/ior'] },
  'NFS timed': { type: 'ior', command: ['ior', '-F', '-D', '600', '-o', '/mnt/data/ior'] },
  MPI: { type: 'solver', command: ['solver', '--steps', '200000'] },
  checkpoints: { type: 'checkpointing', command: ['dlio_benchmark', 'workload=llama3_8b_checkpoint'] },
  training: { type: 'training', command: ['dlio_benchmark', 'workload=unet3d_h100'] },
  exchange: { type: 'exchange', command: ['alltoall', '--size', '4M'] },
};

function phasesOf(random: Random, name: WorkloadName, seconds: number, wish: Wish): PhasePlan[] {
  const part = (share: number) => share * seconds * random.between(0.93, 1.07);
  const portShare = wish.portShare ?? random.between(0.3, 0.6);
  switch (name) {
    case 'disk in lock-step':
    case 'NFS in lock-step': {
      const busy = random.between(0.9, 0.97);
      const io = { ...IDLE, io: busy, compute: 1 - busy, cores: 0.3, spins: random.chance(0.3) };
      return [
        { ...io, label: 'write', seconds: part(0.5), direction: 'write' },
        { ...io, label: 'read', seconds: part(0.5), direction: 'read' },
      ];
    }
    case 'disk timed':
    case 'NFS timed': {
      const io = { ...IDLE, pace: 'timed' as const, io: 0.95, compute: 0.05, cores: 0.3 };
      return [
        { ...io, label: 'write', seconds: part(0.5), direction: 'write' },
        { ...io, label: 'read', seconds: part(0.5), direction: 'read' },
      ];
    }
    case 'MPI': {
      const spins = { ...IDLE, compute: 0.85, exchange: 0.15, cores: 1, spins: true, portShare: 0.35 };
      return [
        { ...IDLE, label: 'load', seconds: part(0.1), pace: 'free', io: 0.9, compute: 0.1 },
        { ...spins, label: 'compute', seconds: part(0.8) },
        {
          ...IDLE,
          label: 'write',
          seconds: part(0.1),
          pace: 'free',
          io: 0.9,
          compute: 0.1,
          direction: 'write',
        },
      ];
    }
    case 'checkpoints': {
      const spins = { ...IDLE, compute: 0.9, exchange: 0.1, cores: 1, spins: true, portShare: 0.4 };
      const save = { ...IDLE, io: 0.95, compute: 0.05, direction: 'write' as const, pace: 'free' as const };
      const rounds = random.whole(3, 5);
      return Array.from({ length: rounds }).flatMap(() => [
        { ...spins, label: 'compute', seconds: part(0.8 / rounds) },
        { ...save, label: 'checkpoint', seconds: part(0.2 / rounds) },
      ]);
    }
    case 'training': {
      const io = random.between(0.7, 0.98);
      const compute = random.between(0.6, 0.98);
      const longer = Math.max(io, compute);
      const step = { ...IDLE, overlapped: true, io: io / longer, compute: compute / longer, cores: 0.35 };
      const epochs = 5;
      const each = seconds / epochs;
      // The first is a little slower: nothing is warm.
      return Array.from({ length: epochs }, (_, nth) => ({
        ...step,
        label: `epoch ${nth + 1}`,
        seconds: each * (nth === 0 ? random.between(1, 1.04) : 1) * (1 + 0.006 * random.normal()),
      }));
    }
    case 'exchange': {
      const exchange = wish.exchange ?? random.between(0.4, 0.7);
      return [
        { ...IDLE, label: 'load', seconds: part(0.1), pace: 'free', io: 0.9, compute: 0.1 },
        {
          ...IDLE,
          label: 'exchange',
          seconds: part(0.9),
          exchange,
          compute: 1 - exchange,
          cores: 0.5,
          portShare,
        },
      ];
    }
  }
}
