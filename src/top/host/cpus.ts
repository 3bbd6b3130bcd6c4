import { cpuTicksDelta } from '../../series/counters.ts';
import type { Sample } from '../../series/schema.ts';
import { isPlainObject, type Members } from '../../series/schema-parts.ts';

/** Shares of the time of CPUs, percent; null where the kernel does not count it. */
export interface CpuTime {
  /** All but idle and iowait. */
  readonly busy: number;
  /** With what is of low priority (`nice`). */
  readonly user: number;
  readonly system: number;
  /** Interrupts, hard and soft. */
  readonly irq: number | null;
  readonly iowait: number | null;
  /** What a hypervisor gave to others. */
  readonly steal: number | null;
}

export interface NamedCpu extends CpuTime {
  readonly name: string;
}

/** What all CPUs together did, and each of them, the busiest first. */
export function cpuDetails(
  { cpu: before }: Sample,
  { cpu: after }: Sample,
): { readonly cpu: CpuTime | null; readonly cpus: NamedCpu[] } {
  const [then, now] = [membersOf(before?.per_cpu), membersOf(after?.per_cpu)];
  const cpus = Object.keys(now).flatMap((id) => {
    const time = timeBetween(membersOf(then[id]), membersOf(now[id]));
    return time === null ? [] : [{ name: `cpu${id}`, ...time }];
  });
  return {
    cpu: timeBetween(membersOf(before?.total), membersOf(after?.total)),
    cpus: cpus.sort((a, b) => b.busy - a.busy),
  };
}

function timeBetween(before: Members, after: Members): CpuTime | null {
  const ticks = (field: string) => cpuTicksDelta(before[field], after[field]);
  const [user, nice, system, idle] = [ticks('user'), ticks('nice'), ticks('system'), ticks('idle')];
  if (user === null || nice === null || system === null || idle === null) return null;
  const [iowait, steal, hard, soft] = [ticks('iowait'), ticks('steal'), ticks('irq'), ticks('softirq')];
  const irq = hard === null || soft === null ? null : hard + soft;
  const busy = user + nice + system + (irq ?? 0) + (steal ?? 0);
  const all = busy + idle + (iowait ?? 0);
  if (all === 0) return null;
  const share = (part: number | null) => (part === null ? null : (100 * part) / all);
  return {
    busy: (100 * busy) / all,
    user: (100 * (user + nice)) / all,
    system: (100 * system) / all,
    irq: share(irq),
    iowait: share(iowait),
    steal: share(steal),
  };
}

function membersOf(value: unknown): Members {
  return isPlainObject(value) ? value : {};
}
