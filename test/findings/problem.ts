import type { Cause, LimitKind } from '../../src/report/findings/finding.ts';
import { type Ailment, type Effects, NOTHING_WRONG, WELL } from './effects.ts';
import type { Kind, Strength } from './kinds.ts';
import type { Machine } from './machine.ts';
import type { Random } from './random.ts';
import type { Wish, WorkloadName } from './workload.ts';

/** What a problem is made of, before the benchmark is made. */
export interface Problem {
  readonly workload: WorkloadName;
  readonly wish: Wish;
  readonly ailment: Ailment;
  /** How many times as long a step takes with it, about: for a run that does not become endless. */
  readonly slowdown: number;
  readonly said: Said;
}

/** What a right sentence says of it. */
export interface Said {
  readonly ofHost: boolean;
  readonly causes: readonly Cause[];
  readonly limits?: readonly LimitKind[];
  readonly words: RegExp;
  /** Only against others is it so. */
  readonly isRelative?: boolean;
}

/** What is known when a problem is made. */
export interface Setting {
  readonly random: Random;
  readonly strength: Strength;
  readonly machines: readonly Machine[];
  /** Number of the host that has it, if one has. */
  readonly victim: number;
  /** How long the run takes about, s. */
  readonly seconds: number;
  readonly intervalSeconds: number;
}

/**
 * What the three strengths are: of the weakest an expert who looks at that host's numbers of the right kind says that there is
 * something, and nobody else does; the middle one spoils a result by some tenths; the strong one cannot be missed by who
 * looks. Where nothing else is said it lasts from the begin to the end of the run.
 *
 * | kind | weak | middle | strong |
 * | --- | --- | --- | --- |
 * | steal | 3 % of CPU time, or 6 % for a third of the run | 10 %, or 15 % for half | 34 %, or 45 % for half |
 * | spin | 4 % of the host's CPUs, at least one, are somebody else's | 20 % | 50 % |
 * | slow disk | 85 % as fast as the others', all wait for it | 55 % | 25 % |
 * | slow writer | writes 84 % of what the others write | 60 % | 25 % |
 * | swap | 0.3 MB/s each way, in bursts | 6 MB/s | 60 MB/s |
 * | full core | a CPU 93 % busy, the host 7 % slower | 98 %, 20 % | 100 %, half as fast |
 * | port full | 86 % of the port's speed on average | 93 % | 98 % |
 * | drops | 2 packets a second | 60 | 3000 |
 * | stall | 60 s | 3 min | 7 min |
 * | clock | 0.4 s off | 3 s | 45 s |
 * | cache | a fifth of what is read | three fifths | all but 2 % |
 * | slow phase | 15 % longer than its like | half as long again | 2.5 times as long |
 * | thermal | throttled 3 % of the time, 1 % slower | 20 %, a tenth slower | 75 %, 40 % slower |
 * | oom | a process killed once, nothing else is seen | twice, memory fills up before | five times |
 * | slow mount | operations take 1.8 times as long | 4 times | 15 times |
 * | silent | for five ticks | for 5 min | from the middle of the run to its end |
 */
export function makeProblem(kind: Kind, setting: Setting): Problem {
  return PROBLEMS[kind](setting);
}

const byStrength = <T>({ strength }: Setting, weak: T, middle: T, strong: T): T =>
  strength === 'weak' ? weak : strength === 'middle' ? middle : strong;

/** On the victim, all of the time or a part of it. */
function onVictim({ victim }: Setting, effects: Partial<Effects>, more: Partial<Ailment> = {}): Ailment {
  const always = { from: 0, to: Number.POSITIVE_INFINITY };
  return { hosts: new Set([victim]), ...always, effects: { ...WELL, ...effects }, ...more };
}

function onAll(effects: Partial<Effects>, more: Partial<Ailment> = {}): Ailment {
  const always = { from: 0, to: Number.POSITIVE_INFINITY };
  return { hosts: null, ...always, effects: { ...WELL, ...effects }, ...more };
}

/** A part of the run, not at its ends. */
function someTime({ random, seconds }: Setting, share: number): { from: number; to: number } {
  const from = random.between(0.12, 0.8 - share) * seconds;
  return { from, to: from + share * seconds };
}

