import type { ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import type { CostUntil } from './cost-windows.ts';
import { nextAt, phasesOf, type Wanting } from './phases.ts';
import { treeCost } from './process-cost.ts';
import { end, type Program, start } from './program.ts';

/** A program that samples at an interval, and how it is brought to do so at a phase of its own. */
export interface Sampler extends Wanting {
  readonly name: string;
  /**
   * How long it takes from its start to its first tick, ms, where that is what its later ticks follow; null if it ticks
   * by the wall clock.
   */
  readonly firstTickMs: number | null;
  /** @param phaseMs of its ticks, after whole intervals of the wall clock */
  at(phaseMs: number): Placed;
}

/** A program at its phase, and another one that it needs: that one is started before it, and what it costs is not counted. */
export interface Placed {
  readonly program: Program;
  readonly beside?: Program;
}

export interface Running {
  readonly name: string;
  readonly child: ChildProcess;
  /** Of its ticks, ms after whole intervals. */
  readonly phaseMs: number;
  /** When it was started, ms since 1970. */
  readonly startedAt: number;
}

export interface SideBySide {
  readonly intervalMs: number;
  /** Which of the programs is the first of the interval. */
  readonly turn: number;
}

/** One after the other, so that no start disturbs another. */
const START_EVERY_MS = 1000;
/** Rank 0 is to be there before a rank is. */
const BESIDE_MS = 1500;

/**
 * Runs programs at the same time, each at a phase of its own: no two sample at the same moment, and all see the same
 * machine.
 * @param whileRunning is given each of them as soon as it has been started; when all are done, all programs are ended
 */
export async function sideBySide<Found>(
  samplers: readonly Sampler[],
  { intervalMs, turn }: SideBySide,
  whileRunning: (running: Running) => Promise<Found>,
): Promise<Found[]> {
  const phases = phasesOf(samplers, intervalMs, turn);
  const placed = samplers.map((sampler, at) => ({
    sampler,
    phaseMs: phases[at]!,
    ...sampler.at(phases[at]!),
  }));
  const others: ChildProcess[] = [];
  const children: ChildProcess[] = [];
  const ending = new AbortController();
  try {
    for (const { beside } of placed) if (beside !== undefined) others.push(start(beside));
    const first = Date.now() + BESIDE_MS;
    const found = await Promise.all(
      placed.map(async ({ sampler, program, phaseMs }, at) => {
        const from = first + at * START_EVERY_MS;
        await until(nextAt(phaseMs - (sampler.firstTickMs ?? 0), intervalMs, from));
        // One of them has failed meanwhile.
        ending.signal.throwIfAborted();
        const [child, startedAt] = [start(program), Date.now()];
        children.push(child);
        if (program.ask !== undefined)
          void askAt(program.ask, { intervalMs, phaseMs, signal: ending.signal });
        return await whileRunning({ name: sampler.name, child, phaseMs, startedAt });
      }),
    );
    return found;
  } finally {
    ending.abort();
    await Promise.all(children.map(end));
    await Promise.all(others.map(end));
  }
}

/** What a program has cost at these times after its start, ms. They are taken between its ticks. */
export function costsAt(times: readonly number[], betweenMs: number) {
  return async ({ name, child, startedAt }: Running): Promise<CostUntil[]> => {
    const costs: CostUntil[] = [];
    for (const time of times) {
      await until(startedAt + time + betweenMs);
      if (child.pid === undefined || child.exitCode !== null) throw new Error(`${name} has ended by itself`);
      costs.push({ name, atMs: Date.now() - startedAt, cost: treeCost(child.pid) });
    }
    return costs;
  };
}

interface Asking {
  readonly intervalMs: number;
  readonly phaseMs: number;
  readonly signal: AbortSignal;
}

async function askAt(ask: () => Promise<unknown>, { intervalMs, phaseMs, signal }: Asking): Promise<void> {
  while (!signal.aborted) {
    await until(nextAt(phaseMs, intervalMs, Date.now() + intervalMs / 2));
    // It may not listen yet.
    if (!signal.aborted) await ask().catch(() => {});
  }
}

async function until(time: number): Promise<void> {
  await pause(Math.max(0, time - Date.now()));
}
