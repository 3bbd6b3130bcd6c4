import type { TimedSample } from '../../report/data/bridges.ts';
import type { HostInfo } from '../../series/schema.ts';
import { type CpuTime, cpuDetails, type NamedCpu } from './cpus.ts';
import { type DiskDetail, diskDetails } from './disks.ts';
import { type InterfaceDetail, interfaceDetails } from './interfaces.ts';
import { type MountDetail, mountDetails } from './mounts.ts';
import { kernelNumber, perSecond } from './per-second.ts';
import { type PortDetail, portDetails } from './ports.ts';

/** What one host did between its last two samples, thing by thing. Null where it is not known. */
export interface HostDetail {
  readonly cpu: CpuTime | null;
  /** The busiest first. */
  readonly cpus: readonly NamedCpu[];
  readonly disks: readonly DiskDetail[];
  readonly interfaces: readonly InterfaceDetail[];
  readonly mounts: readonly MountDetail[];
  readonly ports: readonly PortDetail[];
  /** Of swap, kB. */
  readonly swapTotalKb: number | null;
  readonly swapFreeKb: number | null;
  /** Pages a second. */
  readonly swappedIn: number | null;
  readonly swappedOut: number | null;
}

/** Less is mostly rounding: CPU time is counted in ticks of 10 ms. */
const LEAST_SECONDS = 0.05;

/** What a host did between two samples that have all details; undefined if there are no two, or nearly no time between them. */
export function hostDetail(
  samples: readonly TimedSample[],
  info: HostInfo | undefined,
): HostDetail | undefined {
  const [from, to] = samples;
  if (from === undefined || to === undefined) return undefined;
  const seconds = (to.time - from.time) / 1000;
  if (seconds < LEAST_SECONDS) return undefined;
  const [before, after] = [from.sample, to.sample];
  return {
    ...cpuDetails(before, after),
    disks: diskDetails(before, after, seconds, info),
    interfaces: interfaceDetails(before, after, seconds, info),
    mounts: mountDetails(before, after, seconds),
    ports: portDetails(before, after, seconds, info),
    swapTotalKb: kernelNumber(after.meminfo?.SwapTotal),
    swapFreeKb: kernelNumber(after.meminfo?.SwapFree),
    swappedIn: perSecond(before.vmstat?.pswpin, after.vmstat?.pswpin, seconds),
    swappedOut: perSecond(before.vmstat?.pswpout, after.vmstat?.pswpout, seconds),
  };
}
