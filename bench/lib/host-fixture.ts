import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** How large the node is whose files are made. */
export interface HostSize {
  readonly cpus: number;
  readonly disks: number;
  readonly interfaces: number;
}

export const SMALL_NODE: HostSize = { cpus: 4, disks: 2, interfaces: 2 };
export const LARGE_NODE: HostSize = { cpus: 256, disks: 200, interfaces: 40 };

const VMSTAT_KEYS = 190;
const MEMINFO_KEYS = 55;

/**
 * The kernel files of a made-up node, whose counters go on like those of a busy machine: CPUs and disks by some
 * thousands a tick, memory up and down. The same node and tick always give the same text.
 */
export function hostFiles({ cpus, disks, interfaces }: HostSize, tick: number): Record<string, string> {
  const rising = (of: number, rate: number) =>
    1_000_000 * of + tick * rate + ((of * 7919 + tick * 104729) % (rate + 1));
  const list = (count: number, line: (nth: number) => string) =>
    Array.from({ length: count }, (_, nth) => line(nth));
  const cpuLine = (name: string, of: number) =>
    `${name} ${[70, 0, 20, 900, 9, 0, 1, 0, 0, 0].map((rate, nth) => (rate === 0 ? 0 : rising(of + nth, rate))).join(' ')}`;
  const disk = (nth: number) => {
    const busy = nth % 4 === 0 ? 1 : 0;
    const counts = [50, 2, 12_000, 30, 80, 9, 40_000, 70].map((rate) => rising(nth, rate * busy));
    return ` 259 ${nth} nvme${nth}n1 ${counts.join(' ')} ${(tick + nth) % 3} ${rising(nth, 900 * busy)} ${rising(nth, 1100 * busy)} 0 0 0 0 ${rising(nth, 3 * busy)} ${rising(nth, 5 * busy)}`;
  };
  const netLine = (nth: number) => {
    const [rx, tx] = [rising(nth, 1_200_000), rising(nth, 900_000)];
    return `  eth${nth}: ${rx} ${rising(nth, 900)} 0 0 0 0 0 ${rising(nth, 2)} ${tx} ${rising(nth, 700)} 0 0 0 0 0 0`;
  };
  const pressure = (rate: number) =>
    ['some', 'full']
      .map(
        (kind, nth) =>
          `${kind} avg10=0.${10 + (tick % 90)} avg60=0.12 avg300=0.07 total=${rising(nth, rate)}`,
      )
      .join('\n');
  return {
    'proc/diskstats': `${list(disks, disk).join('\n')}\n`,
    'proc/vmstat': `${list(VMSTAT_KEYS, (nth) => `nr_page_state_${nth} ${nth % 3 === 0 ? rising(nth, 500) : nth * 17}`).join('\n')}\n`,
    'proc/meminfo': `${list(MEMINFO_KEYS, (nth) => `Memory_${nth}:     ${nth % 4 === 0 ? 4_000_000 + ((tick * 8191 * (nth + 1)) % 100_000) : 1024 * nth} kB`).join('\n')}\n`,
    'proc/loadavg': `${((tick % 400) / 100).toFixed(2)} 1.52 1.08 ${1 + (tick % 9)}/4021 ${90_000 + tick}\n`,
    'proc/net/dev': `Inter-|   Receive                                                |  Transmit\n face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n${list(interfaces, netLine).join('\n')}\n`,
    'proc/stat': `${[cpuLine('cpu ', 0), ...list(cpus, (nth) => cpuLine(`cpu${nth}`, nth))].join('\n')}\nintr ${rising(1, 9000)}\nctxt ${rising(2, 20_000)}\nbtime 1764000000\nprocesses ${rising(3, 12)}\nprocs_running ${1 + (tick % 5)}\nprocs_blocked 0\n`,
    'proc/pressure/cpu': `${pressure(4000)}\n`,
    'proc/pressure/io': `${pressure(9000)}\n`,
    'proc/pressure/memory': `${pressure(0)}\n`,
  };
}

/** Writes the kernel files of a made-up node. @returns the roots to read */
export function writeHost(
  directory: string,
  size: HostSize,
  tick: number,
): { procfs: string; sysfs: string } {
  for (const [name, text] of Object.entries(hostFiles(size, tick))) {
    const file = path.join(directory, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  mkdirSync(path.join(directory, 'sys'), { recursive: true });
  return { procfs: path.join(directory, 'proc'), sysfs: path.join(directory, 'sys') };
}
