import type { Effects } from './effects.ts';
import { type Segment, stepSeconds, type Weather } from './lock-step.ts';
import type { Machine } from './machine.ts';
import { Random } from './random.ts';
import type { PhasePlan } from './workload.ts';

/** Kinds of CPU time, in the order in which they are kept. */
export const CPU_KINDS = ['user', 'nice', 'system', 'idle', 'iowait', 'irq', 'softirq', 'steal'] as const;
const [USER, , SYSTEM, IDLE, IOWAIT, , SOFTIRQ, STEAL] = [0, 1, 2, 3, 4, 5, 6, 7] as const;
const KINDS = CPU_KINDS.length;
const USER_HZ = 100;
const PAGE_MB = 4096 / 1e6;

/** What a disk has done. */
export class Disk {
  reads = 0;
  writes = 0;
  sectorsRead = 0;
  sectorsWritten = 0;
  readingMs = 0;
  writingMs = 0;
  doingMs = 0;
  weightedMs = 0;
  inProgress = 0;
  /** Of requests that are under way: it is counted when they end. */
  pendingMs = 0;

  /**
   * By Little's law: the time of all requests is how many there are at once × the time in which there are some.
   * @param busy of the time, in which it has requests
   */
  add(
    direction: 'read' | 'write',
    mb: number,
    requestMb: number,
    busy: number,
    queue: number,
    seconds: number,
  ): void {
    const requests = mb / requestMb;
    const ms = busy * seconds * 1000;
    this.doingMs += ms;
    this.weightedMs += queue * ms;
    this.pendingMs += queue * ms;
    this.inProgress = busy > 0.02 ? Math.round(queue * Math.min(1, busy * 1.2)) : 0;
    if (direction === 'read') {
      this.reads += requests;
      this.sectorsRead += (mb * 1e6) / 512;
    } else {
      this.writes += requests;
      this.sectorsWritten += (mb * 1e6) / 512;
    }
    if (requests < queue / 2) return;
    if (direction === 'read') this.readingMs += this.pendingMs;
    else this.writingMs += this.pendingMs;
    this.pendingMs = 0;
  }
}

/** What an NFS mount has done. */
export class Mount {
  readonly target: string;
  askedRead = 0;
  askedWritten = 0;
  read = 0;
  written = 0;
  readonly ops = { READ: new Operation(), WRITE: new Operation(), COMMIT: new Operation() };
  others = 0;
  othersMs = 0;
  sends = 0;

  constructor(target: string) {
    this.target = target;
  }
}

export class Operation {
  ops = 0;
  retransmits = 0;
  executeMs = 0;
  bytes = 0;
  pendingMs = 0;

  add(ops: number, ms: number, queue: number, bytes: number): void {
    this.ops += ops;
    this.bytes += bytes;
    this.pendingMs += ms;
    if (ops < queue / 2) return;
    this.executeMs += this.pendingMs;
    this.pendingMs = 0;
  }
}

/** What a kernel has counted on a host, as the benchmark goes on. */
export class Counters {
  readonly machine: Machine;
  /** By CPU, then kind: clock ticks. */
  readonly cpu: Float64Array;
  readonly total = new Float64Array(KINDS);
  readonly data = new Disk();
  readonly system = new Disk();
  readonly mounts: readonly Mount[];
  readonly home = new Mount('/home');
  rxBytes = 0;
  txBytes = 0;
  rxPackets = 0;
  txPackets = 0;
  rxDropped = 0;
  retransmits = 0;
  swappedIn = 0;
  swappedOut = 0;
  majorFaults = 0;
  faults = 0;
  stolenPages = 0;
  directPages = 0;
  directStalls = 0;
  oomKills = 0;
  contextSwitches = 0;
  forks = 0;
  throttledMs = 0;
  throttles = 0;
  readonly pressure = { cpu: 0, cpuFull: 0, memory: 0, memoryFull: 0, io: 0, ioFull: 0 };
  jobUs = 0;
  running = 1;
  blocked = 0;
  load = 0;
  load5 = 0;
  load15 = 0;
  /** Memory that programs have, the page cache, what of it is dirty, and swap, kB. */
  usedKb: number;
  cachedKb: number;
  dirtyKb = 300;
  swappedKb: number;
  readonly #weather: Weather;
  readonly #host: number;
  readonly #random: Random;
  readonly #imbalance: Float64Array;
  readonly #isHead: boolean;
  readonly #isCron: boolean;
  readonly #jobKb: number;
  /** How long operations of each mount take against those of the others: servers are not quite alike, ways to them neither. */
  readonly #mountFactors: readonly number[];
  #tick = -1;
  #noise = 0;
  #burst = 0;
  #swapBurst = 0;
  #throttle = 0;
  #iowait = 0;
  #kills: readonly number[];

