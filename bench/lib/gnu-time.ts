import { spawnSync } from 'node:child_process';

/** What a command has cost until its end, as GNU time has it from the kernel. */
export interface Spent {
  /** From its start to its end, s. */
  readonly seconds: number;
  /** Time on a CPU, user and system, of all its processes that it has waited for, s. */
  readonly cpuSeconds: number;
  /** The most memory that one of them held, KiB. */
  readonly rssKb: number;
  readonly stdout: string;
}

/** Runs a command. @throws Error if it fails */
export function timed(command: readonly string[]): Spent {
  const { status, stdout, stderr } = spawnSync('/usr/bin/time', ['-q', '-f', '%e %U %S %M', ...command], {
    encoding: 'utf8',
    maxBuffer: 16 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`${command.join(' ')}: ${stderr}`);
  const last = stderr.trim().split('\n').at(-1)!;
  const [seconds = 0, user = 0, system = 0, rssKb = 0] = last.split(' ').map(Number);
  return { seconds, cpuSeconds: user + system, rssKb, stdout };
}
