import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A program that samples this host until it is told to end. */
export interface Program {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly env?: NodeJS.ProcessEnv;
  /** Called at each of its ticks: what makes it sample, if it does not do so by itself. */
  readonly ask?: () => Promise<unknown>;
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
