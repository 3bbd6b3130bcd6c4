import { cpuTicksDelta } from '../counters.ts';
import type { Sample } from '../schema.ts';
import { isPlainObject, type Members } from '../schema-parts.ts';

/** What all CPUs of a host did between two samples, percent of their time. */
export interface CpuShares {
  /** All but idle and iowait. */
  readonly busy: number;
  readonly iowait: number;
  /** Programs, those of `nice` and guests among them. */
  readonly user: number;
  readonly system: number;
  /** Interrupts, hard and soft. */
  readonly irq: number;
  /** What a hypervisor gave to others while something wanted to run here. */
  readonly steal: number;
}

/** Members of a line of `/proc/stat`; guests are in user and nice already. */
export const CPU_FIELDS = ['user', 'nice', 'system', 'irq', 'softirq', 'steal', 'idle', 'iowait'];
const [USER, NICE, SYSTEM, IRQ, SOFTIRQ, STEAL, IDLE, IOWAIT] = [0, 1, 2, 3, 4, 5, 6, 7];
const ticks = new Float64Array(CPU_FIELDS.length);

/**
 * Null if a counter has begun anew or nothing was counted.
 * @see https://docs.kernel.org/filesystems/proc.html#miscellaneous-kernel-statistics-in-proc-stat
 */
export function cpuShares({ cpu: before }: Sample, { cpu: after }: Sample): CpuShares | null {
  const [then, now] = [before?.total, after?.total];
  if (!isPlainObject(then) || !isPlainObject(now) || !count(then, now)) return null;
  const [user, system, irq] = [ticks[USER]! + ticks[NICE]!, ticks[SYSTEM]!, ticks[IRQ]! + ticks[SOFTIRQ]!];
  const [steal, iowait] = [ticks[STEAL]!, ticks[IOWAIT]!];
  const busy = user + system + irq + steal;
  const all = busy + ticks[IDLE]! + iowait;
  if (all === 0) return null;
  const percent = (part: number) => (100 * part) / all;
  return {
    busy: percent(busy),
    iowait: percent(iowait),
    user: percent(user),
    system: percent(system),
    irq: percent(irq),
    steal: percent(steal),
  };
}

/**
 * Of the time that the one CPU had which was busiest, what programs, the kernel and interrupts had of it, percent: what was
 * stolen of it is in neither. A CPU that came, went or began anew in between is left out. Null where single CPUs were not read.
 */
export function busiestCpuPercent({ cpu: before }: Sample, { cpu: after }: Sample): number | null {
  const [then, now] = [before?.per_cpu, after?.per_cpu];
  if (!isPlainObject(then) || !isPlainObject(now)) return null;
  let most: number | null = null;
  for (const id in now) {
    const [earlier, later] = [then[id], now[id]];
    if (!isPlainObject(earlier) || !isPlainObject(later) || !count(earlier, later)) continue;
    const busy = ticks[USER]! + ticks[NICE]! + ticks[SYSTEM]! + ticks[IRQ]! + ticks[SOFTIRQ]!;
    const all = busy + ticks[IDLE]! + ticks[IOWAIT]!;
    if (all > 0) most = Math.max(most ?? 0, (100 * busy) / all);
  }
  return most;
}

/** Counts the ticks between two lines. @returns whether they are known: a field that the later does not have is 0, but for idle */
function count(then: Members, now: Members): boolean {
  for (let at = 0; at < CPU_FIELDS.length; at++) {
    const field = CPU_FIELDS[at]!;
    const value = now[field];
    if (value === undefined && at !== IDLE) ticks[at] = 0;
    else {
      const delta = cpuTicksDelta(then[field], value);
      if (delta === null) return false;
      ticks[at] = delta;
    }
  }
  return true;
}