const PROBLEMS: Readonly<Record<Kind, (setting: Setting) => Problem>> = {
  healthy: ({ random }) => ({
    workload: random.pick([
      ...(['disk in lock-step', 'disk timed', 'NFS in lock-step', 'NFS timed'] as const),
      ...(['MPI', 'checkpoints', 'training', 'exchange'] as const),
    ]),
    wish: {},
    ailment: NOTHING_WRONG,
    slowdown: 1,
    said: { ofHost: false, causes: [], words: /nothing stands out/i },
  }),
  steal: (setting) => {
    const { random } = setting;
    const isPart = random.chance(0.4);
    const stolen = isPart ? byStrength(setting, 0.06, 0.15, 0.45) : byStrength(setting, 0.03, 0.1, 0.34);
    const time = isPart ? someTime(setting, byStrength(setting, 0.33, 0.5, 0.5)) : {};
    return {
      workload: random.pick(['MPI', 'checkpoints', 'training', 'exchange'] as const),
      wish: {},
      ailment: onVictim(setting, { stolen, cpuSpeed: 1 - stolen }, time),
      slowdown: 1 / (1 - stolen),
      said: { ofHost: true, causes: ['steal'], words: /steal|stole|hypervisor/i },
    };
  },
  spin: (setting) => {
    const { random, machines, victim } = setting;
    const cpus = machines[victim]!.cpus;
    const foreignCores = Math.max(1, Math.round(cpus * byStrength(setting, 0.04, 0.2, 0.5)));
    return {
      workload: random.pick(['MPI', 'disk in lock-step', 'NFS timed', 'training', 'exchange'] as const),
      wish: {},
      // What it takes from the benchmark hangs on how many CPUs that has: see `lock-step.ts`.
      ailment: onVictim(setting, { foreignCores }),
      slowdown: 1.3,
      said: {
        ofHost: true,
        causes: ['busy', 'full core'],
        words: /busy|CPU|load/i,
        isRelative: true,
      },
    };
  },
  'slow disk': (setting) => {
    const ioSpeed = byStrength(setting, 0.85, 0.55, 0.25);
    return {
      workload: setting.random.pick(['disk in lock-step', 'disk in lock-step', 'training'] as const),
      wish: { storage: 'disk' },
      ailment: onVictim(setting, { ioSpeed }),
      slowdown: 1 / ioSpeed,
      said: {
        ofHost: true,
        causes: ['slow disk', 'slow storage'],
        words: /disk|nvme|storage/i,
        isRelative: true,
      },
    };
  },
  'slow writer': (setting) => {
    const { random } = setting;
    const share = byStrength(setting, 0.84, 0.6, 0.25);
    const byDemand = random.chance(0.5);
    return {
      workload: random.pick(['disk timed', 'NFS timed'] as const),
      wish: {},
      ailment: onVictim(setting, byDemand ? { demand: share } : { ioSpeed: share }, { phase: 0 }),
      slowdown: 1,
      said: {
        ofHost: true,
        causes: ['slow writer', 'slow storage', 'slow disk', 'slow mount'],
        words: /writ|wrote|disk|nvme|storage|mnt/i,
        isRelative: true,
      },
    };
  },
  swap: (setting) => {
    const cpuSpeed = byStrength(setting, 0.995, 0.93, 0.6);
    return {
      workload: setting.random.pick(['MPI', 'NFS in lock-step', 'training', 'checkpoints'] as const),
      wish: {},
      ailment: onVictim(setting, { swapMbps: byStrength(setting, 0.3, 6, 60), cpuSpeed }),
      slowdown: 1 / cpuSpeed,
      said: { ofHost: true, causes: ['swap', 'memory'], words: /swap/i },
    };
  },
  'full core': (setting) => {
    const { random } = setting;
    const speed = byStrength(setting, 0.93, 0.8, 0.5);
    return {
      workload: random.pick(['NFS in lock-step', 'NFS timed', 'exchange'] as const),
      wish: { exchange: 0.85 },
      ailment: onVictim(setting, {
        hotCpu: byStrength(setting, 0.93, 0.98, 1),
        hotBy: random.pick(['softirq', 'user'] as const),
        netSpeed: speed,
      }),
      slowdown: 1 / speed,
      said: {
        ofHost: true,
        causes: ['full core'],
        limits: ['one core'],
        words: /\bcores?\b|one (?:of its )?(?:\d+ )?CPUs?|single CPU|a CPU|CPU \d+/i,
      },
    };
  },
  'port full': portFull,
  drops: (setting) => {
    const netSpeed = byStrength(setting, 1, 0.96, 0.7);
    return {
      workload: setting.random.pick(['exchange', 'NFS in lock-step', 'NFS timed', 'MPI'] as const),
      wish: {},
      ailment: onVictim(setting, {
        dropsPerSecond: byStrength(setting, 2, 60, 3000),
        netSpeed,
      }),
      slowdown: 1 / netSpeed,
      said: { ofHost: true, causes: ['drops', 'errors'], words: /drop|thr[eo]wn? away|packets/i },
    };
  },
  stall: (setting) => {
    const { random, seconds } = setting;
    const from = random.between(0.2, 0.65) * seconds;
    const time = { from, to: from + byStrength(setting, 60, 180, 420) };
    const ofHost = random.chance(0.4);
    const still = { ioSpeed: 1e-6 };
    return {
      workload: ofHost
        ? random.pick(['disk in lock-step', 'disk timed'] as const)
        : random.pick(['NFS in lock-step', 'NFS timed'] as const),
      wish: {},
      ailment: ofHost ? onVictim(setting, still, time) : onAll(still, time),
      slowdown: 1,
      said: {
        ofHost,
        causes: ofHost ? ['stall', 'slow disk', 'slow storage'] : ['stall'],
        // Of one host's disk that stood still it may also be said that it was slow, and when.
        words: ofHost
          ? /st[oa]+d still|stall|stop|nothing|no I\/O|hung|stuck|paus|(?:disk|storage)\b.*\d:\d\d/i
          : /st[oa]+d still|stall|stop|nothing|no I\/O|hung|stuck|paus/i,
      },
    };
  },
  clock: (setting) => {
    const { random } = setting;
    const offsetMs = byStrength(setting, 400, 3000, 45_000) * random.between(0.9, 1.1);
    return {
      workload: random.pick(['MPI', 'NFS in lock-step', 'training', 'disk timed'] as const),
      wish: {},
      ailment: onVictim(setting, {}, { offsetMs: random.chance(0.5) ? offsetMs : -offsetMs }),
      slowdown: 1,
      said: { ofHost: true, causes: ['clock'], words: /clock/i },
    };
  },
  cache: (setting) => {
    const { random } = setting;
    return {
      workload: random.pick(['NFS in lock-step', 'NFS timed', 'training'] as const),
      wish: { storage: 'nfs' },
      ailment: onAll({ cached: byStrength(setting, 0.2, 0.6, 0.98) }),
      slowdown: 1,
      said: {
        ofHost: false,
        causes: ['page cache'],
        limits: ['page cache'],
        words: /cache|from memory/i,
      },
    };
  },
  'slow phase': (setting) => {
    const times = byStrength(setting, 1.15, 1.5, 2.5);
    const phase = setting.random.whole(1, 4);
    return {
      workload: 'training',
      wish: { marks: true },
      // As many times as long: in training a step takes as long as the slower of its two parts, which are nearly alike.
      ailment: onAll({ ioSpeed: 1 / times, cpuSpeed: 1 / times }, { phase }),
      slowdown: 1,
      said: {
        ofHost: false,
        causes: ['slow phase', 'slow storage'],
        words: new RegExp(`epoch ${phase + 1}\\b`, 'i'),
      },
    };
  },
  thermal: (setting) => {
    const cpuSpeed = byStrength(setting, 0.99, 0.9, 0.6);
    return {
      workload: setting.random.pick(['MPI', 'checkpoints', 'exchange'] as const),
      wish: {},
      ailment: onVictim(setting, { throttled: byStrength(setting, 0.03, 0.2, 0.75), cpuSpeed }),
      slowdown: 1 / cpuSpeed,
      said: { ofHost: true, causes: ['thermal'], words: /heat|hot\b|throttl|therm/i },
    };
  },
  oom: (setting) => {
    const { random, seconds } = setting;
    const kills = Array.from(
      { length: byStrength(setting, 1, 2, 5) },
      () => random.between(0.3, 0.9) * seconds,
    );
    return {
      workload: random.pick(['MPI', 'NFS timed', 'training', 'disk timed'] as const),
      wish: {},
      ailment: onVictim(setting, {}, { kills: kills.sort((a, b) => a - b) }),
      slowdown: 1,
      said: { ofHost: true, causes: ['oom', 'memory'], words: /kill|out of memory|OOM/i },
    };
  },
  'slow mount': (setting) => {
    const { random } = setting;
    const mounts = random.whole(3, 5);
    const slowMount = random.whole(0, mounts - 1);
    const mountFactor = byStrength(setting, 1.8, 4, 15);
    const ioSpeed = mounts / (mounts - 1 + mountFactor);
    const ofHost = random.chance(0.5);
    const effects = { slowMount, mountFactor, ioSpeed };
    return {
      workload: random.pick(['NFS in lock-step', 'NFS timed', 'training'] as const),
      wish: { storage: 'nfs', mounts },
      ailment: ofHost ? onVictim(setting, effects) : onAll(effects),
      slowdown: 1 / ioSpeed,
      said: {
        ofHost,
        causes: ['slow mount', 'slow storage'],
        words: new RegExp(`/mnt/data${slowMount + 1}\\b`),
        isRelative: ofHost,
      },
    };
  },
  silent: (setting) => {
    const { random, seconds, intervalSeconds } = setting;
    const from = random.between(0.3, 0.6) * seconds;
    const forSeconds = byStrength(setting, 5 * intervalSeconds, 300, Number.POSITIVE_INFINITY);
    // One that comes back had stopped, or only the way to it was cut; one that never does had only the latter: the run has ended.
    const isFrozen = Number.isFinite(forSeconds) && random.chance(0.5);
    const frozen = { cpuSpeed: 1e-6, ioSpeed: 1e-6, netSpeed: 1e-6, isFrozen };
    return {
      workload: random.pick(['MPI', 'NFS in lock-step', 'training', 'disk timed'] as const),
      wish: {},
      ailment: onVictim(
        setting,
        { isSilent: true, ...(isFrozen ? frozen : {}) },
        { from, to: from + forSeconds },
      ),
      slowdown: 1,
      said: {
        ofHost: true,
        causes: ['silent'],
        words: /silen|sample|stop|miss|gap|nothing|heard|seen|tick/i,
      },
    };
  },
};

