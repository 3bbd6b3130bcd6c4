import { intervalAt } from './phases.ts';
import type { Program } from './program.ts';
import { alone, collectl, floorAt, nodeExporter, python, rankOf, sadc, wakes } from './samplers.ts';
import type { Sampler } from './side-by-side.ts';
import { readableFiles } from './sources.ts';
import { bundle, compile } from './workshop.ts';

/** From exec to the first tick of each on an idle machine, ms: measured, and exact enough for a phase. */
const FIRST_TICK_MS = { reads: 2, sadc: 3, node: 45, python: 45 };
let jobs = 0;

/** All programs that are compared, at one sample a second, which all of them can. */
export async function allEverySecond(): Promise<Sampler[]> {
  return [
    reads(1),
    drifting(FIRST_TICK_MS.sadc, sadc),
    drifting(FIRST_TICK_MS.node, await waking(1)),
    aRank(1),
    theOnlyRank(1),
    drifting(FIRST_TICK_MS.python, python(1)),
    { ...byTheClock(collectl.name, () => ({ program: collectl })), phase: 'whole' },
    // It has no ticks of its own: it is asked.
    byTheClock(nodeExporter.name, () => ({ program: nodeExporter })),
  ];
}

/** bench/floor.c. */
export function reads(intervalS: number): Sampler {
  return steady(FIRST_TICK_MS.reads, floorAt(compile('floor'), readableFiles(), intervalS * 1000));
}

/** What Node.js costs by itself so often. */
export async function wakesAt(intervalS: number): Promise<Sampler> {
  return steady(FIRST_TICK_MS.node, await waking(intervalS));
}

/** A rank beside rank 0, which ticks when it does: that reads one file only, as it would be on another node. */
export function aRank(intervalS: number): Sampler {
  return byTheClock(rankOf(1, intervalS).name, (phaseMs) => {
    const job = `rank-${++jobs}`;
    const interval = intervalAt(intervalS, phaseMs, Date.now());
    const rank0 = rankOf(0, interval, job);
    return {
      program: rankOf(1, interval, job),
      beside: { ...rank0, command: [...rank0.command, '--sources', 'loadavg'] },
    };
  });
}

export function theOnlyRank(intervalS: number): Sampler {
  return byTheClock(alone(intervalS).name, (phaseMs) => ({
    program: alone(intervalAt(intervalS, phaseMs, Date.now()), `alone-${++jobs}`),
  }));
}

/** So seldom or so often that its drift needs no room: at 10 s it is too little, at 10 Hz it passes all the others. */
export function pythonAt(intervalS: number): Sampler {
  const { name } = python(intervalS);
  const at = () => ({ program: python(intervalS, `python-${++jobs}`) });
  return { name, room: 1, phase: 'any', firstTickMs: FIRST_TICK_MS.python, at };
}

function byTheClock(name: string, at: Sampler['at']): Sampler {
  return { name, room: 1, phase: 'any', firstTickMs: null, at };
}

async function waking(intervalS: number): Promise<Program> {
  return wakes(await bundle('wake'), intervalS);
}

/** Ticks at whole intervals from its first tick on. */
function steady(firstTickMs: number, program: Program): Sampler {
  return { name: program.name, room: 1, phase: 'any', firstTickMs, at: () => ({ program }) };
}

/** Waits for an interval after the work of each tick: at one a second it comes a tenth of a second later in two minutes. */
function drifting(firstTickMs: number, program: Program): Sampler {
  return { ...steady(firstTickMs, program), room: 2 };
}
