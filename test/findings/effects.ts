/** What is wrong with a host at a moment. Speeds are against those of the host when it is well. */
export interface Effects {
  readonly cpuSpeed: number;
  readonly ioSpeed: number;
  readonly netSpeed: number;
  /** Of what it could do in a phase without steps, what its programs do. */
  readonly demand: number;
  /** Of the time in which its CPUs have work, what a hypervisor takes. */
  readonly stolen: number;
  /** CPUs that somebody else's processes keep busy. */
  readonly foreignCores: number;
  /** Of the time, in which one CPU of it is busy with interrupts or one thread; 0: no CPU stands out. */
  readonly hotCpu: number;
  readonly hotBy: 'softirq' | 'user';
  /** In each direction, MB/s; in bursts. */
  readonly swapMbps: number;
  /** Of the time, in which its CPUs are slowed for heat. */
  readonly throttled: number;
  readonly dropsPerSecond: number;
  /** An NFS mount that is slow, and how many times as long its operations take; -1 for none. */
  readonly slowMount: number;
  readonly mountFactor: number;
  /** Of what is read, what comes from memory. */
  readonly cached: number;
  /** Nothing runs, time stands still. */
  readonly isFrozen: boolean;
  /** Nothing of it is heard. */
  readonly isSilent: boolean;
}

export const WELL: Effects = {
  cpuSpeed: 1,
  ioSpeed: 1,
  netSpeed: 1,
  demand: 1,
  stolen: 0,
  foreignCores: 0,
  hotCpu: 0,
  hotBy: 'softirq',
  swapMbps: 0,
  throttled: 0,
  dropsPerSecond: 0,
  slowMount: -1,
  mountFactor: 1,
  cached: 0,
  isFrozen: false,
  isSilent: false,
};

/** What is wrong in a run. */
export interface Ailment {
  /** Numbers of hosts; null for all of them. */
  readonly hosts: ReadonlySet<number> | null;
  /** Seconds since tick 0. */
  readonly from: number;
  readonly to: number;
  /** The only phase in which it is; undefined for any. */
  readonly phase?: number;
  readonly effects: Effects;
  /** Moments at which a process is killed because memory is full, s since tick 0. */
  readonly kills?: readonly number[];
  /** Of the only host's clock, ms. */
  readonly offsetMs?: number;
  /** Of the only host's port: another speed than the others', Mbit/s. */
  readonly portMbps?: number;
  /** The only host sends and receives for all others. */
  readonly isServer?: boolean;
}

export const NOTHING_WRONG: Ailment = { hosts: new Set(), from: 0, to: 0, effects: WELL };

/** What is wrong with a host then. */
export function effectsOn(ailment: Ailment, host: number, time: number, phase: number): Effects {
  const { hosts, from, to, phase: only, effects } = ailment;
  if (time < from || time >= to || (only !== undefined && only !== phase)) return WELL;
  return hosts === null || hosts.has(host) ? effects : WELL;
}
