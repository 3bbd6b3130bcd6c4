import { readFileSync } from 'node:fs';
import path from 'node:path';
import { stateAndParent } from './process-parent.ts';

/** Shells and processes of ours can be in between. */
const MOST_ANCESTORS = 8;

/**
 * What Hydra's mpiexec calls its launch, after the command line of the process that it has on each node: where that reports
 * to. Its environment tells nothing that is this launch's alone.
 * @param procfs where procfs is
 * @param pid the process whose ancestors are looked at
 * @returns the same on all nodes of a launch, `node1:35561`; undefined if no ancestor is such a process
 */
export function proxyLaunch(procfs: string, pid: number): string | undefined {
  let ancestor = stateAndParent(procfs, pid)?.parent;
  for (let nth = 0; nth < MOST_ANCESTORS && ancestor !== undefined && ancestor > 1; nth++) {
    const found = launchIn(wordsOf(procfs, ancestor));
    if (found !== undefined) return found;
    ancestor = stateAndParent(procfs, ancestor)?.parent;
  }
  return undefined;
}

/** `hydra_pmi_proxy --control-port HOST:PORT` of MPICH; `hydra_bstrap_proxy --upstream-host HOST --upstream-port PORT` of Intel MPI. */
export function launchIn(words: readonly string[]): string | undefined {
  const behind = (option: string) => {
    const at = words.indexOf(option);
    return at < 0 ? undefined : words[at + 1];
  };
  if (!/^hydra_\w*proxy$/.test(path.basename(words[0] ?? ''))) return undefined;
  const port = behind('--control-port');
  if (port !== undefined) return port;
  const [host, upstream] = [behind('--upstream-host'), behind('--upstream-port')];
  return host === undefined || upstream === undefined ? undefined : `${host}:${upstream}`;
}

function wordsOf(procfs: string, pid: number): string[] {
  try {
    return readFileSync(path.join(procfs, String(pid), 'cmdline'), 'latin1').split('\0');
  } catch {
    return []; // It is another user's, hidden, or has ended.
  }
}
