import { answers } from '../../run/seen.ts';
import { ownName } from './own-file.ts';

/** A file system that has said nothing for so long does not answer, ms. */
export const ANSWER_MS = 5000;

/** Reads files of `/proc` that a file system of another program, such as lxcfs, can stand for. */
const READS = 'for file in meminfo stat diskstats loadavg vmstat net/dev; do read -r line <"$1/$file"; done';

/** Whether the file system on which a directory is answers when it is asked, not when it is written to. */
export async function directoryAnswers(directory: string, ms = ANSWER_MS): Promise<boolean> {
  return await answers(directory, ms, `test -e "$1/${ownName()}"`);
}

/** What is said of a directory that does not. */
export const NO_ANSWER = `its file system has not answered in ${ANSWER_MS / 1000} s`;

/** What is said of a `/proc` that does not. */
export function noProcfs(procfs: string): string {
  return `${procfs} has not answered in ${ANSWER_MS / 1000} s, so nothing can be read there: see whether what serves it runs, as lxcfs does in containers`;
}

/** Whether `/proc`, or what stands in its place, gives its files. */
export async function procfsAnswers(procfs: string, ms = ANSWER_MS): Promise<boolean> {
  return await answers(procfs, ms, READS);
}
