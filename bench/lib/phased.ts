import { intervalAt } from './phases.ts';
import type { Program } from './program.ts';
import { alone, collectl, floorAt, nodeExporter, python, rankOf, sadc, wakes } from './samplers.ts';
import type { Sampler } from './side-by-side.ts';
import { readableFiles } from './sources.ts';
import { bundle, compile } from './workshop.ts';

/** From exec to the first tick of each on an idle machine, ms: measured, and exact enough for a phase. */
const FIRST_TICK_MS = { reads: 2, sadc: 3, node: 45, python: 45, collectl: 150 };
let jobs = 0;

/** All programs that are compared, at an interval that all of them have. */
export async function allAt(intervalS: number): Promise<Sampler[]> {
  return [
    reads(intervalS),
    since(FIRST_TICK_MS.sadc, sadc),
    since(FIRST_TICK_MS.node, wakes(await bundle('wake'), intervalS)),
    aRank(intervalS),
    theOnlyRank(intervalS),
    pythonAt(intervalS),
    since(FIRST_TICK_MS.collectl, collectl),
    // It has no ticks of its own: it is asked.
    { name: nodeExporter.name, room: 1, firstTickMs: null, at: () => ({ program: nodeExporter }) },
  ];
}

/** bench/floor.c. */
export function reads(intervalS: number): Sampler {
  return since(FIRST_TICK_MS.reads, floorAt(compile('floor'), readableFiles(), intervalS * 1000));
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

/** It waits for an interval after each sample: at one sample a second it comes a tenth of a second later in two minutes. */
export function pythonAt(intervalS: number): Sampler {
  const { name } = python(intervalS);
  const at = () => ({ program: python(intervalS, `python-${++jobs}`) });
  return { name, room: 2, firstTickMs: FIRST_TICK_MS.python, at };
}

function byTheClock(name: string, at: Sampler['at']): Sampler {
  return { name, room: 1, firstTickMs: null, at };
}

/** Ticks at intervals from its first tick on. */
function since(firstTickMs: number, program: Program): Sampler {
  return { name: program.name, room: 1, firstTickMs, at: () => ({ program }) };
}
