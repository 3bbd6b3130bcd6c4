import os from 'node:os';
import { performance } from 'node:perf_hooks';
import type { LauncherName } from '../launch/identity/detectors.ts';
import { completeHostInfo, type DeviceNames } from '../procfs/host/complete.ts';
import { readHostInfo } from '../procfs/host/host-info.ts';
import type { Targets } from '../procfs/host/mounts/targets.ts';
import type { Outcome } from '../procfs/reading/outcome.ts';
import type { Roots } from '../procfs/roots.ts';
import type { HostInfo, Overhead } from '../series/schema.ts';

/** What this host is, with what became of its sources at the first reading. */
export function hostInfo(
  { procfs, sysfs }: Roots,
  targets: Targets,
  outcomes: ReadonlyMap<string, Outcome>,
): HostInfo {
  const hostname = os.hostname();
  const info = readHostInfo({ procfs, sysfs, hostname, architecture: os.machine(), targets });
  return { ...info, sources: Object.fromEntries(outcomes) };
}

/**
 * The same with devices and mounts that have come since. A source that has come with them, as `nfs` with the first mount,
 * is one that is read from then on.
 * @returns `info` itself if nothing has come
 */
export function completedInfo(
  info: HostInfo,
  names: DeviceNames,
  roots: Roots,
  outcomes: ReadonlyMap<string, Outcome>,
): HostInfo {
  const completed = completeHostInfo(info, names, roots);
  if (completed === info) return info;
  const came = Object.keys(info.sources).filter(
    (source) => info.sources[source] === 'absent' && outcomes.get(source) === 'ok',
  );
  return {
    ...completed,
    sources: { ...info.sources, ...Object.fromEntries(came.map((one) => [one, 'ok'])) },
  };
}

/** The zone of this host's local time, in minutes east of UTC. */
export function utcOffsetMinutes(): number {
  return -new Date().getTimezoneOffset();
}

/** What this process has cost so far. */
export function ownCost(): Omit<Overhead, 'bytes_sent' | 'samples' | 'seconds_by_source'> {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return {
    cpu_user_seconds: userCPUTime / 1e6,
    cpu_system_seconds: systemCPUTime / 1e6,
    wall_seconds: Math.round(performance.now()) / 1000,
    max_rss_kb: maxRSS,
  };
}

/**
 * Tells whether the launcher that started this process is still there. When mpirun is killed, the ranks that it
 * started itself go on, children of nobody.
 */
export function attendance(launcher: LauncherName): () => boolean {
  const parent = process.ppid;
  return launcher === 'none' ? () => true : () => process.ppid === parent;
}
