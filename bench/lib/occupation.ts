import { execFile } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Occupation, TickNoise } from './bulk-synchronous.ts';
import type { Program } from './program.ts';
import { type Running, type Sampler, type SideBySide, sideBySide } from './side-by-side.ts';
import { median, slope } from './statistics.ts';
import { compile } from './workshop.ts';

/** A program, and what it did to the CPU at each tick. */
export interface MeasuredNoise {
  readonly name: string;
  readonly ticks: readonly TickNoise[];
}

/** How a program ticks: what its occupations are told apart by. */
export interface Ticking {
  readonly name: string;
  readonly phaseMs: number;
  readonly intervalMs: number;
}

export interface Watching extends SideBySide {
  readonly cpu: number;
  /** From the start of the last program on, ms. */
  readonly settleMs: number;
  readonly forMs: number;
}

const MOST_OUTPUT = 256 * 1024 * 1024;

/** Runs programs side by side on one CPU, with a loop on it that notes when it is off, see bench/occupation.c. */
export async function occupationsOf(
  samplers: readonly Sampler[],
  { cpu, settleMs, forMs, ...how }: Watching,
): Promise<MeasuredNoise[]> {
  const program = compile('occupation');
  const started: Running[] = [];
  let whenAll: (all: Promise<string>) => void;
  const watched = new Promise<string>((resolve) => {
    whenAll = resolve;
  });
  const watch = async () => {
    await pause(settleMs);
    const pids = started.map(({ child }) => String(child.pid));
    const args = [String(cpu), String(forMs / 1000), ...pids];
    return (await promisify(execFile)(program, args, { maxBuffer: MOST_OUTPUT })).stdout;
  };
  const pinned = samplers.map((sampler) => onCpu(sampler, cpu));
  const [printed = ''] = await sideBySide(pinned, how, async (running) => {
    started.push(running);
    if (started.length === samplers.length) whenAll(watch());
    return await watched;
  });
  return ticksIn(
    printed,
    started.map(({ name, phaseMs }) => ({ name, phaseMs, intervalMs: how.intervalMs })),
    forMs,
  );
}

/** Off for longer than the program ran by so much, the loop waited for something else, too, µs. */
const MOST_SWITCHING_US = 100;

/**
 * What bench/occupation.c has printed, by program and tick. A tick is from a quarter of the interval before it is due on.
 * Times count from when the ticks of the program are due in the mean: it may drift.
 * @param programs in the order in which the loop was given them
 */
export function ticksIn(printed: string, programs: readonly Ticking[], forMs: number): MeasuredNoise[] {
  const [head = '', ...lines] = printed.trim().split('\n');
  const beganMs = Number(head) / 1000;
  const gaps = lines.map((line) => {
    const [program = 0, atUs = 0, offUs = 0, ranUs = 0] = line.split(' ').map(Number);
    const alone = offUs - ranUs <= MOST_SWITCHING_US;
    return { program, atMs: beganMs + atUs / 1000, forMs: (alone ? offUs : ranUs) / 1000 };
  });
  return programs.map(({ name, phaseMs, intervalMs }, program) => {
    const begins = phaseMs - intervalMs / 4;
    const first = Math.ceil((beganMs - begins) / intervalMs);
    const count = Math.floor((beganMs + forMs - begins) / intervalMs) - first;
    const ticks = Array.from({ length: count }, (): Occupation[] => []);
    for (const gap of gaps) {
      const tick = Math.floor((gap.atMs - begins) / intervalMs);
      const due = phaseMs + tick * intervalMs;
      if (gap.program === program) ticks[tick - first]?.push({ atMs: gap.atMs - due, forMs: gap.forMs });
    }
    return { name, ticks: withoutDrift(ticks) };
  });
}

/** The longest time that a program has the CPU at a tick, ms. */
export function longestOf(tick: TickNoise): number {
  return Math.max(0, ...tick.map(({ forMs }) => forMs));
}

/** All of the time that a program has the CPU at a tick, ms. */
export function totalOf(tick: TickNoise): number {
  return tick.reduce((sum, { forMs }) => sum + forMs, 0);
}

/** Due is when the longest occupation begins, by the line through those of all ticks. */
function withoutDrift(ticks: readonly TickNoise[]): TickNoise[] {
  const begins = ticks.flatMap((tick, at) => {
    const longest = tick.find(({ forMs }) => forMs === longestOf(tick));
    return longest === undefined ? [] : [[at, longest.atMs] as const];
  });
  if (begins.length < 2) return [...ticks];
  const drift = slope(begins);
  const start = median(begins.map(([at, ms]) => ms - drift * at));
  return ticks.map((tick, at) => tick.map(({ atMs, forMs }) => ({ atMs: atMs - start - drift * at, forMs })));
}

function onCpu(sampler: Sampler, cpu: number): Sampler {
  return {
    ...sampler,
    at(phaseMs) {
      const { program, beside } = sampler.at(phaseMs);
      // Rank 0 is on another node in a job.
      const elsewhere = beside && { beside: pinned(beside, cpu === 0 ? 1 : 0) };
      return { program: pinned(program, cpu), ...elsewhere };
    },
  };
}

function pinned(program: Program, cpu: number): Program {
  return { ...program, command: ['taskset', '-c', String(cpu), ...program.command] };
}
