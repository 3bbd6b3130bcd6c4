import { readdirSync, readFileSync } from 'node:fs';

/** A process. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  /** Its arguments, separated by spaces. */
  readonly command: string;
}

/** All processes below one, not zombies. */
export function descendantsOf(ancestor: number): Process[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => processOf(Number(name)) ?? []);
  const found: Process[] = [];
  const family = new Set([ancestor]);
  for (let before = -1; before !== found.length; ) {
    before = found.length;
    for (const one of all) {
      if (family.has(one.pid) || !family.has(one.parent)) continue;
      family.add(one.pid);
      found.push(one);
    }
  }
  return found;
}

/** Sends a signal. @returns whether there was still such a process */
export function killed(pid: number, signal: NodeJS.Signals | number = 'SIGKILL'): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

function processOf(pid: number): Process | undefined {
  const stat = textOf(`/proc/${pid}/stat`);
  // proc_pid_stat(5): the name is in parentheses and can have any characters; then state and parent.
  const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (stat === '' || state === 'Z') return undefined;
  const command = textOf(`/proc/${pid}/cmdline`).split('\0').join(' ').trim();
  return { pid, parent: Number(parent), command };
}

/** All of a file; nothing if it is not there. A character is a byte. */
export function textOf(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
