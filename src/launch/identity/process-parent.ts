import { readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * What `/proc/PID/stat` says of a process: fields 3 and 4. The name before them can have blanks and brackets.
 * @returns undefined where it has ended, or is hidden
 */
export function stateAndParent(procfs: string, pid: number): { state: string; parent: number } | undefined {
  try {
    const stat = readFileSync(path.join(procfs, String(pid), 'stat'), 'latin1');
    const [state = '', parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state, parent: Number(parent) };
  } catch {
    return undefined;
  }
}