  constructor(weather: Weather, host: number, odd: { readonly isHead: boolean; readonly isCron: boolean }) {
    const { machines, workload, seed, ailment } = weather.setup;
    const machine = machines[host]!;
    const random = new Random(seed, 'counters', host);
    this.machine = machine;
    this.#weather = weather;
    this.#host = host;
    this.#random = random;
    this.#isHead = odd.isHead;
    this.#isCron = odd.isCron;
    this.#kills = ailment.hosts?.has(host) === true ? (ailment.kills ?? []) : [];
    this.#imbalance = Float64Array.from({ length: machine.cpus }, () => 1 + 0.03 * random.normal());
    this.cpu = new Float64Array(machine.cpus * KINDS);
    this.mounts = workload.mounts.map((target) => new Mount(target));
    this.#mountFactors = workload.mounts.map((_, nth) => {
      const server = Math.exp(0.08 * new Random(seed, 'server', nth).normal());
      return server * Math.exp(0.025 * random.normal());
    });
    this.usedKb = machine.memoryKb * machine.memoryUsed;
    this.cachedKb = machine.memoryKb * random.between(0.02, 0.3);
    this.swappedKb = machine.swappedKb;
    this.#jobKb = machine.memoryKb * random.between(0.08, 0.1);
    this.#fillInitial();
  }

  /** Counters have come far since the host was booted. */
  #fillInitial(): void {
    const { machine } = this;
    const random = this.#random;
    const ticks = machine.uptime * USER_HZ;
    const busy = random.between(0.05, 0.4);
    for (let cpu = 0; cpu < machine.cpus; cpu++) {
      const at = cpu * KINDS;
      const own = busy * random.between(0.8, 1.2);
      this.cpu[at + USER] = ticks * own * 0.9;
      this.cpu[at + SYSTEM] = ticks * own * 0.08;
      this.cpu[at + SOFTIRQ] = ticks * own * 0.02;
      this.cpu[at + IOWAIT] = ticks * 0.01;
      this.cpu[at + STEAL] = ticks * own * machine.stolen;
      this.cpu[at + IDLE] = ticks * (0.99 - own);
      for (let kind = 0; kind < KINDS; kind++) this.total[kind]! += this.cpu[at + kind]!;
    }
    const moved = machine.uptime * random.between(1, 40);
    for (const disk of [this.data, this.system]) {
      disk.reads = moved * 2;
      disk.sectorsRead = moved * 500;
      disk.readingMs = moved * 3;
      disk.writes = moved * 3;
      disk.sectorsWritten = moved * 900;
      disk.writingMs = moved * 6;
      disk.doingMs = moved * 4;
      disk.weightedMs = moved * 9;
    }
    this.rxBytes = machine.uptime * random.between(1e5, 2e7);
    this.txBytes = machine.uptime * random.between(1e5, 2e7);
    this.rxPackets = this.rxBytes / 5000;
    this.txPackets = this.txBytes / 5000;
    this.rxDropped = machine.uptime * machine.dropsPerSecond;
    this.retransmits = random.whole(0, 1e5);
    this.swappedOut = machine.swappedKb / 4 + random.whole(0, 1e4);
    this.swappedIn = this.swappedOut * random.next();
    this.majorFaults = random.whole(1e4, 1e6);
    this.faults = machine.uptime * random.between(1e3, 1e5);
    this.stolenPages = machine.uptime * random.between(1, 1000);
    this.directPages = random.chance(0.3) ? random.whole(0, 1e5) : 0;
    this.directStalls = this.directPages / 40;
    this.oomKills = random.chance(0.1) ? random.whole(1, 5) : 0;
    this.contextSwitches = machine.uptime * random.between(1e3, 5e4);
    this.forks = machine.uptime * random.between(1, 10);
    if (random.chance(0.15)) {
      this.throttles = random.whole(1, 3000);
      this.throttledMs = this.throttles * random.between(1, 30);
    }
    this.pressure.cpu = machine.uptime * 1e3;
    this.pressure.io = machine.uptime * 1e4;
    this.pressure.memory = random.whole(0, 1e6);
    for (const mount of [...this.mounts, this.home]) {
      mount.read = random.whole(0, 1e12);
      mount.written = random.whole(0, 1e12);
      mount.askedRead = mount.read;
      mount.askedWritten = mount.written;
      mount.others = random.whole(1e3, 1e6);
      mount.othersMs = mount.others * random.between(0.4, 2);
      mount.ops.READ.ops = mount.read / 1e6;
      mount.ops.READ.executeMs = mount.ops.READ.ops * random.between(2, 8);
      mount.ops.WRITE.ops = mount.written / 1e6;
      mount.ops.WRITE.executeMs = mount.ops.WRITE.ops * random.between(2, 12);
    }
  }

  /** Goes on by some seconds of a segment, from this time on. */
  advance(segment: Segment, time: number, seconds: number): void {
    if (!(seconds > 0)) return;
    const { phases } = this.#weather.setup.workload;
    const plan = phases[segment.phase];
    const effects = this.#weather.effects(this.#host, segment.start, segment.phase);
    if (effects.isFrozen) return;
    if (segment.tick !== this.#tick) this.#nextTick(segment.tick, effects);
    this.#killUpTo(time + seconds);
    this.#background(effects, seconds);
    const share = plan === undefined ? NO_WORK : this.#work(plan, segment, effects, seconds);
    this.#spendCpu(plan, share, effects, seconds);
    this.#remember(plan, share, effects, seconds, time);
  }

  /** What changes from tick to tick: bursts of daemons, of swapping. */
  #nextTick(tick: number, effects: Effects): void {
    const random = this.#random;
    this.#tick = tick;
    this.#noise = random.normal();
    this.#burst = random.chance(this.#isCron ? 0.06 : 0.006) ? random.between(0.2, 1.2) : 0;
    this.#iowait = random.chance(0.004) ? random.between(0.05, 0.5) : 0;
    const isRare = effects.swapMbps < 1;
    this.#swapBurst = random.chance(isRare ? 0.35 : 0.9)
      ? random.between(0.3, 1.7) / (isRare ? 0.35 : 0.9)
      : 0;
    this.#throttle = Math.min(1, effects.throttled * random.between(0.4, 1.6));
    if (random.chance(0.002)) this.throttles++;
  }

  #killUpTo(time: number): void {
    while (this.#kills[0] !== undefined && this.#kills[0] < time) {
      this.#kills = this.#kills.slice(1);
      this.oomKills++;
    }
  }

  /** What goes on without the benchmark. */
  #background(effects: Effects, seconds: number): void {
    const random = this.#random;
    const { machine } = this;
    const logMb = (0.08 + 0.02 * this.#noise + 4 * this.#burst + (this.#isHead ? 0.4 : 0)) * seconds;
    this.system.add('write', Math.max(0, logMb), 0.02, 0.004 + 0.1 * this.#burst, 1.5, seconds);
    // Each other host sends what it has to report.
    const hosts = this.#weather.setup.machines.length;
    const gathered = this.#isHead ? (2e6 + 4e3 * hosts) * seconds : 0;
    this.rxBytes += (8e3 + 2e3 * random.next()) * seconds + gathered;
    this.txBytes += (6e3 + 2e3 * random.next()) * seconds + gathered / 30;
    this.rxPackets += 40 * seconds + gathered / 1400;
    this.txPackets += 35 * seconds + gathered / 4000;
    this.rxDropped +=
      machine.dropsPerSecond * seconds + effects.dropsPerSecond * seconds * (1 + 0.3 * this.#noise);
    this.retransmits += (0.05 + 0.5 * effects.dropsPerSecond) * seconds * random.next();
    this.faults += 900 * seconds;
    this.forks += (1 + 20 * this.#burst) * seconds;
    this.contextSwitches += 2500 * seconds;
    this.majorFaults += random.chance(0.01) ? random.whole(1, 30) : 0;
    if (machine.swappedKb > 0 && random.chance(0.003)) this.swappedIn += random.whole(1, 4);
    if (effects.swapMbps > 0) this.#swap(effects.swapMbps * this.#swapBurst, seconds);
    const ms = this.#throttle * seconds * 1000;
    this.throttledMs += ms;
    this.throttles += ms / 40;
    this.home.others += 0.3 * seconds;
    this.home.othersMs += 0.2 * seconds;
    const homeOps = (0.2 + 0.3 * random.next()) * seconds;
    this.home.ops.READ.add(homeOps, homeOps * random.between(0.3, 0.7), 1, homeOps * 16_384);
    this.home.read += homeOps * 16_384;
    this.home.askedRead += homeOps * 20_000;
    this.home.sends += homeOps;
  }

  #swap(mbps: number, seconds: number): void {
    const pages = (mbps / PAGE_MB) * seconds;
    this.swappedOut += pages;
    this.swappedIn += pages * 0.97;
    this.majorFaults += pages * 0.12;
    this.stolenPages += pages;
    this.directPages += pages * 0.2;
    this.directStalls += pages * 0.004;
    this.pressure.memory += Math.min(0.6, mbps / 80) * seconds * 1e6;
    this.pressure.memoryFull += Math.min(0.4, mbps / 120) * seconds * 1e6;
    const busy = Math.min(0.9, (2 * mbps) / 350);
    this.system.add('read', mbps * seconds, 0.016, busy / 2, 3, seconds);
    this.system.add('write', mbps * seconds, 0.25, busy / 2, 8, seconds);
  }

  /** What the benchmark moves, and for which parts of the time it does what. */
  #work(plan: PhasePlan, { rates, tick }: Segment, effects: Effects, seconds: number): Work {
    const { workload, machines, ailment } = this.#weather.setup;
    const speeds = this.#weather.speeds(this.#host, tick, plan, effects);
    const rate = rates[this.#host]!;
    const compute = (rate * plan.compute) / speeds.cpu;
    const io = Math.min(1, (rate * plan.io) / speeds.io);
    const net = (rate * plan.exchange) / speeds.net;
    const wait = Math.max(0, 1 - rate * stepSeconds(plan, speeds));
    const mbps = plan.direction === 'read' ? workload.readMbps : workload.writeMbps;
    // What is counted in a tick, and what is done in it, are not quite the same.
    const { portion } = this.machine;
    const asked = Math.max(0, rate * plan.io * mbps * portion * (1 + 0.03 * this.#noise) * seconds);
    const stored = plan.direction === 'read' ? asked * (1 - effects.cached) : asked;
    const isBusy = effects.cached > 0 && plan.direction === 'read' ? storageTime(effects.cached) : 1;
    if (workload.storage === 'disk') {
      const requestMb = plan.direction === 'read' ? 0.256 : 0.512;
      this.data.add(plan.direction, stored, requestMb, io * 0.985, workload.queue, seconds);
    } else this.#nfs(plan.direction, { asked, stored, io: io * isBusy, effects }, seconds);
    const overNet = workload.storage === 'nfs' ? stored * 1e6 : 0;
    const portBytes =
      (((ailment.hosts?.has(this.#host) === true ? ailment.portMbps : undefined) ?? this.machine.portMbps) *
        1e6) /
      8;
    let exchanged =
      rate * portion * plan.exchange * plan.portShare * ((this.machine.portMbps * 1e6) / 8) * seconds;
    // All talk with one: its port has what theirs have together.
    if (ailment.isServer === true && ailment.hosts?.has(this.#host) !== true)
      exchanged /= machines.length - 1;
    const acks = 0.008;
    const most = portBytes * seconds * 0.998;
    const toHost = plan.direction === 'read' ? overNet : overNet * acks;
    const fromHost = plan.direction === 'read' ? overNet * acks : overNet;
    const rx = Math.min(most, exchanged + toHost * 1.015);
    const tx = Math.min(most, exchanged + fromHost * 1.015);
    this.rxBytes += rx;
    this.txBytes += tx;
    this.rxPackets += rx / 4200;
    this.txPackets += tx / 4200;
    this.retransmits += (tx / 4200) * 2e-7;
    return { compute, io, net, wait, storedMb: stored, netMb: (rx + tx) / 1e6, direction: plan.direction };
  }

  #nfs(
    direction: 'read' | 'write',
    { asked, stored, io, effects }: { asked: number; stored: number; io: number; effects: Effects },
    seconds: number,
  ): void {
    const { queue } = this.#weather.setup.workload;
    const count = this.mounts.length;
    const factorOf = (nth: number) =>
      this.#mountFactors[nth]! * (nth === effects.slowMount ? effects.mountFactor : 1);
    let all = 0;
    for (let nth = 0; nth < count; nth++) all += factorOf(nth);
    for (const [nth, mount] of this.mounts.entries()) {
      const bytes = (stored * 1e6) / count;
      const ops = bytes / 2 ** 20;
      const ms = queue * io * (factorOf(nth) / all) * seconds * 1000;
      if (direction === 'read') {
        mount.askedRead += (asked * 1e6) / count;
        mount.read += bytes;
        mount.ops.READ.add(ops, ms, queue, bytes);
      } else {
        mount.askedWritten += (asked * 1e6) / count;
        mount.written += bytes;
        mount.ops.WRITE.add(ops, ms, queue, bytes);
        mount.ops.COMMIT.add(ops / 256, ops > 0 ? ((ms / ops) * 1.5 * ops) / 256 : 0, 1, 0);
      }
      mount.others += 0.4 * seconds;
      mount.othersMs += 0.4 * seconds;
      mount.sends += ops;
      // A request in some millions is lost.
      if (this.#random.chance(ops * 3e-6)) mount.ops.READ.retransmits++;
    }
  }

  /** Spreads what is done over the CPUs; what is left of each is idle, or waits for I/O. */
  #spendCpu(plan: PhasePlan | undefined, work: Work, effects: Effects, seconds: number): void {
    const { machine } = this;
    const { cpus } = machine;
    const job = plan === undefined ? 0 : Math.max(1, Math.round(plan.cores * this.#weather.jobCpus));
    const spins = plan?.spins === true;
    const own =
      (work.compute + (spins ? work.net + work.wait : 0.15 * work.net)) * (spins ? 1 : machine.cost);
    const isNet = this.#weather.setup.workload.storage === 'nfs';
    const perSecond = work.storedMb / seconds;
    const netPerSecond = work.netMb / seconds;
    // A CPU does some 3 GB/s of a disk, 2 GB/s of a network; interrupts of a card go to eight or sixteen of them.
    const system =
      ((perSecond / (isNet ? 2500 : 3500) + netPerSecond / 6000) / Math.max(1, job)) * machine.cost;
    const queues = Math.min(machine.portMbps > 25_000 ? 16 : 8, cpus);
    const softirq = (netPerSecond / 8000 / queues) * machine.cost;
    const stolen =
      Math.max(0, effects.stolen * (1 + 0.06 * this.#noise)) + machine.stolen * Math.max(0, 1 + this.#noise);
    const foreign = cpus - effects.foreignCores;
    const ticks = seconds * USER_HZ;
    const base = machine.daemons * (1 + 0.3 * this.#noise) + (this.#isHead ? 0.006 : 0);
    const isActive = work.io + work.net > 0.05;
    let used = 0;
    for (let nth = 0; nth < cpus; nth++) {
      const at = nth * KINDS;
      let user = Math.max(0, base);
      let kernel = 0.002;
      let soft = 0;
      if (nth < job) {
        user += spins ? own : own * this.#imbalance[nth]!;
        kernel += system * this.#imbalance[nth]!;
      }
      if (nth < queues) soft += softirq * (nth === machine.irqCpu ? 1.8 : 0.886);
      if (nth >= foreign) user += 1;
      if (this.#burst > 0 && nth === this.#tick % cpus) user += this.#burst;
      if (effects.hotCpu > 0 && nth === machine.irqCpu && isActive) {
        const hot = Math.min(0.998, effects.hotCpu * (1 + 0.01 * this.#noise));
        if (effects.hotBy === 'softirq') soft = Math.max(soft, hot - user - kernel);
        else user = Math.max(user, hot - soft - kernel);
      }
      const wanted = user + kernel + soft;
      if (wanted > 1) {
        user /= wanted;
        kernel /= wanted;
        soft /= wanted;
      }
      const busy = Math.min(1, wanted);
      const steal = busy * stolen;
      const rest = 1 - busy;
      const waits = Math.min(rest, (nth < job ? rest * 0.9 * work.io : 0) + rest * this.#iowait);
      used += busy;
      this.#add(at, USER, user * (1 - stolen) * ticks);
      this.#add(at, SYSTEM, kernel * (1 - stolen) * ticks);
      this.#add(at, SOFTIRQ, soft * (1 - stolen) * ticks);
      this.#add(at, STEAL, steal * ticks);
      this.#add(at, IOWAIT, waits * ticks);
      this.#add(at, IDLE, (rest - waits) * ticks);
    }
    const queued = Math.max(0, (plan === undefined ? 0 : own * job) + effects.foreignCores - cpus);
    const some = queued > 0.3 ? Math.min(0.95, 0.5 + queued / 8) : 0.004 + 0.02 * (used / cpus) ** 4;
    this.pressure.cpu += some * seconds * 1e6;
    const waiting = job * work.io;
    this.jobUs += Math.min(used, job * (own + system)) * seconds * 1e6;
    this.running = Math.max(1, Math.round(used + queued));
    this.blocked = Math.round(waiting);
    this.#grow(used + queued + waiting, seconds);
    this.contextSwitches += (netPerSecond * 30 + perSecond * 8 + 4000 * queued) * seconds;
  }

  #add(at: number, kind: number, ticks: number): void {
    this.cpu[at + kind]! += ticks;
    this.total[kind]! += ticks;
  }

  #grow(tasks: number, seconds: number): void {
    const towards = (load: number, over: number) => load + (tasks - load) * (1 - Math.exp(-seconds / over));
    this.load = towards(this.load, 60);
    this.load5 = towards(this.load5, 300);
    this.load15 = towards(this.load15, 900);
  }

  /** Memory, and waiting. */
  #remember(plan: PhasePlan | undefined, work: Work, effects: Effects, seconds: number, time: number): void {
    const { machine } = this;
    this.pressure.io += Math.min(0.98, work.io * 0.9 + this.#iowait + 0.001) * seconds * 1e6;
    this.pressure.ioFull += Math.min(0.9, work.io * 0.7) * seconds * 1e6;
    const most = machine.memoryKb * 0.6;
    const grown = (work.storedMb * 1e6) / 1024;
    const over = Math.max(0, this.cachedKb + grown - most);
    this.cachedKb = Math.min(most, this.cachedKb + grown);
    this.stolenPages += over / 4;
    const dirty = plan?.direction === 'write' && work.io > 0.05 ? machine.memoryKb * 0.015 : 400;
    this.dirtyKb += (dirty - this.dirtyKb) * (1 - Math.exp(-seconds / 15));
    const job = plan === undefined ? 0 : this.#jobKb * (1 + 0.01 * this.#noise);
    const goal = machine.memoryKb * machine.memoryUsed + job;
    this.usedKb += (goal - this.usedKb) * (1 - Math.exp(-seconds / 30));
    if (effects.swapMbps > 0) {
      this.usedKb = machine.memoryKb * (0.955 + 0.004 * this.#noise);
      this.cachedKb = machine.memoryKb * 0.02;
      this.swappedKb = Math.min(7e6, this.swappedKb + effects.swapMbps * seconds * 40);
    }
    this.#fillBeforeKill(time + seconds);
  }

  /** Of several that are killed the memory has filled up for two minutes before. */
  #fillBeforeKill(time: number): void {
    const [next] = this.#kills;
    const all = this.#weather.setup.ailment.kills?.length ?? 0;
    if (next === undefined || all < 2 || next - time > 120) return;
    const full = 0.98 * this.machine.memoryKb;
    this.usedKb += (full - this.usedKb) * Math.min(1, Math.max(0, 1 - (next - time) / 120));
    this.cachedKb = Math.min(this.cachedKb, this.machine.memoryKb - this.usedKb);
  }
}

/** Of the time, what a host does, and what it moves meanwhile. */
interface Work {
  readonly compute: number;
  readonly io: number;
  readonly net: number;
  readonly wait: number;
  readonly storedMb: number;
  readonly netMb: number;
  readonly direction: 'read' | 'write';
}

const NO_WORK: Work = { compute: 0, io: 0, net: 0, wait: 0, storedMb: 0, netMb: 0, direction: 'read' };

/** Of the time of I/O, that in which the server works for it. */
function storageTime(cached: number): number {
  return (1 - cached) / (1 - cached + cached * 0.08);
}
