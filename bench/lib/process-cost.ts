import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** What the processes of a tree have cost since they began, and what they hold, by the kernel's own account. */
export interface TreeCost {
  /** Time on a CPU, ms. */
  readonly cpuMs: number;
  readonly contextSwitches: number;
  /** Those of them in which another thread got the CPU, and this one would have gone on. */
  readonly preemptions: number;
  readonly threads: number;
  /** Memory that no file backs and nobody shares, KiB. */
  readonly rssAnonKb: number;
  /** All memory in RAM, the files of programs included, KiB. */
  readonly rssKb: number;
}

/**
 * The cost of a process and all its descendants that are alive, from `schedstat` (ns) and `status` of each thread.
 * Threads that have ended are not in it.
 * @see https://docs.kernel.org/scheduler/sched-stats.html
 */
export function treeCost(root: number): TreeCost {
  const total = { cpuMs: 0, contextSwitches: 0, preemptions: 0, threads: 0, rssAnonKb: 0, rssKb: 0 };
  for (const pid of tree(root)) {
    for (const thread of list(`/proc/${pid}/task`)) {
      const own = `/proc/${pid}/task/${thread}`;
      total.cpuMs += Number(read(`${own}/schedstat`).split(' ')[0] ?? 0) / 1e6;
      const status = read(`${own}/status`);
      const preemptions = field(status, 'nonvoluntary_ctxt_switches');
      total.contextSwitches += field(status, 'voluntary_ctxt_switches') + preemptions;
      total.preemptions += preemptions;
      total.threads++;
    }
    const status = read(`/proc/${pid}/status`);
    total.rssAnonKb += field(status, 'RssAnon');
    total.rssKb += field(status, 'VmRSS');
  }
  return total;
}

/** A process and its descendants. @see proc(5), /proc/pid/task/tid/children, which not every kernel has */
export function tree(root: number): number[] {
  if (!existsSync(`/proc/self/task/${process.pid}/children`)) return treeByParents(root);
  const found = [root];
  for (const pid of found) {
    for (const thread of list(`/proc/${pid}/task`)) {
      const children = read(`/proc/${pid}/task/${thread}/children`).trim();
      if (children !== '') found.push(...children.split(' ').map(Number));
    }
  }
  return found;
}

/** Asks all processes of the machine. */
function treeByParents(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of list('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const parent = field(read(`/proc/${pid}/status`), 'PPid');
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const found = [root];
  for (const pid of found) found.push(...(children.get(pid) ?? []));
  return found;
}

function field(status: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)?.[1] ?? 0);
}

/** What a file of /proc says; nothing if its process has ended. */
function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

function list(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
