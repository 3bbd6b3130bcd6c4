import { type Ailment, type Effects, effectsOn } from './effects.ts';
import type { Machine } from './machine.ts';
import { Random } from './random.ts';
import type { PhasePlan, Workload } from './workload.ts';

/** A benchmark on a cluster. */
export interface Setup {
  readonly machines: readonly Machine[];
  /** Number of a host that never came; -1 if all did. */
  readonly missing: number;
  readonly workload: Workload;
  readonly ailment: Ailment;
  readonly intervalSeconds: number;
  /** Of what only this run has: noise. */
  readonly seed: string;
}

/** A part of the run in which no phase, tick or host's share of the work changes. Times are s since tick 0. */
export interface Segment {
  readonly start: number;
  readonly end: number;
  /** Number of the phase; -1 before the first and after the last. */
  readonly phase: number;
  /** Which numbers of noise it has. */
  readonly tick: number;
  /** By host: work of a step that it does in a second; 1 if nothing holds it up and it waits for nobody. */
  readonly rates: Float64Array;
}

/** What a benchmark did, from before its begin to some time after its end. */
export interface Course {
  readonly segments: readonly Segment[];
  readonly begin: number;
  readonly end: number;
  /** When phases began. */
  readonly marks: readonly { readonly label: string; readonly time: number }[];
}

/** How fast a host is at a moment: 1 is as planned. */
export interface Speeds {
  readonly cpu: number;
  readonly io: number;
  readonly net: number;
}

/** When the benchmark begins, s after tick 0. */
const BEGIN = 2.4;
/** Samples are taken up to so long after its end, s: with what is late. */
const TAIL = 30;
/** So much longer than planned a run may become, before noise repeats. */
const ROOM = 2;
/** What memory gives takes this part of the time that storage takes. */
const MEMORY_TIME = 0.08;

/** How fast hosts are over time: their own noise, that of the storage that they share, and what is wrong with them. */
export class Weather {
  readonly setup: Setup;
  /** CPUs that the job has on each host. */
  readonly jobCpus: number;
  readonly #ticks: number;
  readonly #cpu: Float32Array;
  readonly #io: Float32Array;
  readonly #net: Float32Array;

