import type { Source } from './source.ts';
import { cgroup } from './sources/cgroup.ts';
import { cpu } from './sources/cpu.ts';
import { cpufreq } from './sources/cpufreq.ts';
import { cxi } from './sources/cxi.ts';
import { diskstats } from './sources/diskstats.ts';
import { gds } from './sources/gds.ts';
import { gpu } from './sources/gpu.ts';
import { loadavg } from './sources/loadavg.ts';
import { lustre, lustreTargets } from './sources/lustre.ts';
import { meminfo } from './sources/meminfo.ts';
import { netdev } from './sources/netdev.ts';
import { nfs } from './sources/nfs.ts';
import { nfsOperations } from './sources/nfs-ops.ts';
import { numa } from './sources/numa.ts';
import { power } from './sources/power.ts';
import { pressure } from './sources/pressure.ts';
import { processes } from './sources/processes.ts';
import { rdma } from './sources/rdma.ts';
import { softnet } from './sources/softnet.ts';
import { tcpStatistics } from './sources/tcp.ts';
import { thermal } from './sources/thermal.ts';
import { vmstat } from './sources/vmstat.ts';

/**
 * All sources, in the order in which they are read and stand in a sample. Those whose files are looked for come behind those
 * that always have the same.
 */
export const SOURCES: readonly Source[] = [
  diskstats,
  vmstat,
  meminfo,
  loadavg,
  netdev,
  cpu,
  pressure,
  softnet,
  nfs,
  nfsOperations,
  lustre,
  lustreTargets,
  cgroup,
  tcpStatistics,
  numa,
  rdma,
  cxi,
  gds,
  power,
  gpu,
  cpufreq,
  thermal,
  processes,
];

/** Those that are read where nobody names any. */
export const DEFAULT_SOURCES: readonly Source[] = SOURCES.filter(({ byDefault }) => byDefault);

const byName = new Map(SOURCES.map((source) => [source.name, source]));

/** A source as it is where somebody has named it: that it is not there is an error then. */
export function asNamed(source: Source): Source {
  const { find } = source.ifNamed ?? source;
  return { ...source, optional: false, ...(find === undefined ? {} : { find }) };
}

/** Whether what a source of this name is of can come and go while a host runs, as mounts and ports do. */
export function comesAndGoes(name: string): boolean {
  return byName.get(name)?.find !== undefined;
}

/** Whether a source of this name is not read at each tick: seldom, or not before a program that it asks has begun to speak. */
export function isSparse(name: string): boolean {
  const source = byName.get(name);
  return source?.leastSeconds !== undefined || source?.program !== undefined;
}

/** The source of this name, undefined if there is none. */
export function sourceNamed(name: string): Source | undefined {
  return byName.get(name);
}
