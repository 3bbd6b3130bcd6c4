import { readFileSync } from 'node:fs';
import type { Host } from './network.ts';
import { processesIn } from './teardown.ts';

/** A process that runs on a host. */
export interface HostProcess {
  /** Valid everywhere: the hosts share one process table. */
  readonly pid: number;
  readonly argv: readonly string[];
}

/** All processes of one host. (`ps` and `pkill` on a host would see those of the whole machine.) */
export function processesOn({ namespace }: Host): HostProcess[] {
  return processesIn([namespace]).flatMap((pid) => {
    const argv = commandLine(pid);
    return argv === undefined ? [] : [{ pid, argv }];
  });
}

function commandLine(pid: number): string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
  } catch {
    return undefined; // it ended since
  }
}
