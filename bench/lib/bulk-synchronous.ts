/** A time for which something else has the CPU of a host, ms. */
export interface Occupation {
  /** When it begins; from where this counts says who has it. */
  readonly atMs: number;
  readonly forMs: number;
}

/** What a program of one host does at one tick; times count from the tick. */
export type TickNoise = readonly Occupation[];

/** An occupation of one of the hosts of a code; times count from its start. */
export interface HostOccupation extends Occupation {
  readonly host: number;
}

/** Hosts on which a program ticks. */
export interface TickingHosts {
  readonly hosts: number;
  readonly intervalMs: number;
  readonly ticks: number;
  /** All at the same moment, or each at a phase of its own, which it keeps. */
  readonly phases: 'coinciding' | 'independent';
  /** Ticks as they were measured: each host draws one of them at each of its ticks. */
  readonly measured: readonly TickNoise[];
  /** Makes the draw the same again. */
  readonly seed: number;
}

/** The occupations of all hosts by the time when they begin. */
export function drawOccupations(ticking: TickingHosts): HostOccupation[] {
  const { hosts, intervalMs, ticks, phases, measured, seed } = ticking;
  const random = randomFrom(seed);
  const found: HostOccupation[] = [];
  for (let host = 0; host < hosts; host++) {
    const phaseMs = phases === 'coinciding' ? 0 : random() * intervalMs;
    for (let tick = 0; tick < ticks; tick++) {
      const due = phaseMs + tick * intervalMs;
      const noise = measured[Math.floor(random() * measured.length)] ?? [];
      for (const { atMs, forMs } of noise) found.push({ host, atMs: due + atMs, forMs });
    }
  }
  return found.sort((a, b) => a.atMs - b.atMs);
}

/**
 * By which share a bulk-synchronous code is slowed down. It goes in steps: each host has `stepMs` of work, which waits
 * while something else has its CPU, and all go on to the next step when the last one is done. What falls into a host's
 * waiting for the others costs nothing, unless it reaches into the next step.
 * @param occupations of all hosts, by the time when they begin; those of one host do not overlap
 * @param untilMs steps are counted until then
 * @see Petrini, Kerbyson and Pakin, The Case of the Missing Supercomputer Performance, SC 2003
 */
export function slowDown(occupations: readonly HostOccupation[], stepMs: number, untilMs: number): number {
  let [now, steps, next] = [0, 0, 0];
  let reaching: HostOccupation[] = [];
  while (now < untilMs) {
    const undisturbed =
      reaching.length > 0 ? 0 : stepsBefore(occupations[next]?.atMs ?? untilMs, now, stepMs);
    if (undisturbed > 0) {
      steps += undisturbed;
      now += undisturbed * stepMs;
      continue;
    }
    const from = now;
    let end = from + stepMs;
    const begun = reaching;
    const done = new Map<number, number>();
    const delay = ({ host, atMs, forMs }: HostOccupation) => {
      const own = done.get(host) ?? from + stepMs;
      if (atMs >= own) return;
      const later = own + Math.max(0, atMs + forMs - Math.max(atMs, from));
      done.set(host, later);
      end = Math.max(end, later);
    };
    for (const occupation of begun) delay(occupation);
    for (let at = occupations[next]; at !== undefined && at.atMs < end; at = occupations[++next]) {
      delay(at);
      begun.push(at);
    }
    reaching = begun.filter(({ atMs, forMs }) => atMs + forMs > end);
    steps++;
    now = end;
  }
  return now / (steps * stepMs) - 1;
}

/** How many whole steps there are from now until then. */
function stepsBefore(then: number, now: number, stepMs: number): number {
  return Math.max(0, Math.floor((then - now) / stepMs));
}

/**
 * Numbers from 0 to below 1, the same for the same seed.
 * @see mulberry32 by Tommy Ettinger, public domain
 */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