  constructor(setup: Setup) {
    this.setup = setup;
    const { machines, workload, intervalSeconds, seed } = setup;
    this.jobCpus = Math.min(...machines.map(({ cpus }) => cpus));
    const seconds = workload.phases.reduce((sum, phase) => sum + phase.seconds, 0);
    this.#ticks = Math.ceil((seconds * ROOM) / intervalSeconds);
    const own = new Random(seed, 'own');
    const common = drift(new Random(seed, 'shared'), this.#ticks, workload.sharedNoise, 0.8);
    const numbers = () => new Float32Array(machines.length * this.#ticks);
    this.#cpu = numbers();
    this.#io = numbers();
    this.#net = numbers();
    for (const [host, machine] of machines.entries()) {
      const cpu = drift(own, this.#ticks, 0.004, 0.5);
      const io = drift(own, this.#ticks, workload.ownNoise, 0.5);
      const net = drift(own, this.#ticks, 0.02, 0.4);
      for (let tick = 0; tick < this.#ticks; tick++) {
        const at = host * this.#ticks + tick;
        this.#cpu[at] = machine.cpuSpeed * Math.exp(cpu[tick]!);
        this.#io[at] = machine.ioSpeed * Math.exp(io[tick]! + common[tick]!);
        this.#net[at] = machine.netSpeed * Math.exp(net[tick]!);
        // Now and then something else has the disk or the way to it.
        if (own.chance(0.002)) this.#io[at]! *= own.between(0.4, 0.8);
      }
    }
  }

  effects(host: number, time: number, phase: number): Effects {
    return effectsOn(this.setup.ailment, host, time, phase);
  }

  speeds(host: number, tick: number, plan: PhasePlan, effects: Effects): Speeds {
    const at = host * this.#ticks + (tick % this.#ticks);
    const { cpus, portion } = this.setup.machines[host]!;
    const wanted = plan.cores * this.jobCpus + effects.foreignCores;
    const cached = plan.direction === 'read' ? effects.cached : 0;
    return {
      cpu: this.#cpu[at]! * effects.cpuSpeed * Math.min(1, cpus / wanted),
      io: (this.#io[at]! * effects.ioSpeed) / (1 - cached + cached * MEMORY_TIME) / portion,
      net: (this.#net[at]! * effects.netSpeed) / portion,
    };
  }
}

/** How long a host takes for its part of a step, s. */
export function stepSeconds({ compute, io, exchange, overlapped }: PhasePlan, speeds: Speeds): number {
  const [computing, moving] = [compute / speeds.cpu, io / speeds.io];
  return (overlapped ? Math.max(computing, moving) : computing + moving) + exchange / speeds.net;
}

/** Lets the benchmark run. */
export function runOf(weather: Weather): Course {
  const { setup } = weather;
  const { machines, missing, workload, intervalSeconds } = setup;
  const hosts = machines.length;
  const segments: Segment[] = [];
  const marks: { label: string; time: number }[] = [];
  const idle = new Float64Array(hosts);
  let now = -5;
  const rest = (until: number) => {
    segments.push({ start: now, end: until, phase: -1, tick: tickAt(now, intervalSeconds), rates: idle });
    now = until;
  };
  rest(BEGIN);
  for (const [phase, plan] of workload.phases.entries()) {
    marks.push({ label: plan.label, time: now });
    const left = new Float64Array(hosts).fill(plan.seconds);
    if (missing >= 0) left[missing] = 0;
    const until = now + plan.seconds;
    const isDone = () =>
      plan.pace === 'timed' ? now >= until - 1e-9 : left.every((seconds) => seconds <= 1e-9);
    while (!isDone()) {
      const tick = tickAt(now, intervalSeconds);
      const rates = new Float64Array(hosts);
      let slowest = 0;
      for (let host = 0; host < hosts; host++) {
        if (host === missing) continue;
        const effects = weather.effects(host, now, phase);
        const seconds = stepSeconds(plan, weather.speeds(host, tick, plan, effects));
        slowest = Math.max(slowest, seconds);
        rates[host] = plan.pace === 'timed' ? effects.demand / seconds : 1 / seconds;
      }
      if (plan.pace === 'lock-step') rates.fill(1 / slowest);
      if (missing >= 0) rates[missing] = 0;
      let end = (tick + 1) * intervalSeconds;
      if (plan.pace === 'timed') end = Math.min(end, until);
      else {
        let needed = 0;
        for (let host = 0; host < hosts; host++)
          if (left[host]! > 0) needed = Math.max(needed, left[host]! / rates[host]!);
        end = Math.min(end, now + Math.max(needed, 1e-6));
        for (let host = 0; host < hosts; host++) {
          rates[host] = Math.min(rates[host]!, left[host]! / (end - now));
          left[host]! -= rates[host]! * (end - now);
        }
      }
      segments.push({ start: now, end, phase, tick, rates });
      now = end;
    }
  }
  const end = now;
  rest(end + TAIL + 3 * intervalSeconds);
  return { segments, begin: BEGIN, end, marks };
}

function tickAt(time: number, intervalSeconds: number): number {
  return Math.max(0, Math.floor(time / intervalSeconds + 1e-9));
}

/** Logarithms of a speed that wanders about 1: each is like the one before it. */
function drift(random: Random, count: number, deviation: number, memory: number): Float32Array {
  const found = new Float32Array(count);
  const fresh = Math.sqrt(1 - memory * memory);
  let value = random.normal();
  for (let at = 0; at < count; at++) {
    found[at] = deviation * value;
    value = memory * value + fresh * random.normal();
  }
  return found;
}
