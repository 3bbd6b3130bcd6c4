import { execFile } from 'node:child_process';
import path from 'node:path';
import type { Clock } from '../../system/clock.ts';
import { within } from '../../system/patience.ts';
import { ownName } from './own-file.ts';

/** A file system that has said nothing for so long does not answer, ms. */
export const ANSWER_MS = 5000;
/** One that waits in the kernel can take a moment to be killed, ms. */
const KILLED_MS = 1000;

/** Files of `/proc` that a file system of another program, such as lxcfs, can stand for. */
const SERVED = ['meminfo', 'stat', 'diskstats', 'loadavg', 'vmstat', 'net/dev'];

/**
 * Whether the file system answers on which a directory is. That is asked by another program, which can be killed: a thread of
 * this process that waits for a file server would wait with it at its end, too.
 */
export async function directoryAnswers(directory: string, clock: Clock, ms = ANSWER_MS): Promise<boolean> {
  return await endsInTime('test -e "$1"', [path.join(directory, ownName())], clock, ms);
}

/** What is said of a directory that does not. */
export const NO_ANSWER = `its file system has not answered in ${ANSWER_MS / 1000} s`;

/** What is said of a `/proc` that does not. */
export function noProcfs(procfs: string): string {
  return `${procfs} has not answered in ${ANSWER_MS / 1000} s, so nothing can be read there: see whether what serves it runs, as lxcfs does in containers`;
}

/** Whether `/proc`, or what stands in its place, gives its files. */
export async function procfsAnswers(procfs: string, clock: Clock, ms = ANSWER_MS): Promise<boolean> {
  const files = SERVED.map((file) => path.join(procfs, file));
  return await endsInTime('for file; do read -r line <"$file"; done', files, clock, ms);
}

/** Whether a script ends, however it does. One that cannot be started is told of elsewhere. */
async function endsInTime(
  script: string,
  args: readonly string[],
  clock: Clock,
  ms: number,
): Promise<boolean> {
  const end = new Promise<boolean>((resolve) => {
    const limits = { timeout: ms, killSignal: 'SIGKILL' } as const;
    execFile('/bin/sh', ['-c', script, 'sh', ...args], limits, (error) => resolve(error?.killed !== true));
  });
  return await within(clock, ms + KILLED_MS, end, () => new Error('late')).catch(() => false);
}
