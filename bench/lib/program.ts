import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { type TreeCost, treeCost } from './process-cost.ts';

/** A program that samples this host until it is told to end. */
export interface Program {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly env?: NodeJS.ProcessEnv;
  /** Called each second while it is measured: what makes it sample, if it does not do so by itself. */
  readonly ask?: () => Promise<unknown>;
}

/** What a program costs while it samples. */
export interface Running {
  /** Time on a CPU before it was measured, its start included, ms. */
  readonly cpuMsBefore: number;
  /** Time on a CPU per second, ms. */
  readonly cpuMsPerSecond: number;
  readonly contextSwitchesPerSecond: number;
  readonly threads: number;
  readonly rssAnonKb: number;
  readonly rssKb: number;
}

export function start({ command, env }: Program): ChildProcess {
  const [file, ...args] = command;
  return spawn(file, args, { stdio: 'ignore', env: { ...process.env, ...env } });
}

export async function end(child: ChildProcess): Promise<void> {
  const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
  child.kill('SIGTERM');
  await ended;
}

/** Starts a program, lets it settle, and takes its cost over a while, its start not included. */
export async function costOf(program: Program, settleMs: number, forMs: number): Promise<Running> {
  const child = start(program);
  const asking = program.ask && setInterval(() => void program.ask?.().catch(() => {}), 1000);
  try {
    await pause(settleMs);
    const [before, from] = [costNow(program, child), performance.now()];
    await pause(forMs);
    const [after, seconds] = [costNow(program, child), (performance.now() - from) / 1000];
    return {
      cpuMsBefore: before.cpuMs,
      cpuMsPerSecond: (after.cpuMs - before.cpuMs) / seconds,
      contextSwitchesPerSecond: (after.contextSwitches - before.contextSwitches) / seconds,
      threads: after.threads,
      rssAnonKb: after.rssAnonKb,
      rssKb: after.rssKb,
    };
  } finally {
    clearInterval(asking);
    await end(child);
  }
}

function costNow({ name }: Program, child: ChildProcess): TreeCost {
  if (child.pid === undefined || child.exitCode !== null) throw new Error(`${name} has ended by itself`);
  return treeCost(child.pid);
}
