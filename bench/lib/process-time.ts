import { spawnSync } from 'node:child_process';

/** What a whole process has taken, by the kernel's account. */
export interface ProcessTime {
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** The most memory that it held, KiB. */
  readonly rssKb: number;
}

/** Runs a command by GNU time. @throws Error with what it says if it fails */
export function timed(command: readonly string[]): ProcessTime {
  const { status, stderr } = spawnSync('/usr/bin/time', ['-q', '-f', '%e %U %S %M', ...command], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${command.join(' ')}: ${stderr}`);
  const [seconds = 0, user = 0, system = 0, rssKb = 0] = stderr
    .trim()
    .split('\n')
    .at(-1)!
    .split(' ')
    .map(Number);
  return { seconds, cpuSeconds: user + system, rssKb };
}
