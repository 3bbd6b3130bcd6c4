import { cpu } from './cpu.ts';
import { diskstats } from './diskstats.ts';
import { loadavg } from './loadavg.ts';
import { meminfo } from './meminfo.ts';
import { netdev } from './netdev.ts';
import { pressure } from './pressure.ts';
import type { Source } from './source.ts';
import { vmstat } from './vmstat.ts';

/** All sources, in the order in which they are read and stand in a sample. */
export const SOURCES: readonly Source[] = [diskstats, vmstat, meminfo, loadavg, netdev, cpu, pressure];

const byName = new Map(SOURCES.map((source) => [source.name, source]));

/** The source of this name, undefined if there is none. */
export function sourceNamed(name: string): Source | undefined {
  return byName.get(name);
}
