import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Identity, identify } from './identity.ts';
import { stateAndParent } from './process-parent.ts';

/**
 * Whether other processes of a launch are still there on this node: children of the same process of the launcher that say
 * by their environment that they are of the same launch. What the launcher has for itself, as the srun of an mpirun, is
 * none.
 * @param procfs where procfs is
 * @param pid the process of the launch whose mates are looked for
 * @returns false where it cannot be told
 */
export function hasLaunchMates(procfs: string, pid: number, own: Identity): boolean {
  const parent = stateAndParent(procfs, pid)?.parent;
  if (parent === undefined || parent <= 1 || own.launcher === 'none') return false;
  return childrenOf(procfs, parent).some(
    (child) => child !== pid && stateAndParent(procfs, child)?.state !== 'Z' && isMate(procfs, child, own),
  );
}

function isMate(procfs: string, pid: number, own: Identity): boolean {
  try {
    const text = readFileSync(path.join(procfs, String(pid), 'environ'), 'utf8');
    const entries = text.split('\0').filter((entry) => entry.includes('='));
    const env = Object.fromEntries(
      entries.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
    );
    const { launcher, launchKey, rank } = identify(env);
    return launcher === own.launcher && launchKey === own.launchKey && rank !== own.rank;
  } catch {
    return false; // It has ended, or is not ours to look at.
  }
}

/** Each thread knows those that it has started. */
function childrenOf(procfs: string, pid: number): number[] {
  const tasks = path.join(procfs, String(pid), 'task');
  try {
    return readdirSync(tasks).flatMap((task) =>
      readFileSync(path.join(tasks, task, 'children'), 'latin1')
        .split(' ')
        .filter(Boolean)
        .map(Number),
    );
  } catch {
    return []; // This kernel does not tell (CONFIG_PROC_CHILDREN), or /proc is hidden.
  }
}