/** Next lower speeds of ports, Mbit/s: one that has gone a little down, and one that has gone far. */
const LOWER: Readonly<Record<number, readonly [number, number]>> = {
  10000: [5000, 1000],
  25000: [10_000, 1000],
  100000: [40_000, 10_000],
};

function portFull(setting: Setting): Problem {
  const { random, machines, victim } = setting;
  const causes: readonly Cause[] = ['port full', 'slow network'];
  const said = { causes, limits: ['network'] as const, words: /\bport|network|interface|eth0|link|bit\/s/i };
  const variant = random.pick(['all', 'server', 'slow link'] as const);
  if (variant === 'slow link') {
    const { portMbps } = machines[victim]!;
    const lower = LOWER[portMbps]?.[setting.strength === 'strong' ? 1 : 0] ?? portMbps / 10;
    const netSpeed = byStrength(setting, 0.85, 0.6, 0.25);
    // What the others do while they exchange is so much that this port, full, does it at that speed.
    const portShare = (0.985 * lower) / (netSpeed * portMbps);
    return {
      workload: 'exchange',
      wish: { portShare, exchange: byStrength(setting, 0.86, 0.92, 0.97) },
      ailment: onVictim(setting, { netSpeed }, { portMbps: lower }),
      slowdown: 1 / netSpeed,
      said: { ...said, ofHost: true },
    };
  }
  const ailment = variant === 'server' ? onVictim(setting, {}, { isServer: true }) : onAll({});
  return {
    workload: 'exchange',
    wish: { portShare: 0.99, exchange: byStrength(setting, 0.88, 0.95, 0.995) },
    ailment,
    slowdown: 1,
    said: { ...said, ofHost: variant === 'server' },
  };
}
